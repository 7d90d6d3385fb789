/// Constant padding of the spatial dimensions into the convolution or pool behind it, where that one's own
/// padding means the same.
func foldPadding(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard let padded = node.inputs.first ?? nil, let padding = r.producer(padded),
            case .pad(let before, let after, .constant, let value) = padding.op,
            let x = padding.inputs[0], before.count >= 3, before.prefix(2).allSatisfy({ $0 == 0 }),
            after.prefix(2).allSatisfy({ $0 == 0 }), (before + after).allSatisfy({ $0 >= 0 })
        else { continue }
        let extra = (before: Array(before.dropFirst(2)), after: Array(after.dropFirst(2)))
        var inputs = node.inputs
        inputs[0] = x
        switch node.op {
        case .conv(var attributes) where value == 0:
            attributes.padsBefore = sum(attributes.padsBefore, extra.before)
            attributes.padsAfter = sum(attributes.padsAfter, extra.after)
            r.replace(index, with: .conv(attributes), inputs)
        case .averagePool(var pool) where value == 0:
            // The padding counted as pixels; it still does only if all padding does.
            let own = (pool.padsBefore + pool.padsAfter).contains { $0 != 0 }
            guard !own || pool.countIncludesPadding, !pool.ceilMode else { continue }
            pool.padsBefore = sum(pool.padsBefore, extra.before)
            pool.padsAfter = sum(pool.padsAfter, extra.after)
            pool.countIncludesPadding = true
            r.replace(index, with: .averagePool(pool), inputs)
        case .maxPool(var pool):
            // A pool pads with -infinity: the same where the fill never wins, or no window is all padding
            // and nothing is below the fill.
            let narrow = pool.kernel.indices.allSatisfy {
                extra.before[$0] + pool.padsBefore[$0] < pool.kernel[$0]
                    && extra.after[$0] + pool.padsAfter[$0] < pool.kernel[$0]
            }
            let dense = pool.dilations.allSatisfy { $0 == 1 }
            guard !pool.ceilMode, value == -.infinity || value == 0 && narrow && dense && isNonNegative(x, r)
            else { continue }
            pool.padsBefore = sum(pool.padsBefore, extra.before)
            pool.padsAfter = sum(pool.padsAfter, extra.after)
            r.replace(index, with: .maxPool(pool), inputs)
        default: continue
        }
    }
}

private func sum(_ a: [Int], _ b: [Int]) -> [Int] { zip(a, b).map { $0 + $1 } }

/// Whether the node that computes `id` cannot give a negative number.
private func isNonNegative(_ id: ValueID, _ r: GraphRewriter) -> Bool {
    switch r.producer(id)?.op {
    case .unary(.relu), .unary(.sigmoid), .unary(.hardSigmoid), .unary(.absolute), .unary(.softplus): true
    case .unary(.clip(let low, _)): low >= 0
    default: false
    }
}
