import EdgeGraph
import EdgeQuantize

extension FusionBuilder {
    /// The rule of node `index`: int8 where it has such a form, float32 else.
    mutating func lower(_ index: Int) throws(UnsupportedOperator) {
        if case .detect(let attributes) = graph.nodes[index].op {
            try lowerDetect(graph.nodes[index], attributes)
            return
        }
        if let pattern = pendingAttentions.removeValue(forKey: index) {
            try lowerAttention(pattern)
            return
        }
        if !head.contains(index), let pattern = attention(from: index) {
            pendingAttentions[pattern.last] = pattern
            for inner in pattern.inner { absorb(inner) }
            return
        }
        if runsAsFloat(index) {
            try lowerFloat(index)
            return
        }
        do {
            try lowerQuantized(index)
        } catch {
            let node = graph.nodes[index]
            switch node.op {
            case .reshape, .transpose, .concat, .split, .slice, .expand:
                guard graph.hasFloatForm(index) else { throw error }
                try appendMovement(node, isFloat: false)
            default:
                guard graph.hasFloatForm(index) else { throw error }
                try lowerFloat(index)
            }
        }
    }

    private mutating func lowerQuantized(_ index: Int) throws(UnsupportedOperator) {
        let node = graph.nodes[index]
        switch node.op {
        case .conv, .gemm, .matMul:
            try lowerLinear(index, node)
        case .batchNormalization(let epsilon):
            try lowerBatchNormalization(index, node, epsilon: epsilon)
        case .unary(let function):
            guard function.hasTable else { throw UnsupportedOperator("booleans have no int8 form") }
            let input = try activation(node, 0)
            appendLookup(.unary(function), node, input: input)
        case .binary(let function):
            try lowerBinary(index, node, function)
        case .maxPool, .averagePool, .globalAveragePool, .globalMaxPool, .reduce:
            try lowerPooling(node)
        case .instanceNormalization(let epsilon):
            try lowerInstanceNormalization(node, epsilon: epsilon)
        case .prelu:
            try lowerPRelu(node)
        case .depthToSpace(let block, let columnRowDepth):
            appendMovement(
                .depthToSpace(block: block, channelFirst: columnRowDepth), node, try image(node, 0))
        case .spaceToDepth(let block):
            appendMovement(.spaceToDepth(block: block), node, try image(node, 0))
        case .softmax(let axis):
            try lowerSoftmax(node, axis: axis)
        case .concat, .split, .slice, .reshape, .transpose, .pad, .identity, .cast, .resize, .expand:
            try lowerMovement(node)
        case .convTranspose:
            try lowerTransposedConvolution(index, node)
        case .unsupported(let name):
            throw UnsupportedOperator("operator \(name) is not known")
        default:
            throw UnsupportedOperator("no integer form", advice: "end the network before it")
        }
    }

    private mutating func lowerLinear(_ index: Int, _ node: Node) throws(UnsupportedOperator) {
        var linear: LinearOperator
        do {
            guard let op = try LinearOperator(index, of: graph) else {
                throw UnsupportedOperator("not a linear operator")
            }
            linear = op
        } catch let error as Unsupported {
            throw UnsupportedOperator(error.reason)
        } catch {
            throw UnsupportedOperator("\(error)")
        }
        if let window = linear.window {
            try lowerConvolution(node, &linear, window)
        } else {
            try lowerFullyConnected(node, &linear)
        }
    }

    private mutating func lowerConvolution(
        _ node: Node, _ linear: inout LinearOperator, _ window: ConvAttributes
    ) throws(UnsupportedOperator) {
        var window = window
        if let source = node.inputs[0], let pads = pendingPads.removeValue(forKey: source) {
            for axis in 0..<2 {
                window.padsBefore[axis] += pads.before[axis]
                window.padsAfter[axis] += pads.after[axis]
            }
            linear.window = window
        }
        for axis in 0..<2 {
            let extent = (window.kernel[axis] - 1) * window.dilations[axis]
            guard max(window.padsBefore[axis], window.padsAfter[axis]) <= extent else {
                throw UnsupportedOperator("padding is not smaller than the dilated kernel")
            }
        }
        linear.input = try image(node, 0)
        append(
            FusedOperation(
                kind: .convolution(linear), name: node.name, inputs: [linear.input],
                outputs: [node.outputs[0]]))
    }

    private mutating func lowerTransposedConvolution(
        _ index: Int, _ node: Node
    ) throws(UnsupportedOperator) {
        let input = try image(node, 0)
        let transposed = try TransposedConvolution(
            index, of: graph, input: input, size: Array(try shape(input)[2...]),
            output: Array(try shape(node.outputs[0])[2...]))
        append(
            FusedOperation(
                kind: .transposedConvolution(transposed), name: node.name, inputs: [input],
                outputs: [node.outputs[0]]))
    }

    private mutating func lowerFullyConnected(
        _ node: Node, _ linear: inout LinearOperator
    ) throws(UnsupportedOperator) {
        linear.input = try activation(node, 0)
        let shape = try self.shape(linear.input)
        guard shape.reduce(1, *) == linear.depth, orderIsUnambiguous(shape) else {
            throw UnsupportedOperator(
                "matrix product over the last axis of an input of shape \(shape)",
                advice: "only one row of \(linear.depth) values is supported; use a 1x1 Conv")
        }
        if case .flattenedImage(let channels, let height, let width) = plan.order(linear.input) {
            linear.permuteColumns(channels: channels, plane: height * width)
        }
        append(
            FusedOperation(
                kind: .fullyConnected(linear), name: node.name, inputs: [linear.input],
                outputs: [node.outputs[0]]))
    }

