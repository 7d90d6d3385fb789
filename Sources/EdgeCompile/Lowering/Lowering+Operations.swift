import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    mutating func lower(_ operation: FusedOperation) throws(UnsupportedOperator) {
        switch operation.kind {
        case .convolution(let op): try lowerConvolution(operation, op)
        case .transposedConvolution(let op): try lowerTransposedConvolution(operation, op)
        case .fullyConnected(let op): try lowerFullyConnected(operation, op)
        case .add: lowerPointwise(operation, .add)
        case .multiply: lowerPointwise(operation, .mul)
        case .maxPool(let pool): lowerPool(operation, .maxPool2D, pool)
        case .averagePool(let pool): lowerPool(operation, .averagePool2D, pool)
        case .globalAveragePool: lowerGlobalAverage(operation)
        case .lookup(let function): try lowerLookup(operation, function)
        case .softmax: lowerSoftmax(operation)
        case .concat: lowerConcat(operation)
        case .slice(let firsts): lowerSlice(operation, firsts)
        case .reshape: lowerReshape(operation)
        case .resizeNearest(let rounding): lowerResize(operation, rounding)
        case .resizeLinear(let rows, let columns): lowerResizeLinear(operation, rows, columns)
        case .pad(let mode, let top, let left, let value):
            lowerImage(
                operation, .pad2D,
                PadParameters(
                    top: Int32(top), left: Int32(left), mode: mode,
                    value: mode == .constant
                        ? Int32(quantization[operation.outputs[0]].quantize(value)) : 0
                ).words)
        case .channelShuffle(let groups):
            var parameters = OpParameters()
            parameters[0] = Int32(groups)
            lowerImage(operation, .channelShuffle, parameters)
        case .depthToSpace(let block, let channelFirst):
            lowerImage(
                operation, .depthToSpace,
                BlockParameters(block: Int32(block), channelFirst: channelFirst ? 1 : 0).words)
        case .spaceToDepth(let block):
            lowerImage(operation, .spaceToDepth, BlockParameters(block: Int32(block)).words)
        case .normalize(let groups, let epsilon, let scale, let shift):
            try lowerNormalize(operation, groups, epsilon, scale, shift)
        case .prelu(let slopes): try lowerPRelu(operation, slopes)
        case .movement(let op): try lowerMovement(operation, op)
        case .float(let node): try lowerFloat(operation, node)
        }
    }

    // MARK: Linear operators

    private func quantizedWeights(_ op: LinearOperator) -> QuantizedWeights {
        weights[op.id] ?? WeightQuantizer().quantize(op, moments: nil)
    }

    private mutating func lowerConvolution(
        _ operation: FusedOperation, _ op: LinearOperator
    ) throws(UnsupportedOperator) {
        guard let window = op.window else { throw UnsupportedOperator("convolution without a window") }
        let input = operation.inputs[0]
        let output = operation.outputs[0]
        let isReal = plan.floatValues.contains(output)
        let constants = try LinearConstants(
            op, quantizedWeights(op), input: quantization[input],
            output: isReal ? nil : quantization[output])
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
        parameters.fourTapSafe = WeightPacking.isFourTapSafe(blocked16x4: packed, depth: op.depth) ? 1 : 0
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
    private mutating func lowerTransposedConvolution(
        _ operation: FusedOperation, _ op: TransposedConvolution
    ) throws(UnsupportedOperator) {
        let input = operation.inputs[0]
        let output = operation.outputs[0]
        var packed: [Int8] = []
        var isFourTapSafe = true
        var all = LinearConstants.none
        for phase in op.phases {
            let constants = try LinearConstants(
                phase, quantizedWeights(phase), input: quantization[input], output: quantization[output])
            let blocks = WeightPacking.blocked16x4(
                channelsLast(constants.values, phase), groups: op.groups, channels: phase.outputsPerGroup,
                depth: phase.depth)
            isFourTapSafe =
                isFourTapSafe && WeightPacking.isFourTapSafe(blocked16x4: blocks, depth: phase.depth)
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
        parameters.fourTapSafe = isFourTapSafe ? 1 : 0
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

    private mutating func lowerFullyConnected(
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
        parameters.fourTapSafe = WeightPacking.isFourTapSafe(blocked16x4: packed, depth: op.depth) ? 1 : 0
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

    // MARK: Pointwise operators

    private mutating func lowerPointwise(_ operation: FusedOperation, _ kind: OpKind) {
        let inputs = operation.inputs.map { activation($0) }
        let output = activation(operation.outputs[0])
        let range = clamp(operation)
        var parameters = PointwiseParameters()
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        result.ops.append(
            IntegerOp(
                kind: kind, name: operation.name, inputs: inputs, outputs: [output],
                parameters: parameters.words))
    }

    private mutating func lowerLookup(
        _ operation: FusedOperation, _ function: PointwiseFunction
    ) throws(UnsupportedOperator) {
        let from = quantization[operation.inputs[0]]
        let to = quantization[operation.outputs[0]]
        let table: [Int8]
        do {
            table = try function((-128...127).map { from.dequantize(Int8($0)) }).map(to.quantize)
        } catch {
            throw UnsupportedOperator("its table cannot be computed: \(error)")
        }
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let entries = constant(.int8(table, .plain), .int8, [256], operation.name + "/table")
        result.ops.append(
            IntegerOp(kind: .lookup, name: operation.name, inputs: [x, entries], outputs: [y]))
    }

    private mutating func lowerSoftmax(_ operation: FusedOperation) {
        // The float32 of a layer before it, or int8.
        let x = dense(tensorOf[operation.inputs[0]] ?? activation(operation.inputs[0]))
        let y = activation(operation.outputs[0], .float32)
        result.ops.append(IntegerOp(kind: .softmax, name: operation.name, inputs: [x], outputs: [y]))
    }

    // MARK: Pools

    private mutating func lowerPool(_ operation: FusedOperation, _ kind: OpKind, _ pool: PoolAttributes) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let range = clamp(operation)
        var parameters = WindowedOpParameters(
            window: WindowParameters(
                ConvAttributes(
                    kernel: pool.kernel, strides: pool.strides, dilations: pool.dilations,
                    padsBefore: pool.padsBefore, padsAfter: pool.padsAfter, groups: 1),
                input: result.tensors[x].dimensions, output: result.tensors[y].dimensions))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        parameters.countIncludesPadding = pool.countIncludesPadding ? 1 : 0
        result.ops.append(
            IntegerOp(
                kind: kind, name: operation.name, inputs: [x], outputs: [y], parameters: parameters.words))
    }

    private mutating func lowerGlobalAverage(_ operation: FusedOperation) {
        let x = activation(operation.inputs[0])
        var y = activation(operation.outputs[0])
        let channels = result.tensors[x].dimensions[3]
        if result.tensors[y].dimensions.count != 4 {
            // The mean without its axes: the pool writes an image of one pixel, the value is a view of it.
            var image = result.tensors[y]
            image.dimensions = [1, 1, 1, channels]
            image.name += "/image"
            let root = result.add(image)
            result.tensors[y].view = IntegerTensor.View(parent: root, offset: 0)
            y = root
        }
        let range = clamp(operation)
        // A kernel of zero means the whole plane.
        var parameters = WindowedOpParameters(window: WindowParameters(kernelHeight: 0, kernelWidth: 0))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        result.ops.append(
            IntegerOp(
                kind: .averagePool2D, name: operation.name, inputs: [x], outputs: [y],
                parameters: parameters.words))
    }

    // MARK: Movement

    private mutating func lowerConcat(_ operation: FusedOperation) {
        let output = activation(operation.outputs[0])
        let base = result.tensors[output].view ?? IntegerTensor.View(parent: output, offset: 0)
        var channel = base.offset
        for value in operation.inputs {
            let input = activation(value)
            let dimensions = result.tensors[input].dimensions
            defer { channel += dimensions[3] }
            // Placed: its producer has written here already.
            if let view = result.tensors[input].view, view.parent == base.parent, view.offset == channel {
                continue
            }
            var slice = IntegerTensor(
                name: "\(operation.name)/\(graph[value].name)", elementType: .int8, dimensions: dimensions,
                quantization: result.tensors[output].quantization, source: value)
            slice.view = IntegerTensor.View(parent: base.parent, offset: channel)
            let target = result.add(slice)
            result.ops.append(
                IntegerOp(
                    kind: .requantize, name: slice.name, inputs: [input], outputs: [target],
                    parameters: PointwiseParameters().words))
        }
    }

    private mutating func lowerSlice(_ operation: FusedOperation, _ firstChannels: [Int]) {
        var input = activation(operation.inputs[0])
        if let view = result.tensors[input].view,
            result.tensors[view.parent].dimensions.dropLast()
                != result.tensors[input].dimensions.dropLast()[...]
        {
            input = copy(input)  // a view of a reshape has no pixels of its own
        }
        let base = result.tensors[input].view ?? IntegerTensor.View(parent: input, offset: 0)
        for (value, channel) in zip(operation.outputs, firstChannels) {
            let output = activation(value)
            result.tensors[output].view = IntegerTensor.View(
                parent: base.parent, offset: base.offset + channel)
        }
    }

    private mutating func lowerReshape(_ operation: FusedOperation) {
        let input = dense(activation(operation.inputs[0]))
        let output = activation(operation.outputs[0])
        result.tensors[output].view = IntegerTensor.View(parent: result.root(of: input), offset: 0)
    }

    private mutating func lowerResize(
        _ operation: FusedOperation, _ rounding: ResizeNearestParameters.Rounding
    ) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        result.ops.append(
            IntegerOp(
                kind: .resizeNearest, name: operation.name, inputs: [x], outputs: [y],
                parameters: ResizeNearestParameters(rounding: rounding).words))
    }

    private mutating func lowerResizeLinear(
        _ operation: FusedOperation, _ rows: [Int32], _ columns: [Int32]
    ) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let tables = [(rows, "/rows"), (columns, "/columns")].map { entries, suffix in
            constant(.int32(entries, .plain), .int32, [entries.count], operation.name + suffix)
        }
        let range = clamp(operation)
        var parameters = PointwiseParameters()
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        result.ops.append(
            IntegerOp(
                kind: .resizeLinear, name: operation.name, inputs: [x] + tables, outputs: [y],
                parameters: parameters.words))
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
