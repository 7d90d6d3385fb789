import EdgeGraph

/// An attention found in the graph; node indices.
struct AttentionPattern {
    var form: AttentionForm
    /// The product of queries and keys, what follows up to the softmax, and behind it.
    var inner: [Int]
    /// The product with the values.
    var last: Int
    /// Queries, keys, values.
    var operands: [ValueID]
}

extension FusionBuilder {
    /// The attention whose scores node `index`, a matrix product, gives.
    func attention(from index: Int) -> AttentionPattern? {
        let node = graph.nodes[index]
        guard case .matMul = node.op, let queries = operand(node, 0), let keys = operand(node, 1),
            heads(of: queries) != nil, heads(of: queries) == heads(of: keys)
        else { return nil }
        var form = AttentionForm(scale: 1, isTransposed: false)
        var inner = [index]
        var hasSoftmax = false
        var weights = node.outputs[0]
        while let next = soleConsumer(weights), !head.contains(next) {
            let node = graph.nodes[next]
            switch node.op {
            case .softmax(let axis) where !hasSoftmax && axis == (graph[weights].shape?.count ?? 0) - 1:
                hasSoftmax = true
            case .binary(let function) where !hasSoftmax:
                guard let factor = scalar(node, function) else { return nil }
                form.scale *= factor
            case .transpose(let permutation) where hasSoftmax && !form.isTransposed:
                let last = permutation.count - 1
                var swapped = Array(permutation.indices)
                swapped.swapAt(last, last - 1)
                guard permutation == swapped else { return nil }
                form.isTransposed = true
            case .matMul where hasSoftmax:
                guard node.inputs[form.isTransposed ? 1 : 0] == weights,
                    let values = operand(node, form.isTransposed ? 0 : 1), values != weights,
                    heads(of: values) == heads(of: queries), form.scale.isNormal, form.scale > 0
                else { return nil }
                return AttentionPattern(
                    form: form, inner: inner, last: next, operands: [queries, keys, values])
            default:
                return nil
            }
            inner.append(next)
            weights = node.outputs[0]
        }
        return nil
    }

    private func operand(_ node: Node, _ position: Int) -> ValueID? {
        guard position < node.inputs.count, let id = node.inputs[position], graph[id].constant == nil
        else { return nil }
        return id
    }

    /// Matrices of a value of rank 3 or 4, of one picture.
    private func heads(of id: ValueID) -> Int? {
        guard let shape = graph[id].shape else { return nil }
        return shape.count == 3 ? shape[0] : shape.count == 4 && shape[0] == 1 ? shape[1] : nil
    }

    /// What a product or quotient with one number multiplies by.
    private func scalar(_ node: Node, _ function: BinaryFunction) -> Float? {
        guard case .binary(_, let constant, let isFirst)? = pointwiseStep(node) else { return nil }
        switch function {
        case .multiply: return constant
        case .divide where !isFirst: return 1 / constant
        default: return nil
        }
    }

    /// The product with the values, where none of the operands turned out to be float32; else all nodes of the
    /// attention, which waited for it, in float32.
    mutating func lowerAttention(_ pattern: AttentionPattern) throws(UnsupportedOperator) {
        let node = graph.nodes[pattern.last]
        let inputs = pattern.operands.map { plan.resolve($0) }
        if inputs.allSatisfy({ !plan.floatValues.contains($0) && plan.order($0) == .natural }) {
            plan.operations.append(
                FusedOperation(
                    kind: .attention(pattern.form), name: node.name, inputs: inputs,
                    outputs: [node.outputs[0]]))
            return
        }
        for index in pattern.inner + [pattern.last] { try lowerFloat(index) }
    }
}
