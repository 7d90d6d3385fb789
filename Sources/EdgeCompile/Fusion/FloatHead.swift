import EdgeGraph

/// The heads of a network: the part that runs in float32 by rule.
///
/// A head is what no convolution or matrix product follows any more, where it joins, divides or picks from
/// (concat, split, slice, gather, top-k) what the last of them give: boxes and scores that meet in one tensor
/// would have to share one int8 scale. A network that ends in an activation, a pool, a softmax or a mere
/// reordering has no head.
struct FloatHead {
    /// Node indices.
    private(set) var nodes: Set<Int> = []

    init(_ graph: Graph) {
        var consumers: [ValueID: [Int]] = [:]
        var followsLayer: Set<ValueID> = []
        for (index, node) in graph.nodes.enumerated() {
            for case let id? in node.inputs where graph[id].constant == nil {
                consumers[id, default: []].append(index)
            }
            if node.op.isLayer || node.inputs.contains(where: { $0.map(followsLayer.contains) ?? false }) {
                followsLayer.formUnion(node.outputs)
            }
        }
        // Backwards: a node that only such nodes follow.
        var candidates: Set<Int> = []
        for index in graph.nodes.indices.reversed() where graph.hasFloatForm(index) {
            let followers = graph.nodes[index].outputs.flatMap { consumers[$0] ?? [] }
            if followers.allSatisfy(candidates.contains) { candidates.insert(index) }
        }
        // Those that values connect belong together.
        var group: [Int: Int] = [:]
        func root(_ index: Int) -> Int {
            var index = index
            while let next = group[index] { index = next }
            return index
        }
        for index in candidates.sorted() {
            let node = graph.nodes[index]
            for id in node.inputs.compactMap({ $0 }) + node.outputs where graph[id].constant == nil {
                for other in consumers[id] ?? [] where candidates.contains(other) {
                    let (a, b) = (root(index), root(other))
                    if a != b { group[max(a, b)] = min(a, b) }
                }
            }
        }
        let joints = candidates.filter { index in
            graph.nodes[index].op.combines
                && graph.nodes[index].outputs.contains(where: followsLayer.contains)
        }
        let heads = Set(joints.map(root))
        nodes = candidates.filter { heads.contains(root($0)) }
    }
}
