/// Minimum and maximum with a number, and chains of clips, as one clip; clip(0, ∞) as relu.
func recognizeClips(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard let input = node.inputs.first ?? nil, r.graph[input].type == .float,
            r.shape(input) == r.shape(node.outputs[0]), let range = clipRange(node, r)
        else { continue }
        var (low, high) = range
        var source = input
        // clip(clip(x, a, b), low, high), as long as the ranges meet.
        if let inner = r.producer(input), let (a, b) = clipRange(inner, r), let x = inner.inputs[0],
            r.shape(x) == r.shape(input), max(a, low) <= min(b, high)
        {
            (low, high) = (max(a, low), min(b, high))
            source = x
        }
        let op = Operator.unary(low == 0 && high == .infinity ? .relu : .clip(low: low, high: high))
        guard op != node.op || source != input else { continue }
        r.replace(index, with: op, [source])
    }
}

/// The range that `node` limits its first input to, if that is what it does.
private func clipRange(_ node: Node, _ r: GraphRewriter) -> (low: Float, high: Float)? {
    switch node.op {
    case .unary(.relu): return (0, .infinity)
    case .unary(.clip(let low, let high)): return (low, high)
    case .binary(.maximum): return r.scalar(node.inputs[1]).flatMap { $0.isNaN ? nil : ($0, .infinity) }
    case .binary(.minimum): return r.scalar(node.inputs[1]).flatMap { $0.isNaN ? nil : (-.infinity, $0) }
    default: return nil
    }
}
