extension Verifier {
    /// Shapes, parameters and constants of every op.
    mutating func verifyOps() throws(FormatError) {
        let budget = model.weights.count.multipliedReportingOverflow(by: VerifierLimits.weightReads)
        readBudget = budget.overflow ? Int.max : budget.partialValue
        for i in 0..<model.opCount {
            let op = model.op(i)
            if !op.kind.takesInt16 { try requireNoInt16(i, op) }
            switch op.kind {
            case .conv2D: try verifyConv2D(i, op)
            case .depthwiseConv2D: try verifyDepthwiseConv2D(i, op)
            case .fullyConnected: try verifyFullyConnected(i, op)
            case .add: try verifyAdd(i, op)
            case .mul: try verifyMul(i, op)
            case .maxPool2D: try verifyMaxPool2D(i, op)
            case .averagePool2D: try verifyAveragePool2D(i, op)
            case .lookup: try verifyLookup(i, op)
            case .requantize: try verifyRequantize(i, op)
            case .softmax: try verifySoftmax(i, op)
            case .resizeNearest: try verifyResizeNearest(i, op)
            case .transposedConv2D: try verifyTransposedConv2D(i, op)
            case .resizeLinear: try verifyResizeLinear(i, op)
            case .pad2D: try verifyPad2D(i, op)
            case .channelShuffle: try verifyChannelShuffle(i, op)
            case .normalize: try verifyNormalize(i, op)
            case .prelu: try verifyPRelu(i, op)
            case .depthToSpace: try verifyBlocks(i, op, image: outputTensor(op), blocks: inputTensor(0, op))
            case .spaceToDepth: try verifyBlocks(i, op, image: inputTensor(0, op), blocks: outputTensor(op))
            case .dequantize: try verifyDequantize(i, op)
            case .quantize: try verifyQuantize(i, op)
            case .floatUnary: try verifyFloatUnary(i, op)
            case .floatBinary, .floatBinaryConstant: try verifyFloatBinary(i, op)
            case .transpose: try verifyTranspose(i, op)
            case .slice: try verifySlice(i, op)
            case .broadcast: try verifyBroadcast(i, op)
            case .reduce: try verifyReduce(i, op)
            case .matMul, .matMulConstant: try verifyMatMul(i, op)
            case .topK: try verifyTopK(i, op)
            case .gather, .gatherElements: try verifyGather(i, op)
            case .detect: try verifyDetect(i, op)
            case .attention: try verifyAttention(i, op)
            }
            try verifyScratch(i, op)
        }
    }

    /// The plan's scratch covers the op.
    private func verifyScratch(_ i: Int, _ op: OpRecord) throws(FormatError) {
        guard op.inputCount >= 2 else { return }
        let bytes = ScratchFormula.bytes(for: op, weights: inputTensor(1, op), output: outputTensor(op))
        guard UInt64(wide: bytes) <= model.plan(0).scratchBytes else {
            throw opFault(i, .badPlacement, "scratch", "is more than the plan holds for one thread")
        }
    }

    // MARK: What several ops ask for

    func inputTensor(_ k: Int, _ op: OpRecord) -> TensorRecord { model.tensor(model.input(k, of: op)) }

    func outputTensor(_ op: OpRecord) -> TensorRecord { model.tensor(model.output(0, of: op)) }

    /// An int8 `[1, H, W, C]`.
    func requireImage(_ i: Int, _ tensor: TensorRecord, _ field: StaticString) throws(FormatError) {
        try requireImageShape(i, tensor, field)
        try requireInt8(i, tensor, field)
    }

    /// int8 or int16.
    func requireQuantized(_ i: Int, _ tensor: TensorRecord, _ field: StaticString) throws(FormatError) {
        guard tensor.elementType == .int8 || tensor.elementType == .int16 else {
            throw opFault(i, .badOperand, field, "is not int8 or int16")
        }
    }

    private func requireNoInt16(_ i: Int, _ op: OpRecord) throws(FormatError) {
        for k in 0..<op.signature.activations where inputTensor(k, op).elementType == .int16 {
            throw opFault(i, .badOperand, "input", "is int16, which the op does not take")
        }
        guard outputTensor(op).elementType != .int16 else {
            throw opFault(i, .badOperand, "output", "is int16, which the op does not give")
        }
    }

    func requireImageShape(
        _ i: Int, _ tensor: TensorRecord, _ field: StaticString
    ) throws(FormatError) {
        guard tensor.rank == 4, tensor.dimensions[0] == 1 else {
            throw opFault(i, .badShape, field, "is not of shape [1, H, W, C]")
        }
    }

    func requireInt8(_ i: Int, _ tensor: TensorRecord, _ field: StaticString) throws(FormatError) {
        guard tensor.elementType == .int8 else { throw opFault(i, .badOperand, field, "is not int8") }
    }

    func requireSameShape(
        _ i: Int, _ a: TensorRecord, _ b: TensorRecord, _ field: StaticString
    ) throws(FormatError) {
        guard a.rank == b.rank else { throw opFault(i, .badShape, field, "differ in rank") }
        for axis in 0..<6 where a.dimensions[axis] != b.dimensions[axis] {
            throw opFault(i, .badShape, field, "differ in shape")
        }
    }

    func requireSameQuantization(
        _ i: Int, _ a: TensorRecord, _ b: TensorRecord
    ) throws(FormatError) {
        guard a.elementType == b.elementType, a.scale.bitPattern == b.scale.bitPattern,
            a.zeroPoint == b.zeroPoint
        else { throw opFault(i, .badOperand, "input and output", "differ in element type or quantization") }
    }

    /// Words 11 and 12 of an op whose output may be int16.
    func requireClamp(_ i: Int, _ parameters: WindowedOpParameters, of y: TensorRecord) throws(FormatError) {
        let (low, high) = (parameters.clampLow, parameters.clampHigh)
        guard y.elementType == .int16 else { return try requireClamp(i, low: low, high: high) }
        guard low >= -32768, high <= 32767, low <= high else {
            throw opFault(i, .outOfRange, "clamp", "is not a range within -32768...32767")
        }
    }

    /// Words 11 and 12.
    func requireClamp(_ i: Int, low: Int32, high: Int32) throws(FormatError) {
        guard low >= -128, high <= 127, low <= high else {
            throw opFault(i, .outOfRange, "clamp", "is not a range within -128...127")
        }
    }

    /// A ratio of scales that a kernel multiplies by: normal, positive and at most 2^64, so that no product
    /// is infinite or not a number.
    func requireFactor(_ i: Int, _ factor: Float) throws(FormatError) {
        guard isScale(factor), factor <= VerifierLimits.scaleFactor else {
            throw opFault(i, .outOfRange, "ratio of the scales", "is not normal or is above 2^64")
        }
    }
}
