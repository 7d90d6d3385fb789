import EdgeGraph

/// Turns a decoded ONNX graph into a `Graph`. Problems are collected, so that one run names them all: what
/// depends on a node that could not be read is only checked for being known at all.
struct GraphImporter {
    private var builder: GraphBuilder
    private let decoder: TensorDecoder
    private let opset: Int
    /// Names that nodes or the graph's outputs use.
    private let consumed: Set<String>
    private(set) var problems: [ImportError.Problem] = []
    private(set) var inputs: [ImportedInput] = []

    /// What a name stands for.
    private enum Binding {
        case value(ValueID)
        /// Produced by a node that could not be read.
        case unknown
    }

    /// The names of one graph; those of the graphs around it come after.
    private struct Scope {
        var bindings: [String: Binding] = [:]
        /// Not decoded until used.
        var stored: [String: ONNXTensor] = [:]
    }

    private var scopes: [Scope] = []

    init(_ graph: ONNXGraph, opset: Int, decoder: TensorDecoder) {
        self.opset = opset
        self.decoder = decoder
        var names: Set<String> = []
        var consumed = Set(graph.output.map(\.name))
        for node in graph.node {
            names.formUnion(node.output)
            collectInputs(node, into: &consumed)
        }
        consumed.remove("")
        self.consumed = consumed
        names.formUnion(graph.input.map(\.name))
        names.formUnion(graph.initializer.map(\.name))
        names.formUnion(graph.output.map(\.name))
        builder = GraphBuilder(name: graph.name, reserved: names)
    }

    /// The graph, or nil where `problems` says why not.
    mutating func run(_ graph: ONNXGraph, shapes: [String: [Int]]) -> Graph? {
        scopes = [Scope()]
        declareInitializers(graph)
        declareInputs(graph, shapes: shapes)
        guard problems.isEmpty else {
            checkOperators(graph.node)
            return nil
        }
        importNodes(graph.node, prefix: "")
        bindOutputs(graph.output)
        guard problems.isEmpty else { return nil }
        var result = builder.graph
        result.removeDeadNodes()
        result.removeUnusedValues()
        return result
    }

    // MARK: Names

    private mutating func report(_ place: ImportError.Place?, _ problem: NodeProblem) {
        problems.append(.init(place: place, reason: problem.reason, mend: problem.mend))
    }

    /// Binds `name` in the innermost scope; a name may be given once.
    private mutating func bind(_ name: String, _ binding: Binding, place: ImportError.Place) {
        let scope = scopes[scopes.count - 1]
        guard scope.bindings[name] == nil, scope.stored[name] == nil else {
            report(place, .invalid("the name \(printable(name)) is given to two values"))
            return
        }
        scopes[scopes.count - 1].bindings[name] = binding
    }

    /// nil where no scope has the name; a stored tensor is decoded on its first use.
    private mutating func resolve(_ name: String) -> Binding? {
        for index in scopes.indices.reversed() {
            if let binding = scopes[index].bindings[name] { return binding }
            guard let tensor = scopes[index].stored[name] else { continue }
            let binding: Binding
            do {
                binding = .value(builder.addConstant(try decoder.decode(tensor), named: name))
            } catch {
                problems.append(.init(place: .tensor(name), reason: error.reason, mend: error.mend))
                binding = .unknown
            }
            scopes[index].stored[name] = nil
            scopes[index].bindings[name] = binding
            return binding
        }
        return nil
    }

    private mutating func declareInitializers(_ graph: ONNXGraph) {
        for tensor in graph.initializer {
            if scopes[scopes.count - 1].stored.updateValue(tensor, forKey: tensor.name) != nil {
                report(.tensor(tensor.name), .invalid("the name is given to two tensors"))
            }
        }
        for tensor in graph.sparseInitializer {
            report(.tensor(tensor.values.name), .unsupported("sparse storage"))
        }
    }

    // MARK: Inputs and outputs

