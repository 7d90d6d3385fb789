import EdgeFormat
import EdgeKernels

extension TensorMemory {
    /// Op `index` of the model with its operands' addresses. The verifier proved all that kernels assume.
    ///
    /// - Parameter levels: where a detect op's levels lie.
    func prepare(_ index: Int, levels: UnsafePointer<DetectLevel>) -> PreparedOp {
        let op = model.view.op(index)
        if op.kind == .detect { return PreparedOp(.detect(detect(op, levels: levels))) }
        return PreparedOp(call(op, x: input(0, op), y: view(model.view.output(0, of: op))))
    }

    func input(_ k: Int, _ op: OpRecord) -> TensorView { view(model.view.input(k, of: op)) }

    private func call(_ op: OpRecord, x: TensorView, y: TensorView) -> PreparedOp.Call {
        let windowed = WindowedOpParameters(op.parameters)
        // Words 11 and 12 are the clamp of every op that has one.
        let range = OutputRange(
            clampLow: windowed.clampLow, clampHigh: windowed.clampHigh, zeroPoint: y.zeroPoint)
        switch op.kind {
        case .conv2D:
            var image = y.image
            image.pixelStride = y.elementStride
            var arguments = ConvArguments(
                input: x.image, output: image, window: Window(windowed.window),
                groups: Int(windowed.groups), inputZeroPoint: x.zeroPoint,
                weights: parameter(1, op), bias: parameter(2, op), weightSum: parameter(4, op),
                requantization: Requantization(scale: parameter(3, op), range: range),
                weightSafety: WeightSafety(windowed))
            arguments.mostScratch = model.scratchCap
            arguments.inputIsInt16 = x.elementType == .int16
            arguments.outputElement =
                switch y.elementType {
                case .float32: .float32
                case .int16: .int16
                default: .int8
                }
            return .conv(arguments)
        case .transposedConv2D:
            return .transposedConv(
                TransposedConvArguments(
                    input: x.image, output: y.image, window: Window(windowed.window),
                    groups: Int(windowed.groups), inputZeroPoint: x.zeroPoint,
                    weights: parameter(1, op), bias: parameter(2, op), weightSum: parameter(4, op),
                    requantization: Requantization(scale: parameter(3, op), range: range),
                    weightSafety: WeightSafety(windowed)))
        case .depthwiseConv2D:
            var image = y.image
            image.pixelStride = y.elementStride
            var arguments = DepthwiseArguments(
                input: x.image, output: image, window: Window(windowed.window),
                inputZeroPoint: x.zeroPoint, weights: parameter(1, op), bias: parameter(2, op),
                requantization: Requantization(scale: parameter(3, op), range: range))
            arguments.inputIsInt16 = x.elementType == .int16
            arguments.outputIsInt16 = y.elementType == .int16
            return .depthwise(arguments)
        case .fullyConnected:
            return fullyConnected(op, x, y, range)
        case .add:
            let b = input(1, op)
            return .add(
                AddArguments(
                    a: x.image, b: b.image, output: y.image, zeroPointA: x.zeroPoint,
                    zeroPointB: b.zeroPoint, factorA: x.scale / y.scale, factorB: b.scale / y.scale,
                    range: range))
        case .mul:
            let b = input(1, op)
            return .mul(
                MulArguments(
                    a: x.image, b: b.image, output: y.image, zeroPointA: x.zeroPoint,
                    zeroPointB: b.zeroPoint, factor: x.scale * b.scale / y.scale, range: range))
        case .maxPool2D:
            return .maxPool(
                MaxPoolArguments(input: x.image, output: y.image, window: Window(windowed.window)))
        case .averagePool2D:
            let ratio = x.scale / y.scale
            if windowed.isGlobal {
                return .averagePool(
                    AveragePoolArguments(
                        global: x.image, output: y.image, inputZeroPoint: x.zeroPoint, ratio: ratio,
                        range: range))
            }
            return .averagePool(
                AveragePoolArguments(
                    input: x.image, output: y.image, window: Window(windowed.window),
                    inputZeroPoint: x.zeroPoint, ratio: ratio,
                    countIncludesPadding: windowed.countIncludesPadding == 1, range: range))
        case .lookup:
            let isPerChannel = model.view.tensor(model.view.input(1, of: op)).rank == 2
            if x.elementType == .int16 {
                return .lookup16(
                    Lookup16Arguments(
                        input: x.image, output: y.image, table: parameter(1, op), isPerChannel: isPerChannel))
            }
            return .lookup(
                LookupArguments(
                    input: x.image, output: y.image, table: parameter(1, op), isPerChannel: isPerChannel))
        case .requantize:
            return .requantize(
                RequantizeArguments(
                    input: x.image, output: y.image, inputZeroPoint: x.zeroPoint,
                    factor: x.scale / y.scale, range: range))
        case .softmax:
            guard x.elementType == .int8 else { return axisSoftmax(op, x, y) }
            return .softmax(
                SoftmaxArguments(
                    input: .int8(x.elements(Int8.self), rowStride: x.elementStride, scale: x.scale),
                    output: y.elements(Float.self), outputRowStride: y.elementStride,
                    rows: x.pixels, count: x.channels))
        case .pad2D, .normalize, .prelu, .channelShuffle, .depthToSpace, .spaceToDepth:
            return imageCall(op, x, y, range)
        case .attention:
            return attention(op, x, y)
        case .resizeLinear:
            return .resizeLinear(
                ResizeLinearArguments(
                    input: x.image, output: y.image, rows: parameter(1, op), columns: parameter(2, op),
                    inputZeroPoint: x.zeroPoint, factor: x.scale / y.scale * 0x1p-14, range: range))
        case .resizeNearest:
            let rounding = ResizeNearestParameters(op.parameters).rounding
            return .resizeNearest(
                ResizeNearestArguments(
                    input: x.image, output: y.image,
                    rounding: ResizeNearestArguments.Rounding(rawValue: UInt8(rounding.rawValue))
                        ?? .asymmetricFloor))
        default:
            return floatCall(op, x, y, range)
        }
    }

