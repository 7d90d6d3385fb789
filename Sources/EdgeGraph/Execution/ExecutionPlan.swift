/// What running a graph takes, worked out once: the kernels in order and where every tensor lies.
///
/// Values that share memory form one *storage*: a view (reshape, identity) with its source, and the output
/// of an element-wise kernel with the input that it replaces. A storage lives from the node that first
/// writes it to the last that reads it; storages that never live together may share arena bytes.
struct ExecutionPlan: Sendable {
    /// Where a tensor begins: in the constants' memory or in the arena.
    enum Place: Sendable, Equatable {
        case constant(Int)
        case arena(Int)
    }

    struct Operand: Sendable {
        let spec: TensorSpec
        let place: Place
    }

    struct Step: Sendable {
        let node: Int
        let kernel: any Kernel
        let inputs: [Operand?]
        let outputs: [Operand]
        /// Values that hold the outputs; fewer than outputs where the graph ignores some.
        let values: [ValueID]
        /// The output has its bytes already.
        let isView: Bool
    }

    private(set) var steps: [Step] = []
    private(set) var inputs: [Operand] = []
    private(set) var outputs: [Operand] = []
    private(set) var arenaBytes = 0
    private(set) var constantBytes = 0
    /// Value and byte offset of every constant that is used.
    private(set) var constants: [(value: ValueID, offset: Int)] = []

    init(_ graph: Graph) throws(ExecutionError) {
        var builder = PlanBuilder(graph)
        try builder.resolve()
        builder.shareMemory()
        arenaBytes = try builder.placeStorages()
        constantBytes = builder.constantBytes
        constants = builder.constants
        func operand(_ id: ValueID) -> Operand {
            Operand(spec: builder.specs[id.index]!, place: builder.place(of: id))
        }
        inputs = graph.inputs.map(operand)
        outputs = graph.outputs.map(operand)
        for (i, node) in graph.nodes.enumerated() {
            let extra = builder.ignored[i].map {
                Operand(spec: $0.spec, place: builder.place(ofStorage: $0.storage))
            }
            steps.append(
                Step(
                    node: i, kernel: builder.kernels[i], inputs: node.inputs.map { $0.map(operand) },
                    outputs: node.outputs.map(operand) + extra, values: node.outputs,
                    isView: builder.kernels[i].isView))
        }
    }
}

private struct PlanBuilder {
    let graph: Graph
    var kernels: [any Kernel] = []
    var specs: [TensorSpec?]
    /// Outputs that no value takes, by node: they need memory all the same.
    var ignored: [[(spec: TensorSpec, storage: Int)]] = []
    var constants: [(value: ValueID, offset: Int)] = []
    var constantBytes = 0

    /// Storage of each value that lies in the arena.
    private var storage: [Int?]
    private var constantOffset: [Int?]
    private var storages: [Storage] = []

    struct Storage {
        var bytes: Int
        /// First and last step at which the bytes are in use; -1 before the first node.
        var first: Int
        var last: Int
        var offset = 0
        /// The storage that this one became a part of.
        var mergedInto: Int?
    }

    init(_ graph: Graph) {
        self.graph = graph
        specs = Array(repeating: nil, count: graph.values.count)
        storage = Array(repeating: nil, count: graph.values.count)
        constantOffset = Array(repeating: nil, count: graph.values.count)
    }

    /// Kernels, shapes and storages, in graph order; a use extends its storage's life.
    mutating func resolve() throws(ExecutionError) {
        for id in graph.inputs {
            try check(id)
            guard let shape = graph[id].shape else {
                throw ExecutionError(.invalid, "input '\(graph[id].name)' has no shape")
            }
            let spec = TensorSpec(shape, graph[id].type)
            do {
                _ = try elementCount(shape)
            } catch {
                throw ExecutionError(.invalid, "input '\(graph[id].name)': \(error.reason)")
            }
            guard specs[id.index] == nil else {
                throw ExecutionError(.invalid, "input '\(graph[id].name)' is listed twice")
            }
            specs[id.index] = spec
            storage[id.index] = add(spec, at: -1)
        }
        for (i, node) in graph.nodes.enumerated() {
            do {
                try resolve(node, at: i)
            } catch {
                throw error.located(op: "", node: node.name)
            }
        }
        for id in graph.outputs {
            try check(id)
            try use(id, at: graph.nodes.count)
        }
    }

    private func check(_ id: ValueID) throws(ExecutionError) {
        guard graph.values.indices.contains(id.index) else {
            throw .invalid("value \(id.index) of \(graph.values.count)")
        }
    }

