extension Graph {
    /// Drops every node whose outputs lead to no output of the graph. Nodes are in topological order.
    public mutating func removeDeadNodes() {
        var live = [Bool](repeating: false, count: values.count)
        for id in outputs { live[id.index] = true }
        var kept: [Node] = []
        for node in nodes.reversed() where node.outputs.contains(where: { live[$0.index] }) {
            for case let id? in node.inputs { live[id.index] = true }
            kept.append(node)
        }
        nodes = kept.reversed()
    }

    /// Drops values that nothing refers to and renumbers the rest; the inputs of the graph stay.
    public mutating func removeUnusedValues() {
        var used = [Bool](repeating: false, count: values.count)
        for id in inputs + outputs { used[id.index] = true }
        for node in nodes {
            for case let id? in node.inputs { used[id.index] = true }
            for id in node.outputs { used[id.index] = true }
        }
        var renumbered = [ValueID](repeating: ValueID(-1), count: values.count)
        var kept: [Value] = []
        for (index, value) in values.enumerated() where used[index] {
            renumbered[index] = ValueID(kept.count)
            kept.append(value)
        }
        values = kept
        inputs = inputs.map { renumbered[$0.index] }
        outputs = outputs.map { renumbered[$0.index] }
        for index in nodes.indices {
            nodes[index].inputs = nodes[index].inputs.map { $0.map { renumbered[$0.index] } }
            nodes[index].outputs = nodes[index].outputs.map { renumbered[$0.index] }
        }
    }

    /// Orders the nodes so that each comes after those it depends on, as near to the present order as
    /// that allows.
    ///
    /// - Throws: `GraphError` naming a node on a cycle.
    public mutating func sortTopologically() throws(GraphError) {
        var producers = [Int?](repeating: nil, count: values.count)
        for (index, node) in nodes.enumerated() {
            for id in node.outputs { producers[id.index] = index }
        }
        var sorted: [Node] = []
        sorted.reserveCapacity(nodes.count)
        // 0: not met, 1: on the stack, 2: placed.
        var state = [UInt8](repeating: 0, count: nodes.count)
        for root in nodes.indices where state[root] == 0 {
            var stack = [(node: root, input: 0)]
            state[root] = 1
            while let top = stack.last {
                let node = nodes[top.node]
                guard top.input < node.inputs.count else {
                    state[top.node] = 2
                    sorted.append(node)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].input += 1
                guard let id = node.inputs[top.input], let producer = producers[id.index],
                    state[producer] != 2
                else { continue }
                guard state[producer] == 0 else {
                    throw GraphError(node: node.name, reason: "it depends on its own output")
                }
                state[producer] = 1
                stack.append((producer, 0))
            }
        }
        nodes = sorted
    }
}