    private mutating func declareInputs(_ graph: ONNXGraph, shapes: [String: [Int]]) {
        // Older files list initializers among the inputs.
        let open = graph.input.filter { scopes[0].stored[$0.name] == nil }
        for name in shapes.keys.sorted() where !open.contains(where: { $0.name == name }) {
            let known = open.map { printable($0.name) }.joined(separator: ", ")
            problems.append(
                .init(
                    place: .input(name), reason: "the model has no such input",
                    mend: "give --shape one of its inputs: \(known)"))
        }
        let batch = batchNames(open)
        for info in open {
            let place = ImportError.Place.input(info.name)
            guard info.type.hasTensorType else {
                report(place, .unsupported("an input that is not a tensor"))
                continue
            }
            let tensor = info.type.tensorType
            guard let element = ElementInfo(tensor.elemType) else {
                report(place, .unsupported("its element type (code \(tensor.elemType))"))
                continue
            }
            let declared = tensor.hasShape ? tensor.shape.dim.map(ImportedInput.Dimension.init) : nil
            inputs.append(ImportedInput(name: info.name, declared: declared, elementType: element.name))
            do throws(NodeProblem) {
                let shape = try resolveInputShape(
                    name: info.name, declared: declared, override: shapes[info.name], batch: batch)
                let id = builder.addInput(
                    name: info.name, type: TensorSpec(shape, element.scalar))
                bind(info.name, .value(id), place: place)
            } catch {
                report(place, error)
            }
        }
    }

    /// Names of the dimensions that stand first in some input: they are the batch wherever they occur.
    private func batchNames(_ inputs: [ONNXValueInfo]) -> Set<String> {
        var names: Set<String> = []
        for info in inputs {
            guard let first = info.type.tensorType.shape.dim.first else { continue }
            if case .symbolic(let name) = ImportedInput.Dimension(first), !name.isEmpty { names.insert(name) }
        }
        return names
    }

    private mutating func bindOutputs(_ outputs: [ONNXValueInfo]) {
        guard !outputs.isEmpty else {
            problems.append(
                .init(reason: "the graph has no outputs", mend: "export the model again with outputs"))
            return
        }
        var ids: [ValueID] = []
        var seen: Set<String> = []
        // A node that could not be ordered or read explains why its outputs are missing.
        let explained = !problems.isEmpty
        for info in outputs {
            let place = ImportError.Place.output(info.name)
            guard seen.insert(info.name).inserted else {
                report(place, .invalid("it is listed twice"))
                continue
            }
            switch resolve(info.name) {
            case .value(let id): ids.append(id)
            case .unknown:
                if problems.isEmpty { report(place, .invalid("what computes it could not be read")) }
            case nil: if !explained { report(place, .invalid("nothing in the graph computes it")) }
            }
        }
        guard problems.isEmpty else { return }
        // Every output is computed by a node, even one that is an input or a constant of the file.
        builder.begin("output")
        for (index, id) in ids.enumerated() where builder.isSource(id) {
            ids[index] = builder.emitIdentity(id)
            builder.rename(id, outputs[index].name + "#source")
            builder.rename(ids[index], outputs[index].name)
        }
        builder.setOutputs(ids)
    }

    // MARK: Nodes

    private mutating func importNodes(_ nodes: [ONNXNode], prefix: String) {
        for index in order(nodes) { importNode(nodes[index], index: index, prefix: prefix) }
    }

    /// Only names unknown operators: what can be said of nodes whose inputs are not known.
    private mutating func checkOperators(_ nodes: [ONNXNode]) {
        for (index, node) in nodes.enumerated() where !isKnown(node) {
            report(place(node, index: index, prefix: ""), unknownOperator(node))
        }
    }

    private func isStandard(_ node: ONNXNode) -> Bool { node.domain.isEmpty || node.domain == "ai.onnx" }

    private func isKnown(_ node: ONNXNode) -> Bool {
        isStandard(node) && (node.opType == "If" || operatorReaders[node.opType] != nil)
    }

    private func unknownOperator(_ node: ONNXNode) -> NodeProblem {
        let domain = isStandard(node) ? "" : " of the domain \(printable(node.domain))"
        return .unsupported("the operator \(printable(node.opType))\(domain)")
    }

    private func nodeName(_ node: ONNXNode, index: Int, prefix: String) -> String {
        prefix + (node.name.isEmpty ? "\(node.opType)_\(index)" : node.name)
    }

    private func place(_ node: ONNXNode, index: Int, prefix: String) -> ImportError.Place {
        .node(name: nodeName(node, index: index, prefix: prefix), op: node.opType)
    }