    private mutating func add(_ spec: TensorSpec, at step: Int) -> Int {
        let bytes = spec.shape.reduce(1, *) * spec.type.elementSize
        storages.append(Storage(bytes: (bytes + 63) / 64 * 64, first: step, last: step))
        return storages.count - 1
    }

    private mutating func use(_ id: ValueID, at step: Int) throws(ExecutionError) {
        if let storage = storage[id.index] {
            storages[storage].last = max(storages[storage].last, step)
        } else if constantOffset[id.index] == nil {
            guard let tensor = graph[id].constant else {
                throw .invalid("'\(graph[id].name)' is read before anything writes it")
            }
            try tensor.checkContents()
            specs[id.index] = TensorSpec(tensor)
            constantOffset[id.index] = constantBytes
            constants.append((id, constantBytes))
            constantBytes += (tensor.count * tensor.type.elementSize + 63) / 64 * 64
        }
    }

    private mutating func resolve(_ node: Node, at i: Int) throws(ExecutionError) {
        for case let id? in node.inputs {
            try check(id)
            try use(id, at: i)
        }
        let kernel = try node.op.kernel()
        let results = try node.op.outputSpecs(node.inputs.map { $0.flatMap { specs[$0.index] } })
        guard node.outputs.count <= results.count else {
            throw ExecutionError(
                .invalid, op: kernel.name, "\(node.outputs.count) outputs instead of \(results.count)")
        }
        kernels.append(kernel)
        for (id, spec) in zip(node.outputs, results) {
            try check(id)
            guard specs[id.index] == nil else {
                throw .invalid("'\(graph[id].name)' is written a second time")
            }
            if let declared = graph[id].shape, declared != spec.shape {
                throw ExecutionError(
                    .invalid, op: kernel.name,
                    "'\(graph[id].name)' is declared as \(declared) but comes out as \(spec.shape)")
            }
            specs[id.index] = spec
        }
        ignored.append(results.dropFirst(node.outputs.count).map { ($0, add($0, at: i)) })
        for id in node.outputs {
            if kernel.isView, let source = node.inputs[0] {
                storage[id.index] = storage[source.index]
                constantOffset[id.index] = constantOffset[source.index]
            } else {
                storage[id.index] = add(specs[id.index]!, at: i)
            }
        }
    }

    /// Gives the output of an element-wise kernel the storage of an input that dies there.
    mutating func shareMemory() {
        for (i, node) in graph.nodes.enumerated() {
            guard let output = node.outputs.first, let target = storage[output.index] else { continue }
            for position in kernels[i].inPlaceInputs where position < node.inputs.count {
                guard let input = node.inputs[position], let spec = specs[input.index],
                    let shape = specs[output.index]?.shape, spec.shape == shape,
                    spec.type.elementSize == specs[output.index]?.type.elementSize,
                    let source = storage[input.index].map(root), storages[source].last == i,
                    // Another operand in the same memory must be walked in the same order.
                    node.inputs.allSatisfy({ other in
                        guard let other, storage[other.index].map(root) == source else { return true }
                        return specs[other.index]?.shape == shape
                    })
                else { continue }
                storages[source].last = storages[target].last
                storages[target].mergedInto = source
                break
            }
        }
    }

    private func root(_ index: Int) -> Int {
        var index = index
        while let parent = storages[index].mergedInto { index = parent }
        return index
    }

    /// Offsets: the largest first, each at the lowest place free during its life. Returns the arena's size.
    mutating func placeStorages() throws(ExecutionError) -> Int {
        let order = storages.indices.filter { storages[$0].mergedInto == nil }
            .sorted { (storages[$0].bytes, $1) > (storages[$1].bytes, $0) }
        var placed: [Int] = []
        var total = 0
        for index in order {
            let storage = storages[index]
            var offset = 0
            // `placed` is in order of offset, so the first gap that is wide enough is the lowest.
            for other in placed {
                let taken = storages[other]
                guard taken.first <= storage.last, storage.first <= taken.last else { continue }
                if offset + storage.bytes <= taken.offset { break }
                offset = max(offset, taken.offset + taken.bytes)
            }
            storages[index].offset = offset
            let position = placed.firstIndex { storages[$0].offset > offset } ?? placed.count
            placed.insert(index, at: position)
            total = max(total, offset + storage.bytes)
        }
        guard total <= 2 * maximumTensorBytes else {
            throw ExecutionError(.invalid, "the activations need \(total) bytes")
        }
        return total
    }

    func place(of id: ValueID) -> ExecutionPlan.Place {
        if let storage = storage[id.index] { return place(ofStorage: storage) }
        return .constant(constantOffset[id.index]!)
    }

    func place(ofStorage index: Int) -> ExecutionPlan.Place { .arena(storages[root(index)].offset) }
}
