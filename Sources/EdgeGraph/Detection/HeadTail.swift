/// What follows the last layers of a network, and the maps of those layers that it reads.
struct HeadTail {
    let graph: Graph
    /// Outputs of convolutions, `[1, channels, height, width]`, in the order of the graph.
    let maps: [ValueID]
    /// The maps by height and width, the largest plane first.
    let levels: [[ValueID]]
    /// Of the network's picture.
    let inputHeight: Int
    let inputWidth: Int
    private let executor: Executor

    /// nil where the network is none that could detect: another input than one picture, or outputs that
    /// depend on anything but convolutions.
    init?(_ graph: Graph) {
        guard graph.inputs.count == 1, let input = graph[graph.inputs[0]].shape, input.count == 4 else {
            return nil
        }
        inputHeight = input[2]
        inputWidth = input[3]
        var producers: [ValueID: Int] = [:]
        for (index, node) in graph.nodes.enumerated() {
            for id in node.outputs { producers[id] = index }
        }
        var found: Set<ValueID> = []
        var nodes: Set<Int> = []
        var seen: Set<ValueID> = []
        var stack = graph.outputs
        while let id = stack.popLast() {
            guard graph[id].constant == nil, seen.insert(id).inserted else { continue }
            guard let index = producers[id] else { return nil }
            let node = graph.nodes[index]
            if Self.hasWeights(node, graph), !Self.isExpectation(index, graph, producers) {
                guard case .conv = node.op, graph[id].shape?.count == 4 else { return nil }
                found.insert(id)
            } else {
                nodes.insert(index)
                stack += node.inputs.compactMap { $0 }
            }
        }
        maps = graph.nodes.flatMap(\.outputs).filter(found.contains)
        var bySize: [[Int]: [ValueID]] = [:]
        for map in maps { bySize[Array(graph[map].shape![2...]), default: []].append(map) }
        levels = bySize.sorted { $0.key[0] * $0.key[1] > $1.key[0] * $1.key[1] }.map(\.value)
        guard (1...8).contains(levels.count) else { return nil }
        self.graph = graph

        // The tail by itself. A map that the network gives out goes through an identity.
        var tail = graph
        tail.inputs = maps
        tail.nodes = nodes.sorted().map { graph.nodes[$0] }
        for (position, output) in graph.outputs.enumerated() where found.contains(output) {
            let copy = tail.addValue(Value(name: "\(graph[output].name)/out", shape: graph[output].shape))
            tail.nodes.append(
                Node(name: graph[output].name, op: .identity, inputs: [output], outputs: [copy]))
            tail.outputs[position] = copy
        }
        guard let executor = try? Executor(tail) else { return nil }
        self.executor = executor
    }

    func shape(_ map: ValueID) -> [Int] { graph[map].shape! }

    func channels(_ map: ValueID) -> Int { shape(map)[1] }

    /// The network's outputs for `contents` of the maps, in the order of `maps`.
    func run(_ contents: [Tensor]) -> [Tensor]? { try? executor.run(contents) }

    private static func hasWeights(_ node: Node, _ graph: Graph) -> Bool {
        switch node.op {
        case .conv, .convTranspose, .gemm: true
        case .matMul: node.inputs.contains { $0.map { graph[$0].constant != nil } ?? false }
        default: false
        }
    }

    /// The mean of a distribution: one sum with constant weights behind a softmax.
    private static func isExpectation(_ index: Int, _ graph: Graph, _ producers: [ValueID: Int]) -> Bool {
        let node = graph.nodes[index]
        guard node.inputs.count >= 2, let weights = node.inputs[1].flatMap({ graph[$0].constant }),
            weights.shape.first == 1 || weights.shape.last == 1
        else { return false }
        var value = node.inputs[0]
        while let id = value, let producer = producers[id] {
            switch graph.nodes[producer].op {
            case .softmax: return true
            case .reshape, .transpose, .identity: value = graph.nodes[producer].inputs[0]
            default: return false
            }
        }
        return false
    }
}