    private mutating func importNode(_ node: ONNXNode, index: Int, prefix: String) {
        let place = place(node, index: index, prefix: prefix)
        var operands: [ValueID?] = []
        var complete = true
        for name in node.input {
            if name.isEmpty {
                operands.append(nil)
                continue
            }
            switch resolve(name) {
            case .value(let id): operands.append(id)
            case .unknown: complete = false
            case nil:
                complete = false
                report(place, .invalid("its input \(printable(name)) is neither computed nor stored"))
            }
        }
        var results: [ValueID]?
        if !isKnown(node) {
            report(place, unknownOperator(node))
        } else if complete {
            do {
                let context = try NodeContext(
                    node: node, opset: opset, inputs: operands, consumed: consumed, decoder: decoder)
                builder.begin(nodeName(node, index: index, prefix: prefix))
                results =
                    node.opType == "If"
                    ? try inlineBranch(context, prefix: nodeName(node, index: index, prefix: prefix) + "/")
                    : try operatorReaders[node.opType]!(context, &builder)
            } catch {
                report(place, error)
            }
        }
        for (position, name) in node.output.enumerated() where !name.isEmpty {
            guard let results else {
                bind(name, .unknown, place: place)
                continue
            }
            guard position < results.count else {
                if consumed.contains(name) {
                    report(place, .invalid("it has no output \(position)"))
                }
                bind(name, .unknown, place: place)
                continue
            }
            if scopes.count == 1 { builder.rename(results[position], name) }
            bind(name, .value(results[position]), place: place)
        }
    }

    /// The branch of an `If` whose condition is constant takes the place of the node. nil where a node of
    /// the branch could not be read.
    private mutating func inlineBranch(
        _ n: NodeContext, prefix: String
    ) throws(NodeProblem) -> [ValueID]? {
        guard let condition = builder.constant(try n.input(0)), condition.count == 1 else {
            throw .unsupported("If with a condition that is computed while the model runs")
        }
        let taken = condition.type == .float ? condition.floats[0] != 0 : condition.integers[0] != 0
        let branch = try n.graph(taken ? "then_branch" : "else_branch")
        scopes.append(Scope())
        defer { scopes.removeLast() }
        declareInitializers(branch)
        importNodes(branch.node, prefix: prefix)
        var results: [ValueID] = []
        for output in branch.output {
            switch resolve(output.name) {
            // The value may belong to the graph around; the copy can take the node's own output name.
            case .value(let id): results.append(try builder.emit(.identity, id))
            case .unknown: return nil
            case nil:
                throw .invalid("output \(printable(output.name)) of its branch is not computed")
            }
        }
        return results
    }

    // MARK: Order

    /// Indices of `nodes` such that producers come before consumers: the order of the file where that is
    /// one. Reports cycles; the nodes on them are left out.
    private mutating func order(_ nodes: [ONNXNode]) -> [Int] {
        var producers: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for name in node.output where !name.isEmpty && producers[name] == nil { producers[name] = index }
        }
        var consumers = [[Int]](repeating: [], count: nodes.count)
        var missing = [Int](repeating: 0, count: nodes.count)
        var sorted = true
        for (index, node) in nodes.enumerated() {
            for name in usedNames(node) {
                guard let producer = producers[name] else { continue }
                consumers[producer].append(index)
                missing[index] += 1
                if producer >= index { sorted = false }
            }
        }
        if sorted { return Array(nodes.indices) }
        var result = nodes.indices.filter { missing[$0] == 0 }
        var next = 0
        while next < result.count {
            for consumer in consumers[result[next]] {
                missing[consumer] -= 1
                if missing[consumer] == 0 { result.append(consumer) }
            }
            next += 1
        }
        if result.count < nodes.count, let stuck = nodes.indices.first(where: { missing[$0] > 0 }) {
            report(
                place(nodes[stuck], index: stuck, prefix: ""),
                .invalid("it depends on its own output: the graph has a cycle"))
        }
        return result
    }
}

/// Inputs of a node, and the names that the graphs inside it take from outside.
func usedNames(_ node: ONNXNode) -> [String] {
    var names = node.input.filter { !$0.isEmpty }
    for attribute in node.attribute where attribute.hasG {
        let inner = Set(attribute.g.node.flatMap(\.output)).union(attribute.g.initializer.map(\.name))
        for child in attribute.g.node { names += usedNames(child).filter { !inner.contains($0) } }
        names += attribute.g.output.map(\.name).filter { !inner.contains($0) }
    }
    return names
}

/// Every name that a node uses, those inside the graphs that it holds too.
private func collectInputs(_ node: ONNXNode, into names: inout Set<String>) {
    names.formUnion(node.input)
    for attribute in node.attribute where attribute.hasG {
        for child in attribute.g.node { collectInputs(child, into: &names) }
        names.formUnion(attribute.g.output.map(\.name))
    }
}
