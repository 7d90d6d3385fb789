/// Drops operators that give back their input as it is.
func removeIdentities(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard node.outputs.count == 1, let input = node.inputs.first ?? nil,
            r.shape(input) == r.shape(node.outputs[0]), changesNothing(node, input: input, r)
        else { continue }
        r.substitute(node.outputs[0], by: input)
    }
}

/// Whether `node`, whose output has its first input's shape, is that input.
private func changesNothing(_ node: Node, input: ValueID, _ r: GraphRewriter) -> Bool {
    switch node.op {
    case .identity, .reshape, .expand: return true
    case .cast(let type): return r.graph[input].type == type
    case .concat: return node.inputs.count == 1
    case .split(_, let sizes): return sizes.count == 1
    case .slice(_, _, let steps): return steps.allSatisfy { $0 == 1 }
    case .pad(let before, let after, _, _):
        return before.allSatisfy { $0 == 0 } && after.allSatisfy { $0 == 0 }
    case .transpose(let permutation): return permutation == Array(permutation.indices)
    case .resize(let attributes): return attributes.scales.allSatisfy { $0 == 1 }
    case .reduce(.mean, let axes, let keep), .reduce(.sum, let axes, let keep),
        .reduce(.max, let axes, let keep), .reduce(.min, let axes, let keep),
        .reduce(.product, let axes, let keep):
        return keep && axes.allSatisfy { r.shape(input)[$0] == 1 } || axes.isEmpty
    case .binary(.add), .binary(.subtract):
        return node.inputs.count == 2 && r.scalar(node.inputs[1]) == 0
    case .binary(.multiply), .binary(.divide), .binary(.power):
        return node.inputs.count == 2 && r.scalar(node.inputs[1]) == 1
    case .maxPool(let pool), .averagePool(let pool):
        return pool.kernel.allSatisfy { $0 == 1 } && pool.strides.allSatisfy { $0 == 1 }
            && (pool.padsBefore + pool.padsAfter).allSatisfy { $0 == 0 }
    default: return false
    }
}
