import EdgeGraph

/// The graph under construction. Nodes are appended in topological order with their output types inferred
/// at once; whatever depends on constants only becomes a constant instead of a node.
struct GraphBuilder {
    private(set) var graph: Graph
    /// Names that values have or will have, so that invented ones stay unique.
    private var names: Set<String>
    private var nodeNames: Set<String> = []
    /// The next suffix to try for a node name that occurs again.
    private var suffixes: [String: Int] = [:]
    private var folder = ConstantFolder()
    /// The node being read; names what it becomes.
    private var currentNode = ""

    init(name: String, reserved: Set<String>) {
        graph = Graph(name: name)
        names = reserved
    }

    // MARK: Values

    func type(_ id: ValueID) -> TensorSpec {
        TensorSpec(graph[id].shape ?? [], graph[id].type)
    }

    func shape(_ id: ValueID) -> [Int] { graph[id].shape ?? [] }

    func rank(_ id: ValueID) -> Int { shape(id).count }

    func constant(_ id: ValueID) -> Tensor? { graph[id].constant }

    mutating func addInput(name: String, type: TensorSpec) -> ValueID {
        let id = graph.addValue(Value(name: name, shape: type.shape, type: type.type))
        graph.inputs.append(id)
        return id
    }

    /// A constant under a name of the file.
    mutating func addConstant(_ tensor: Tensor, named name: String) -> ValueID {
        graph.addValue(Value(name: name, constant: tensor))
    }

    /// A constant that a reader makes up.
    mutating func constant(_ tensor: Tensor) -> ValueID {
        graph.addValue(Value(name: freshName("constant"), constant: tensor))
    }

    mutating func constant(_ scalar: Float) -> ValueID { constant(Tensor(shape: [], floats: [scalar])) }

    /// True for a value that no node computes.
    func isSource(_ id: ValueID) -> Bool {
        graph[id].constant != nil || graph.inputs.contains(id)
    }

    /// Gives a value the name it has in the file.
    mutating func rename(_ id: ValueID, _ name: String) { graph[id].name = name }

    mutating func setOutputs(_ outputs: [ValueID]) { graph.outputs = outputs }

    // MARK: Nodes

    /// Starts a node of the file: what is emitted until the next call is named after it.
    mutating func begin(_ name: String) {
        currentNode = uniqueNodeName(name, separator: "_")
    }

    /// Appends `op`, or computes it now where every input is constant; one value per output.
    @discardableResult
    mutating func emitAll(_ op: Operator, _ inputs: [ValueID?]) throws(NodeProblem) -> [ValueID] {
        let types = try outputTypes(op, inputs)
        if inputs.allSatisfy({ $0 == nil || graph[$0!].constant != nil }),
            let constants = folder.fold(op, inputs.map { $0.flatMap { graph[$0].constant } })
        {
            return constants.map { constant($0) }
        }
        var outputs: [ValueID] = []
        for type in types {
            outputs.append(
                graph.addValue(Value(name: freshName("value"), shape: type.shape, type: type.type)))
        }
        graph.nodes.append(Node(name: nextNodeName(), op: op, inputs: inputs, outputs: outputs))
        return outputs
    }

    /// As `emitAll`, for an operator of one output.
    mutating func emit(_ op: Operator, _ inputs: ValueID?...) throws(NodeProblem) -> ValueID {
        try emitAll(op, inputs)[0]
    }

    /// A node that stays a node even where its input is constant.
    mutating func emitIdentity(_ input: ValueID) -> ValueID {
        let output = graph.addValue(
            Value(name: freshName("value"), shape: graph[input].shape, type: graph[input].type))
        graph.nodes.append(Node(name: nextNodeName(), op: .identity, inputs: [input], outputs: [output]))
        return output
    }

    /// What `op` would give, without appending it.
    func outputTypes(_ op: Operator, _ inputs: [ValueID?]) throws(NodeProblem) -> [TensorSpec] {
        let types: [TensorSpec]
        do {
            types = try op.outputSpecs(inputs.map { $0.map { type($0) } })
        } catch {
            throw .invalid(error.reason)
        }
        for type in types where TensorLimits.elementCount(type.shape) == nil {
            throw .unsupported("an output of shape \(type.shape)")
        }
        return types
    }

    /// Reserves room for a constant that a reader is about to compute.
    mutating func reserve(_ type: TensorSpec) throws(NodeProblem) {
        guard folder.reserve(type) else {
            throw NodeProblem(
                reason:
                    "the model computes constants beyond what is accepted, this one of shape \(type.shape)",
                mend: "store them in the file instead of computing them")
        }
    }

    private mutating func nextNodeName() -> String {
        guard let last = graph.nodes.last, last.name == currentNode || last.name.hasPrefix(currentNode + "/")
        else { return currentNode }
        // Several nodes from one of the file: conv, conv/2, conv/3, ...
        return uniqueNodeName(currentNode, separator: "/")
    }

    private mutating func uniqueNodeName(_ name: String, separator: String) -> String {
        if nodeNames.insert(name).inserted { return name }
        while true {
            let suffix = suffixes[name, default: 2]
            suffixes[name] = suffix + 1
            let unique = "\(name)\(separator)\(suffix)"
            if nodeNames.insert(unique).inserted { return unique }
        }
    }

    private mutating func freshName(_ kind: String) -> String {
        var number = graph.values.count
        while !names.insert("\(currentNode)#\(kind)\(number)").inserted { number += 1 }
        return "\(currentNode)#\(kind)\(number)"
    }
}
