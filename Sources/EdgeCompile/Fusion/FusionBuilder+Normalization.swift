import EdgeGraph
import EdgeQuantize

extension FusionBuilder {
    mutating func lowerInstanceNormalization(
        _ node: Node, epsilon: Float
    ) throws(UnsupportedOperator) {
        let input = try image(node, 0)
        guard let scale = graph.constant(node.inputs, at: 1)?.floats,
            let shift = graph.constant(node.inputs, at: 2)?.floats
        else { throw UnsupportedOperator("parameters are computed") }
        appendNormalization(
            node.name, input, output: node.outputs[0], groups: scale.count, epsilon, scale, shift)
    }

    /// A group normalization as exporters write it: the image reshaped to `[1, groups, rest]`, an instance
    /// normalization with one factor a group, and the shape restored.
    ///
    /// - Returns: whether `node`, a reshape, is its beginning; all of it is then lowered.
    mutating func lowerGroupNormalization(_ node: Node, _ input: ValueID) throws(UnsupportedOperator) -> Bool
    {
        let from = try shape(input)
        let grouped = try shape(node.outputs[0])
        guard from.count == 4, grouped.count >= 3, grouped[1] >= 1, from[1] % grouped[1] == 0,
            plan.order(input) == .natural, let second = soleConsumer(node.outputs[0]),
            case .instanceNormalization(let epsilon) = graph.nodes[second].op,
            graph.nodes[second].inputs[0] == node.outputs[0],
            let scale = graph.constant(graph.nodes[second].inputs, at: 1)?.floats,
            let shift = graph.constant(graph.nodes[second].inputs, at: 2)?.floats,
            scale.count == grouped[1], let third = soleConsumer(graph.nodes[second].outputs[0]),
            case .reshape = graph.nodes[third].op, graph[graph.nodes[third].outputs[0]].shape == from
        else { return false }
        absorb(second)
        absorb(third)
        let each = from[1] / grouped[1]
        appendNormalization(
            graph.nodes[second].name, input, output: graph.nodes[third].outputs[0], groups: grouped[1],
            epsilon, scale.flatMap { Array(repeating: $0, count: each) },
            shift.flatMap { Array(repeating: $0, count: each) })
        return true
    }

    /// Takes in the products and sums with one constant a channel that follow.
    private mutating func appendNormalization(
        _ name: String, _ input: ValueID, output: ValueID, groups: Int, _ epsilon: Float, _ scale: [Float],
        _ shift: [Float]
    ) {
        var (scale, shift, output) = (scale, shift, output)
        while let next = soleConsumer(output), case .binary(let function) = graph.nodes[next].op,
            function == .multiply || function == .add,
            let values = perChannelConstant(graph.nodes[next], besides: output, channels: scale.count)
        {
            for c in scale.indices {
                if function == .multiply {
                    scale[c] *= values[c]
                    shift[c] *= values[c]
                } else {
                    shift[c] += values[c]
                }
            }
            absorb(next)
            output = graph.nodes[next].outputs[0]
        }
        append(
            FusedOperation(
                kind: .normalize(groups: groups, epsilon: epsilon, scale: scale, shift: shift), name: name,
                inputs: [input], outputs: [output]))
    }

    /// The other operand of a binary node as one finite number a channel.
    private func perChannelConstant(_ node: Node, besides value: ValueID, channels: Int) -> [Float]? {
        guard node.inputs.count == 2, let position = node.inputs.firstIndex(where: { $0 != value }),
            node.inputs[1 - position] == value, let constant = graph.constant(node.inputs, at: position),
            constant.type == .float, graph[node.outputs[0]].shape == graph[value].shape
        else { return nil }
        let aligned = Array(repeating: 1, count: max(0, 4 - constant.shape.count)) + constant.shape
        let values = constant.floats
        guard aligned == [1, channels, 1, 1] || constant.count == 1, values.allSatisfy(\.isFinite) else {
            return nil
        }
        return constant.count == 1 ? Array(repeating: values[0], count: channels) : values
    }

    /// One slope is a function of one variable; one a channel has an operator of its own.
    mutating func lowerPRelu(_ node: Node) throws(UnsupportedOperator) {
        guard let slope = graph.constant(node.inputs, at: 1), slope.type == .float else {
            throw UnsupportedOperator("slopes are computed")
        }
        if slope.count == 1 {
            let input = try activation(node, 0)
            appendLookup(.unary(.leakyRelu(alpha: slope.floats[0])), node, input: input)
            return
        }
        let input = try image(node, 0)
        let channels = try shape(input)[1]
        let aligned = Array(repeating: 1, count: max(0, 4 - slope.shape.count)) + slope.shape
        guard aligned == [1, channels, 1, 1] else {
            throw UnsupportedOperator(
                "slopes of shape \(slope.shape)", advice: "one, or one a channel, is supported")
        }
        append(
            FusedOperation(
                kind: .prelu(slopes: slope.floats), name: node.name, inputs: [input],
                outputs: [node.outputs[0]]))
    }
}
