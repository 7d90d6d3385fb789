/// Means and maxima over the whole plane of [N,C,H,W] as global pools: reductions over the spatial axes
/// (also behind a transpose to NHWC) and pools whose window is the plane.
func recognizeGlobalPools(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard let x = node.inputs.first ?? nil else { continue }
        switch node.op {
        case .reduce(let function, let axes, let keep) where function == .mean || function == .max:
            if reduceBeforeTranspose(index, function, axes, keep, &r) { continue }
            let rank = r.shape(x).count
            guard rank >= 3, axes.sorted() == Array(2..<rank), r.graph[x].type == .float else { continue }
            let pool: Operator = function == .mean ? .globalAveragePool : .globalMaxPool
            if keep {
                r.replace(index, with: pool, [x])
            } else if let pooled = r.add(pool, [x], name: node.name) {
                r.replace(index, with: .reshape(shape: r.shape(node.outputs[0])), [pooled])
            }
        case .averagePool(let pool) where isWholePlane(pool, r.shape(x)):
            r.replace(index, with: .globalAveragePool, [x])
        case .maxPool(let pool) where isWholePlane(pool, r.shape(x)):
            r.replace(index, with: .globalMaxPool, [x])
        default: continue
        }
    }
}

/// One window, unpadded, that covers the whole plane.
private func isWholePlane(_ pool: PoolAttributes, _ shape: [Int]) -> Bool {
    let plane = Array(shape.dropFirst(2))
    return pool.kernel == plane && pool.dilations.allSatisfy { $0 == 1 }
        && (pool.padsBefore + pool.padsAfter).allSatisfy { $0 == 0 }
}

/// A reduction that drops its axes does not care for their order before: takes the transpose away where
/// the axes that stay keep their order.
private func reduceBeforeTranspose(
    _ index: Int, _ function: ReduceFunction, _ axes: [Int], _ keep: Bool, _ r: inout GraphRewriter
) -> Bool {
    guard !keep, let x = r.node(index).inputs[0], let node = r.producer(x),
        case .transpose(let permutation) = node.op
    else { return false }
    let staying = permutation.indices.filter { !axes.contains($0) }.map { permutation[$0] }
    guard staying == staying.sorted() else { return false }
    let before = axes.map { permutation[$0] }.sorted()
    r.replace(index, with: .reduce(function, axes: before, keepDimensions: false), node.inputs)
    return true
}
