import EdgeFormat
import EdgeKernels

extension TensorMemory {
    /// The float32 tail and movement.
    func floatCall(
        _ op: OpRecord, _ x: TensorView, _ y: TensorView, _ range: OutputRange
    ) -> PreparedOp.Call {
        switch op.kind {
        case .dequantize:
            return .dequantize(
                DequantizeArguments(
                    input: x.image, output: y.elements(Float.self), outputStride: y.elementStride,
                    zeroPoint: x.zeroPoint, scale: x.scale))
        case .quantize:
            return .quantize(
                QuantizeArguments(
                    input: x.elements(Float.self), inputStride: x.elementStride, output: y.image,
                    scale: y.scale, range: range))
        case .floatUnary:
            return .floatUnary(
                FloatUnaryArguments(
                    function(FloatUnaryParameters(op.parameters)), input: x.elements(Float.self),
                    inputStride: x.elementStride, output: y.elements(Float.self),
                    outputStride: y.elementStride, rows: x.pixels, count: x.channels))
        case .floatBinary, .floatBinaryConstant:
            return floatBinary(op, x, y)
        case .reduce:
            let parameters = ReduceParameters(op.parameters)
            let axis = Int(parameters.axis.fromLast)
            return .reduce(
                ReduceArguments(
                    ReduceArguments.Function(rawValue: UInt8(parameters.function.rawValue)) ?? .sum,
                    input: x.elements(Float.self), inputView: x.axis(fromLast: axis),
                    output: y.elements(Float.self), outputView: y.axis(fromLast: axis)))
        case .matMul:
            return matMul(x, input(1, op), y)
        case .matMulConstant:
            return matMul(input(1, op), x, y)
        case .topK:
            return .topK(
                TopKArguments(
                    input: x.elements(Float.self), inputStride: x.elementStride,
                    output: y.elements(Float.self), outputStride: y.elementStride, rows: x.pixels,
                    count: x.channels, k: y.channels))
        case .gather, .gatherElements:
            let indices = input(1, op)
            let axis = Int(AxisParameters(op.parameters).fromLast)
            return .gather(
                GatherArguments(
                    input: x.base, inputView: x.axis(fromLast: axis),
                    indices: indices.elements(Float.self),
                    indexView: indices.axis(fromLast: op.kind == .gather ? 0 : axis),
                    isElementwise: op.kind == .gatherElements, output: y.base,
                    outputView: y.axis(fromLast: axis), elementBytes: x.elementType.bits / 8))
        default:
            return .stridedCopy(stridedCopy(op, x, y))
        }
    }

    func axisSoftmax(_ op: OpRecord, _ x: TensorView, _ y: TensorView) -> PreparedOp.Call {
        let axis = Int(AxisParameters(op.parameters).fromLast)
        return .axisSoftmax(
            AxisSoftmaxArguments(
                input: x.elements(Float.self), inputView: x.axis(fromLast: axis),
                output: y.elements(Float.self), outputView: y.axis(fromLast: axis)))
    }

    private func function(_ p: FloatUnaryParameters) -> FloatUnaryArguments.Function {
        switch p.function {
        case .sigmoid: .sigmoid
        case .exponential: .exponential
        case .tanh: .tanh
        case .squareRoot: .squareRoot
        case .clamp: .clamp(low: p.low, high: p.high)
        case .floor: .floor
        }
    }

    private func floatBinary(_ op: OpRecord, _ x: TensorView, _ y: TensorView) -> PreparedOp.Call {
        let parameters = FloatBinaryParameters(op.parameters)
        var (a, b) = (x, input(1, op))
        if parameters.constantIsLeft { swap(&a, &b) }
        var walk = StridedWalk()
        for axis in 0..<y.rank {
            let fromLast = y.rank - 1 - axis
            walk.append(
                size: Int(y.dimensions[axis]), a: a.broadcastStride(fromLast: fromLast),
                b: b.broadcastStride(fromLast: fromLast), output: y.stride(fromLast: fromLast))
        }
        return .floatBinary(
            FloatBinaryArguments(
                FloatBinaryArguments.Function(rawValue: UInt8(parameters.function.rawValue)) ?? .add,
                a: a.elements(Float.self), b: b.elements(Float.self), output: y.elements(Float.self),
                walk: walk))
    }

    private func matMul(_ a: TensorView, _ b: TensorView, _ y: TensorView) -> PreparedOp.Call {
        let m = Int(y.dimensions[y.rank - 2])
        return .matMul(
            MatMulArguments(
                a: a.matrix(isShared: a.rank == 2), b: b.matrix(isShared: false),
                output: y.matrix(isShared: false), batch: y.pixels / m, m: m, k: a.channels,
                n: y.channels))
    }

    /// transpose, slice or broadcast.
    private func stridedCopy(_ op: OpRecord, _ x: TensorView, _ y: TensorView) -> StridedCopyArguments {
        var walk = StridedWalk()
        var start = 0
        for axis in 0..<y.rank {
            let stride: Int
            switch op.kind {
            case .transpose:
                stride = x.stride(fromLast: x.rank - 1 - Int(op.parameters[axis]))
            case .slice:
                let distance = x.stride(fromLast: x.rank - 1 - axis)
                start += Int(op.parameters[axis]) * distance
                stride = Int(op.parameters[6 + axis]) * distance
            default:
                stride = x.broadcastStride(fromLast: x.rank - 1 - axis)
            }
            walk.append(
                size: Int(y.dimensions[axis]), a: stride, output: y.stride(fromLast: y.rank - 1 - axis))
        }
        let elementBytes = x.elementType.bits / 8
        return StridedCopyArguments(
            input: x.base + start * elementBytes, output: y.base, elementBytes: elementBytes, walk: walk)
    }
}

extension TensorView {
    /// Elements from one index to the next along an axis.
    fileprivate func stride(fromLast: Int) -> Int {
        if fromLast == 0 { return 1 }
        var stride = elementStride
        for k in 1..<fromLast { stride *= Int(dimensions[rank - 1 - k]) }
        return stride
    }

    /// 0 along axes that are missing or of size 1.
    fileprivate func broadcastStride(fromLast: Int) -> Int {
        fromLast >= rank || dimensions[rank - 1 - fromLast] == 1 ? 0 : stride(fromLast: fromLast)
    }

    /// One axis and what lies around it.
    fileprivate func axis(fromLast: Int) -> AxisView {
        if fromLast == 0 { return AxisView(rows: pixels, size: channels, rowStride: elementStride) }
        let axis = rank - 1 - fromLast
        var outer = 1
        var between = 1
        for k in 0..<axis { outer *= Int(dimensions[k]) }
        for k in axis + 1..<rank - 1 { between *= Int(dimensions[k]) }
        return AxisView(
            outer: outer, size: Int(dimensions[axis]), pixels: between, channels: channels,
            pixelStride: elementStride)
    }

    fileprivate func matrix(isShared: Bool) -> MatMulArguments.Matrix {
        MatMulArguments.Matrix(
            base: elements(Float.self), rowStride: elementStride,
            batchStride: isShared ? 0 : Int(dimensions[rank - 2]) * elementStride)
    }
}