    /// Ops on images besides convolutions, pools and resizes.
    private func imageCall(
        _ op: OpRecord, _ x: TensorView, _ y: TensorView, _ range: OutputRange
    ) -> PreparedOp.Call {
        switch op.kind {
        case .pad2D:
            let p = PadParameters(op.parameters)
            return .pad(
                PadArguments(
                    input: x.image, output: y.image, top: Int(p.top), left: Int(p.left),
                    mode: PadArguments.Mode(rawValue: UInt8(p.mode.rawValue)) ?? .constant,
                    value: Int8(truncatingIfNeeded: p.value)))
        case .normalize:
            let p = NormalizeParameters(op.parameters)
            return .normalize(
                NormalizeArguments(
                    input: x.image, output: y.image, groups: Int(p.groups), epsilon: p.epsilon,
                    factor: parameter(1, op), shift: parameter(2, op), range: range))
        case .prelu:
            return .prelu(
                PReluArguments(
                    input: x.image, output: y.image, inputZeroPoint: x.zeroPoint,
                    factor: x.scale / y.scale, negativeFactors: parameter(1, op), range: range))
        case .channelShuffle:
            return .channelShuffle(
                ShuffleArguments(input: x.image, output: y.image, groups: Int(op.parameters[0])))
        default:
            let p = BlockParameters(op.parameters)
            let a = BlockArguments(
                input: x.image, output: y.image, block: Int(p.block), channelFirst: p.channelFirst == 1)
            return op.kind == .depthToSpace ? .depthToSpace(a) : .spaceToDepth(a)
        }
    }

    private func fullyConnected(
        _ op: OpRecord, _ x: TensorView, _ y: TensorView, _ range: OutputRange
    ) -> PreparedOp.Call {
        let output: FullyConnectedArguments.Output =
            y.elementType == .float32
            ? .float32(y.elements(Float.self), rowStride: y.elementStride)
            : .int8(y.elements(Int8.self), rowStride: y.elementStride)
        return .fullyConnected(
            FullyConnectedArguments(
                input: x.elements(Int8.self), rows: x.pixels, depth: x.channels,
                inputRowStride: x.pixelStride, output: output, outputChannels: y.channels,
                weights: parameter(1, op), bias: parameter(2, op), weightSum: parameter(4, op),
                requantization: Requantization(scale: parameter(3, op), range: range),
                weightSafety: WeightSafety(WindowedOpParameters(op.parameters))))
    }

    /// A constant input's data.
    func parameter<Element>(_ k: Int, _ op: OpRecord) -> UnsafePointer<Element> {
        constant(model.view.input(k, of: op), Element.self)
    }
}

extension WeightSafety {
    fileprivate init(_ parameters: WindowedOpParameters) {
        switch LaneSafety(rawValue: parameters.laneSafety) {
        case .fourTap: self = .fourTaps
        case .pair: self = .pairs
        case .none?, nil: self = .none
        }
    }
}

extension Window {
    /// As the file has it.
    package init(_ window: WindowParameters) {
        self.init(
            kernelHeight: Int(window.kernelHeight), kernelWidth: Int(window.kernelWidth),
            strideHeight: Int(window.strideHeight), strideWidth: Int(window.strideWidth),
            dilationHeight: Int(window.dilationHeight), dilationWidth: Int(window.dilationWidth),
            padTop: Int(window.padTop), padLeft: Int(window.padLeft))
    }
}