    private mutating func lowerBatchNormalization(
        _ index: Int, _ node: Node, epsilon: Float
    ) throws(UnsupportedOperator) {
        let input = try image(node, 0)
        let parameters = (1...4).map { graph.constant(node.inputs, at: $0)?.floats }
        guard let scale = parameters[0], let shift = parameters[1], let mean = parameters[2],
            let variance = parameters[3]
        else {
            throw UnsupportedOperator("parameters are computed")
        }
        var factors: [Float] = []
        var offsets: [Float] = []
        for c in scale.indices {
            let factor = scale[c] / (variance[c] + epsilon).squareRoot()
            factors.append(factor)
            offsets.append(shift[c] - mean[c] * factor)
        }
        appendPerChannel(index, node, input: input, factors: factors, offsets: offsets)
    }

    /// `factors[c] * x + offsets[c]` as a 1x1 depthwise convolution.
    private mutating func appendPerChannel(
        _ index: Int, _ node: Node, input: ValueID, factors: [Float], offsets: [Float]
    ) {
        let window = ConvAttributes(
            kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0], padsAfter: [0, 0],
            groups: factors.count)
        let linear = LinearOperator(
            node: index, input: input, outputs: factors.count, groups: factors.count, depth: 1,
            weights: factors, bias: offsets, window: window)
        append(
            FusedOperation(
                kind: .convolution(linear), name: node.name, inputs: [input], outputs: [node.outputs[0]]))
    }

    private mutating func lowerBinary(
        _ index: Int, _ node: Node, _ function: BinaryFunction
    ) throws(UnsupportedOperator) {
        if let step = pointwiseStep(node), case .binary(_, _, let constantFirst) = step {
            appendLookup(step, node, input: try activation(node, constantFirst ? 1 : 0))
            return
        }
        if try lowerPerChannelConstant(index, node, function) { return }

        let first = try ordered(node, 0)
        let second = try ordered(node, 1)
        let shapes = (try shape(first), try shape(second))
        switch function {
        case .add where shapes.0 == shapes.1:
            append(
                FusedOperation(
                    kind: .add, name: node.name, inputs: [first, second], outputs: [node.outputs[0]]))
        case .multiply where shapes.0 == shapes.1 || isPerChannel(shapes.1, of: shapes.0):
            append(
                FusedOperation(
                    kind: .multiply, name: node.name, inputs: [first, second], outputs: [node.outputs[0]]))
        case .multiply where isPerChannel(shapes.0, of: shapes.1):
            append(
                FusedOperation(
                    kind: .multiply, name: node.name, inputs: [second, first], outputs: [node.outputs[0]]))
        default:
            throw UnsupportedOperator("\(function) of shapes \(shapes.0) and \(shapes.1) has no integer form")
        }
    }

    private func isPerChannel(_ shape: [Int], of image: [Int]) -> Bool {
        shape.count == 4 && image.count == 4 && shape == [1, image[1], 1, 1]
    }

    /// Arithmetic with one constant a channel.
    private mutating func lowerPerChannelConstant(
        _ index: Int, _ node: Node, _ function: BinaryFunction
    ) throws(UnsupportedOperator) -> Bool {
        guard let position = [1, 0].first(where: { graph.constant(node.inputs, at: $0) != nil }),
            let constant = graph.constant(node.inputs, at: position)
        else { return false }
        let input = try image(node, 1 - position)
        let imageShape = try shape(input)
        let channels = imageShape[1]
        let aligned = Array(repeating: 1, count: max(0, 4 - constant.shape.count)) + constant.shape
        guard aligned == [1, channels, 1, 1], graph[node.outputs[0]].shape == imageShape else {
            throw UnsupportedOperator(
                "\(function) with a constant of shape \(constant.shape)",
                advice: "one value, or one a channel, is supported")
        }
        let values = constant.floats
        let ones = [Float](repeating: 1, count: channels)
        let zeros = [Float](repeating: 0, count: channels)
        switch (function, position) {
        case (.add, _):
            appendPerChannel(index, node, input: input, factors: ones, offsets: values)
        case (.subtract, 1):
            appendPerChannel(index, node, input: input, factors: ones, offsets: values.map { -$0 })
        case (.subtract, _):
            appendPerChannel(index, node, input: input, factors: ones.map { -$0 }, offsets: values)
        case (.multiply, _):
            appendPerChannel(index, node, input: input, factors: values, offsets: zeros)
        case (.divide, 1):
            appendPerChannel(index, node, input: input, factors: values.map { 1 / $0 }, offsets: zeros)
        default:
            throw UnsupportedOperator("\(function) with one constant a channel has no integer form")
        }
        return true
    }

    private mutating func lowerSoftmax(_ node: Node, axis: Int) throws(UnsupportedOperator) {
        let input = try ordered(node, 0)
        let shape = try self.shape(input)
        let last = shape.count == 4 ? 1 : shape.count - 1
        let squeezed = shape.enumerated().filter { $0.offset > 0 && $0.element > 1 }.map(\.offset)
        guard axis == last || (squeezed == [axis] && orderIsUnambiguous(shape)) else {
            throw UnsupportedOperator(
                "softmax over axis \(axis) of \(shape)", advice: "the channel (or last) axis is supported")
        }
        plan.floatValues.insert(node.outputs[0])
        plan.operations.append(
            FusedOperation(kind: .softmax, name: node.name, inputs: [input], outputs: [node.outputs[0]]))
    }
}

extension LinearOperator {
    /// Reorders columns from (channel, pixel) to (pixel, channel).
    mutating func permuteColumns(channels: Int, plane: Int) {
        var permuted = weights
        for row in 0..<outputs {
            for c in 0..<channels {
                for p in 0..<plane {
                    permuted[row * depth + p * channels + c] = weights[row * depth + c * plane + p]
                }
            }
        }
        weights = permuted
    }
}
