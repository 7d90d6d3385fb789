import EdgeGraph
import EdgeQuantize

/// Walks the nodes in order, turns each into a fused operation (or a refusal) and lets it absorb the
/// activations that follow.
struct FusionBuilder {
    let graph: Graph
    var plan = FusionPlan()
    var refusals: [Refusal] = []
    /// Node indices that read each value.
    private let consumers: [ValueID: [Int]]
    /// Nodes that run in float32 by rule.
    let head: Set<Int>
    private let graphOutputs: Set<ValueID>
    /// Nodes that an earlier operation has taken in.
    private var absorbed: Set<Int> = []
    /// Zero padding waiting for the convolution that reads the value.
    var pendingPads: [ValueID: (before: [Int], after: [Int])] = [:]
    /// Attentions waiting for the node that ends them.
    var pendingAttentions: [Int: AttentionPattern] = [:]

    init(_ graph: Graph) {
        self.graph = graph
        var consumers: [ValueID: [Int]] = [:]
        for (index, node) in graph.nodes.enumerated() {
            for case let input? in node.inputs { consumers[input, default: []].append(index) }
        }
        self.consumers = consumers
        graphOutputs = Set(graph.outputs)
        head = FloatHead(graph).nodes
        plan.headNodes = head.count
    }

    mutating func run() {
        checkInputs()
        for index in graph.nodes.indices where !absorbed.contains(index) {
            do {
                try lower(index)
            } catch {
                refuse(index, error)
            }
        }
        markRealLayers()
        for output in graph.outputs where plan.order(plan.resolve(output)) != .natural {
            refusals.append(
                Refusal(
                    node: graph[output].name, op: "graph output",
                    reason: "a flattened image would leave in (height, width, channel) order",
                    advice: "drop the Flatten and let the application flatten"))
        }
    }

    private mutating func checkInputs() {
        for input in graph.inputs {
            let value = graph[input]
            if value.type != .float {
                refusals.append(
                    Refusal(
                        node: value.name, op: "graph input", reason: "integer or boolean input",
                        advice: "start the network after the lookup that uses it"))
            } else if value.shape == nil || value.shape!.first.map({ $0 != 1 }) ?? false {
                refusals.append(
                    Refusal(
                        node: value.name, op: "graph input",
                        reason: "shape \(value.shape.map { "\($0)" } ?? "unknown"), batch must be 1",
                        advice: "give its shape"))
            }
        }
    }

    private mutating func refuse(_ index: Int, _ unsupported: UnsupportedOperator) {
        let node = graph.nodes[index]
        refusals.append(
            Refusal(
                node: node.name.isEmpty
                    ? node.outputs.first.map { graph[$0].name } ?? "#\(index)" : node.name,
                op: node.op.onnxName, reason: unsupported.reason, advice: unsupported.advice))
    }

    // MARK: Helpers for the rules

    /// Shape of a value; every rule may rely on inference having run.
    func shape(_ id: ValueID) throws(UnsupportedOperator) -> [Int] {
        guard let shape = graph[id].shape else {
            throw UnsupportedOperator("shape of '\(graph[id].name)' is unknown")
        }
        return shape
    }

    /// Operand `position` as an activation.
    func activation(_ node: Node, _ position: Int) throws(UnsupportedOperator) -> ValueID {
        guard position < node.inputs.count, let id = node.inputs[position] else {
            throw UnsupportedOperator("input \(position) is missing")
        }
        guard graph[id].constant == nil else {
            throw UnsupportedOperator("input \(position) is a constant", advice: "fold constants first")
        }
        let resolved = plan.resolve(id)
        if pendingPads[id] != nil {
            throw UnsupportedOperator("padding before anything but a convolution")
        }
        return resolved
    }

    /// As `activation`, and its bytes are in the order of its shape.
    func ordered(_ node: Node, _ position: Int) throws(UnsupportedOperator) -> ValueID {
        let id = try activation(node, position)
        guard plan.order(id) == .natural else {
            throw UnsupportedOperator(
                "reads a flattened image, whose bytes are in (height, width, channel) order",
                advice: "only a fully connected layer can follow such a Flatten")
        }
        return id
    }

    /// As `ordered`, of rank 4.
    func image(_ node: Node, _ position: Int) throws(UnsupportedOperator) -> ValueID {
        let id = try ordered(node, position)
        let shape = try self.shape(id)
        guard shape.count == 4 else {
            throw UnsupportedOperator("input of shape \(shape), an image [1, C, H, W] is needed")
        }
        return id
    }

    /// The only node that reads `id`, if there is one and the value is not wanted outside.
    func soleConsumer(_ id: ValueID) -> Int? {
        guard !graphOutputs.contains(id), let readers = consumers[id], readers.count == 1 else { return nil }
        return readers[0]
    }

    /// Node `index` runs as part of an earlier one.
    mutating func absorb(_ index: Int) { absorbed.insert(index) }

    /// Appends an operation that copies elements of an image.
    mutating func appendMovement(_ kind: FusedOperation.Kind, _ node: Node, _ input: ValueID) {
        plan.operations.append(
            FusedOperation(kind: kind, name: node.name, inputs: [input], outputs: [node.outputs[0]]))
    }

    /// Appends an operation after letting it take in the clamps that follow.
    mutating func append(_ operation: FusedOperation) {
        var operation = operation
        if operation.takesClamp {
            while let next = soleConsumer(operation.outputs[0]),
                case .unary(let function) = graph.nodes[next].op, let clamp = function.clamp,
                !head.contains(next)
            {
                let bounds = ValueRange(low: clamp.low, high: clamp.high)
                operation.clamp =
                    operation.clamp.map { $0.clamped(low: bounds.low, high: bounds.high) } ?? bounds
                absorbed.insert(next)
                operation.outputs[0] = graph.nodes[next].outputs[0]
            }
        }
        plan.operations.append(operation)
    }

    /// A table for `first` and the functions of one variable that follow it.
    mutating func appendLookup(_ first: PointwiseFunction.Step, _ node: Node, input: ValueID) {
        var function = PointwiseFunction(steps: [first])
        var output = node.outputs[0]
        while let next = soleConsumer(output), !head.contains(next),
            let step = pointwiseStep(graph.nodes[next])
        {
            function.steps.append(step)
            absorbed.insert(next)
            output = graph.nodes[next].outputs[0]
        }
        plan.orders[output] = plan.order(input)
        plan.operations.append(
            FusedOperation(kind: .lookup(function), name: node.name, inputs: [input], outputs: [output]))
    }

    /// A node that is a function of one variable: a unary one, or a binary one with a scalar constant.
    func pointwiseStep(_ node: Node) -> PointwiseFunction.Step? {
        switch node.op {
        case .unary(let function):
            return function.hasTable ? .unary(function) : nil
        case .binary(let function):
            guard function.isArithmetic, node.inputs.count == 2 else { return nil }
            for (position, other) in [(1, 0), (0, 1)] {
                guard let constant = graph.constant(node.inputs, at: position), constant.count == 1,
                    constant.type == .float, let id = node.inputs[other], graph[id].constant == nil,
                    graph[id].shape == graph[node.outputs[0]].shape
                else { continue }
                return .binary(function, constant: constant.floats[0], constantFirst: position == 0)
            }
            return nil
        default:
            return nil
        }
    }
}

/// Why a node has no integer form.
struct UnsupportedOperator: Error {
    var reason: String
    var advice: String

    init(_ reason: String, advice: String = "") {
        self.reason = reason
        self.advice = advice
    }
}

extension BinaryFunction {
    /// Yields numbers, not booleans.
    var isArithmetic: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum: true
        default: false
        }
    }
}
