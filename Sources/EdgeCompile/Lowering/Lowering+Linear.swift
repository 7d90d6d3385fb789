import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    private func quantizedWeights(_ op: LinearOperator) -> QuantizedWeights {
        weights[op.id] ?? WeightQuantizer().quantize(op, moments: nil)
    }

    mutating func lowerConvolution(
        _ operation: FusedOperation, _ op: LinearOperator
    ) throws(UnsupportedOperator) {
        guard let window = op.window else { throw UnsupportedOperator("convolution without a window") }
        let input = operation.inputs[0]
        let output = operation.outputs[0]
        let isReal = plan.floatValues.contains(output)
        let constants = try LinearConstants(
            op, quantizedWeights(op), input: quantization[input],
            output: isReal ? nil : quantization[output], channels: quantization.channels[output],
            inputIsInt16: quantization.int16.contains(input))
        let x = activation(input)
        let y = activation(output, isReal ? .float32 : .int8)
        let range = isReal ? (low: -128, high: 127) : clamp(operation)
        var parameters = WindowedOpParameters(
            window: WindowParameters(
                window, input: result.tensors[x].dimensions, output: result.tensors[y].dimensions))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        let taps = op.taps
        let channels = op.depth / taps
        var operands = [x]
        if op.runsDepthwise {
            let packed = WeightPacking.depthwise16(
                transpose(constants.values, rows: op.outputs, columns: taps), taps: taps, channels: op.outputs
            )
            operands.append(
                constant(
                    .int8(packed, .depthwise16), .int8, [window.kernel[0], window.kernel[1], op.outputs],
                    operation.name + "/weights"))
            operands += channelConstants(constants, groups: 1, name: operation.name, withSum: false)
            result.ops.append(
                IntegerOp(
                    kind: .depthwiseConv2D, name: operation.name, inputs: operands, outputs: [y],
                    parameters: parameters.words))
            return
        }
        parameters.groups = Int32(op.groups)
        let packed = WeightPacking.blocked16x4(
            channelsLast(constants.values, op), groups: op.groups, channels: op.outputsPerGroup,
            depth: op.depth)
        if !quantization.int16.contains(input) {
            parameters.laneSafety =
                WeightPacking.laneSafety(blocked16x4: packed, depth: op.depth).rawValue
        }
        operands.append(
            constant(
                .int8(packed, .blocked16x4), .int8,
                [op.outputs, window.kernel[0], window.kernel[1], channels], operation.name + "/weights"))
        operands += channelConstants(constants, groups: op.groups, name: operation.name, withSum: true)
        result.ops.append(
            IntegerOp(
                kind: .conv2D, name: operation.name, inputs: operands, outputs: [y],
                parameters: parameters.words))
    }

    /// One convolution a phase, each with constants of its own.
    mutating func lowerTransposedConvolution(
        _ operation: FusedOperation, _ op: TransposedConvolution
    ) throws(UnsupportedOperator) {
        let input = operation.inputs[0]
        let output = operation.outputs[0]
        var packed: [Int8] = []
        var safety = LaneSafety.fourTap
        var all = LinearConstants.none
        for phase in op.phases {
            let constants = try LinearConstants(
                phase, quantizedWeights(phase), input: quantization[input], output: quantization[output])
            let blocks = WeightPacking.blocked16x4(
                channelsLast(constants.values, phase), groups: op.groups, channels: phase.outputsPerGroup,
                depth: phase.depth)
            safety = min(safety, WeightPacking.laneSafety(blocked16x4: blocks, depth: phase.depth))
            packed += blocks
            all.bias += constants.bias
            all.scale += constants.scale
            all.weightSum += constants.weightSum
        }
        let x = activation(input)
        let y = activation(output)
        let range = clamp(operation)
        var parameters = WindowedOpParameters(window: op.window)
        parameters.groups = Int32(op.groups)
        parameters.laneSafety = safety.rawValue
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        let dimensions = [
            result.tensors[y].dimensions[3], Int(op.window.kernelHeight), Int(op.window.kernelWidth),
            result.tensors[x].dimensions[3] / op.groups,
        ]
        var operands = [
            x, constant(.int8(packed, .phased16x4), .int8, dimensions, operation.name + "/weights"),
        ]
        operands += channelConstants(
            all, groups: op.phases.count * op.groups, name: operation.name, withSum: true)
        result.ops.append(
            IntegerOp(
                kind: .transposedConv2D, name: operation.name, inputs: operands, outputs: [y],
                parameters: parameters.words))
    }

    /// Rows in (tap, channel) order of weights in the float operator's (channel, tap) order.
    private func channelsLast(_ values: [Int8], _ op: LinearOperator) -> [Int8] {
        let taps = op.taps
        var rows = [Int8]()
        rows.reserveCapacity(values.count)
        for row in 0..<op.outputs {
            for tap in 0..<taps {
                for k in stride(from: tap, to: op.depth, by: taps) { rows.append(values[row * op.depth + k]) }
            }
        }
        return rows
    }

    mutating func lowerFullyConnected(
        _ operation: FusedOperation, _ op: LinearOperator
    ) throws(UnsupportedOperator) {
        let input = operation.inputs[0]
        let output = operation.outputs[0]
        let isReal = operation.clamp == nil && leavesAsFloat(output)
        let constants = try LinearConstants(
            op, quantizedWeights(op), input: quantization[input],
            output: isReal ? nil : quantization[output])
        let x = row(dense(activation(input)), depth: op.depth, rank: graph[output].shape?.count ?? 2)
        let y = activation(output, isReal ? .float32 : .int8)
        let range = isReal ? (low: -128, high: 127) : clamp(operation)
        var parameters = WindowedOpParameters(window: WindowParameters(kernelHeight: 1, kernelWidth: 1))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        let packed = WeightPacking.blocked16x4(constants.values, channels: op.outputs, depth: op.depth)
        parameters.laneSafety = WeightPacking.laneSafety(blocked16x4: packed, depth: op.depth).rawValue
        var operands = [
            x,
            constant(
                .int8(packed, .blocked16x4), .int8, [op.outputs, 1, 1, op.depth],
                operation.name + "/weights"),
        ]
        operands += channelConstants(constants, groups: 1, name: operation.name, withSum: true)
        result.ops.append(
            IntegerOp(
                kind: .fullyConnected, name: operation.name, inputs: operands, outputs: [y],
                parameters: parameters.words))
    }

    /// `tensor` seen as one row of `depth` values, of the rank of the product.
    private mutating func row(_ tensor: Int, depth: Int, rank: Int) -> Int {
        let dimensions = Array(repeating: 1, count: rank - 1) + [depth]
        guard result.tensors[tensor].dimensions != dimensions else { return tensor }
        var view = result.tensors[tensor]
        view.dimensions = dimensions
        view.name += "/row"
        view.view = IntegerTensor.View(parent: result.root(of: tensor), offset: 0)
        return result.add(view)
    }

    private mutating func channelConstants(
        _ constants: LinearConstants, groups: Int, name: String, withSum: Bool
    ) -> [Int] {
        let dimensions = [groups, constants.bias.count / groups]
        func padded<T>(_ values: [T], _ padding: T) -> [T] {
            WeightPacking.channels16(values, groups: groups, padding: padding)
        }
        var tensors = [
            constant(.int32(padded(constants.bias, 0), .channels16), .int32, dimensions, name + "/bias"),
            constant(
                .float32(padded(constants.scale, 1), .channels16), .float32, dimensions, name + "/scale"),
        ]
        if withSum {
            tensors.append(
                constant(
                    .int32(padded(constants.weightSum, 0), .channels16), .int32, dimensions,
                    name + "/weight-sum"))
        }
        return tensors
    }

    private func transpose(_ values: [Int8], rows: Int, columns: Int) -> [Int8] {
        var transposed = values
        for r in 0..<rows {
            for c in 0..<columns { transposed[c * rows + r] = values[r * columns + c] }
        }
        return transposed
    }
}

extension WindowParameters {
    /// The window with the padding that its output size needs below and right (a ceil-mode pool reads
    /// past the padding it declares, a strided one may not reach it).
    init(_ window: ConvAttributes, input: [Int], output: [Int]) {
        func trailing(_ axis: Int) -> Int32 {
            let span = (window.kernel[axis] - 1) * window.dilations[axis] + 1
            let reached = (output[axis + 1] - 1) * window.strides[axis] + span
            return Int32(max(0, reached - input[axis + 1] - window.padsBefore[axis]))
        }
        self.init(
            kernelHeight: Int32(window.kernel[0]), kernelWidth: Int32(window.kernel[1]),
            strideHeight: Int32(window.strides[0]), strideWidth: Int32(window.strides[1]),
            dilationHeight: Int32(window.dilations[0]), dilationWidth: Int32(window.dilations[1]),
            padTop: Int32(window.padsBefore[0]), padLeft: Int32(window.padsBefore[1]),
            padBottom: trailing(0), padRight: trailing(1))
    }
}
