/// A graph while passes rewrite it, with who produces and who uses each value kept at hand.
///
/// The way to rewrite a pattern: replace its last node by what the whole computes (`replace`), so that the
/// last node's output keeps its identity, name and users; nodes that nothing uses any more disappear when
/// the pass is done. New nodes may be added in any order; `finish` sorts.
public struct GraphRewriter {
    public private(set) var graph: Graph
    /// Rewrites made so far.
    public private(set) var changes = 0
    /// Index of the node that computes each value.
    private var producers: [Int?]
    /// Indices of the nodes that use each value, one entry a use.
    private var users: [[Int]]
    private var isOutput: [Bool]
    private var names: Set<String>
    var folder = ConstantFolder()

    public init(_ graph: Graph) {
        self.graph = graph
        producers = []
        users = []
        isOutput = []
        names = Set(graph.values.map(\.name))
        index()
    }

    /// Ends one pass: drops what became unused, restores topological order.
    mutating func finish() {
        do {
            try graph.sortTopologically()
        } catch {
            preconditionFailure("a pass made a cycle: \(error)")
        }
        graph.removeDeadNodes()
        index()
    }

    private mutating func index() {
        producers = Array(repeating: nil, count: graph.values.count)
        users = Array(repeating: [], count: graph.values.count)
        isOutput = Array(repeating: false, count: graph.values.count)
        for (position, node) in graph.nodes.enumerated() {
            for id in node.outputs { producers[id.index] = position }
            for case let id? in node.inputs { users[id.index].append(position) }
        }
        for id in graph.outputs { isOutput[id.index] = true }
    }

    // MARK: Looking

    /// Nodes present when the pass began, and those added since, at the end.
    var nodeIndices: Range<Int> { graph.nodes.indices }

    func node(_ index: Int) -> Node { graph.nodes[index] }

    /// The node that computes `id`; nil for inputs and constants.
    func producer(_ id: ValueID?) -> Node? { id.flatMap { producers[$0.index] }.map { graph.nodes[$0] } }

    func producerIndex(_ id: ValueID) -> Int? { producers[id.index] }

    func shape(_ id: ValueID) -> [Int] { graph[id].shape ?? [] }

    func constant(_ id: ValueID?) -> Tensor? { id.flatMap { graph[$0].constant } }

    /// The one number that a constant holds (any shape of one element).
    func scalar(_ id: ValueID?) -> Float? {
        guard let tensor = constant(id), tensor.type == .float, tensor.count == 1 else { return nil }
        return tensor.floats[0]
    }

    func isGraphOutput(_ id: ValueID) -> Bool { isOutput[id.index] }

    /// False once a rewriting has made the last use of `id` disappear.
    func isUsed(_ id: ValueID) -> Bool { !users[id.index].isEmpty || isOutput[id.index] }

    /// True where `id` is used once and the graph does not give it out: its producer may be absorbed.
    func isPrivate(_ id: ValueID) -> Bool { users[id.index].count == 1 && !isOutput[id.index] }

    // MARK: Rewriting

    /// Makes node `index` compute `op` of `inputs` into the outputs that it has. Counts as one change.
    mutating func replace(_ index: Int, with op: Operator, _ inputs: [ValueID?], name: String? = nil) {
        for case let id? in graph.nodes[index].inputs {
            if let use = users[id.index].firstIndex(of: index) { users[id.index].remove(at: use) }
        }
        for case let id? in inputs { users[id.index].append(index) }
        graph.nodes[index].op = op
        graph.nodes[index].inputs = inputs
        if let name { graph.nodes[index].name = name }
        changes += 1
    }

    /// Adds a node of one output and gives its value, shape inferred; nil where `op` does not fit.
    mutating func add(_ op: Operator, _ inputs: [ValueID?], name: String) -> ValueID? {
        guard let spec = try? op.outputSpecs(inputs.map { $0.flatMap { graph[$0].spec } }).first else {
            return nil
        }
        let output = addValue(Value(name: unique(name), shape: spec.shape, type: spec.type))
        for case let id? in inputs { users[id.index].append(graph.nodes.count) }
        producers[output.index] = graph.nodes.count
        graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: [output]))
        return output
    }

    /// Adds a constant under a name derived from `name`.
    mutating func addConstant(_ tensor: Tensor, name: String) -> ValueID {
        addValue(Value(name: unique(name), constant: tensor))
    }

    /// Lets everything that uses `old` use `new` instead. Where the graph gives `old` out and a node
    /// computes `new` for nobody outside, that node computes `old` from now on.
    /// Counts as one change; false where the outputs of the graph forbid it.
    @discardableResult
    mutating func substitute(_ old: ValueID, by new: ValueID) -> Bool {
        guard isOutput[old.index] else {
            redirect(old, to: new)
            changes += 1
            return true
        }
        guard let source = producers[new.index], !isOutput[new.index],
            let slot = graph.nodes[source].outputs.firstIndex(of: new),
            let former = producers[old.index],
            let formerSlot = graph.nodes[former].outputs.firstIndex(of: old)
        else { return false }
        redirect(new, to: old)
        // The two nodes trade outputs; the former one is dead now and reads nothing of interest.
        graph.nodes[source].outputs[slot] = old
        graph.nodes[former].outputs[formerSlot] = new
        for case let id? in graph.nodes[former].inputs { users[id.index].removeAll { $0 == former } }
        graph.nodes[former].inputs = []
        producers[old.index] = source
        producers[new.index] = former
        changes += 1
        return true
    }

    private mutating func redirect(_ old: ValueID, to new: ValueID) {
        for user in users[old.index] {
            graph.nodes[user].inputs = graph.nodes[user].inputs.map { $0 == old ? new : $0 }
        }
        users[new.index] += users[old.index]
        users[old.index] = []
    }

    /// Makes a value constant; its node is left without users of it.
    mutating func setConstant(_ id: ValueID, _ tensor: Tensor) {
        let replacement = addConstant(tensor, name: graph[id].name)
        redirect(id, to: replacement)
        changes += 1
    }

    private mutating func addValue(_ value: Value) -> ValueID {
        let id = graph.addValue(value)
        producers.append(nil)
        users.append([])
        isOutput.append(false)
        return id
    }

    private mutating func unique(_ name: String) -> String {
        var number = graph.values.count
        while !names.insert("\(name)#\(number)").inserted { number += 1 }
        return "\(name)#\(number)"
    }
}
