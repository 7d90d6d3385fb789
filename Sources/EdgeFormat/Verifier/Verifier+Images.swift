// Ops on whole images besides convolutions, pools and resizes.
extension Verifier {
    func verifyPad2D(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        try requireSameQuantization(i, x, y)
        guard x.dimensions[3] == y.dimensions[3] else {
            throw opFault(i, .badShape, "channels", "of input and output differ")
        }
        guard PadParameters.Mode(rawValue: op.parameters[2]) != nil else {
            throw opFault(i, .badEnumeration, "mode", "is unknown")
        }
        let parameters = PadParameters(op.parameters)
        let isConstant = parameters.mode == .constant
        guard parameters.value >= -128, parameters.value <= 127, isConstant || parameters.value == 0 else {
            throw opFault(i, .outOfRange, "value", "is not within -128...127, or not 0 though unused")
        }
        try verifyPadding(
            i, parameters.mode, parameters.top, from: x.dimensions[1], to: y.dimensions[1])
        try verifyPadding(
            i, parameters.mode, parameters.left, from: x.dimensions[2], to: y.dimensions[2])
    }

    /// A reflection reaches no further than the image's other end.
    private func verifyPadding(
        _ i: Int, _ mode: PadParameters.Mode, _ before: Int32, from: Int32, to: Int32
    ) throws(FormatError) {
        let limit = VerifierLimits.resizedSize
        guard from <= limit, to <= limit else {
            throw opFault(i, .tooMany, "height or width", "of a padding is above 16384")
        }
        guard before >= 0, before <= limit else {
            throw opFault(i, .outOfRange, "padding", "is not within 0...16384")
        }
        guard mode != .reflect || (before < from && to - before - 1 <= 2 * (from - 1)) else {
            throw opFault(i, .outOfRange, "padding", "is not smaller than the reflected image")
        }
    }

    mutating func verifyNormalize(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        let parameters = NormalizeParameters(op.parameters)
        try requireClamp(i, low: parameters.clampLow, high: parameters.clampHigh)
        for word in 2..<11 where op.parameters[word] != 0 {
            throw opFault(i, .outOfRange, "parameters", "that a normalization does not have are not zero")
        }
        let channels = x.dimensions[3]
        guard parameters.groups >= 1, channels % parameters.groups == 0 else {
            throw opFault(i, .badShape, "groups", "do not divide the channels")
        }
        guard let count = x.elementCount, count / Int(parameters.groups) < VerifierLimits.averagedPixels
        else { throw opFault(i, .overflow, "group", "holds 2^23 elements or more") }
        guard parameters.epsilon >= 1 / VerifierLimits.scaleFactor,
            parameters.epsilon <= VerifierLimits.scaleFactor
        else { throw opFault(i, .outOfRange, "epsilon", "is not within 2^-64...2^64") }
        try verifyChannelFactors(i, inputTensor(1, op), channels: channels, "factor")
        try verifyChannelFactors(i, inputTensor(2, op), channels: channels, "shift")
    }

    mutating func verifyPRelu(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireInt8(i, x, "input")
        try requireInt8(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        guard x.rank >= 1 else { throw opFault(i, .badShape, "input", "is a scalar") }
        try verifyPointwiseParameters(i, op)
        try requireFactor(i, x.scale / y.scale)
        try verifyChannelFactors(
            i, inputTensor(1, op), channels: x.dimensions[Int(x.rank) - 1], "factors")
    }

    /// One plain binary32 a channel, of magnitude at most 2^64: not a number is none.
    private mutating func verifyChannelFactors(
        _ i: Int, _ tensor: TensorRecord, channels: Int32, _ field: StaticString
    ) throws(FormatError) {
        guard tensor.elementType == .float32, tensor.layout == .plain, tensor.rank == 1,
            tensor.dimensions[0] == channels
        else { throw opFault(i, .badOperand, field, "is not one plain float32 a channel") }
        try spend(i, tensor)
        let data = model.data(of: tensor)
        for c in 0..<Int(channels) {
            let bits = UInt32(littleEndian: data.load(fromByteOffset: c * 4, as: UInt32.self))
            guard abs(Float(bitPattern: bits)) <= VerifierLimits.scaleFactor else {
                throw opFault(i, .badWeights, field, "is above 2^64 or not a number")
            }
        }
    }

    func verifyChannelShuffle(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        try requireSameQuantization(i, x, y)
        guard op.parameters[0] >= 1, x.dimensions[3] % op.parameters[0] == 0 else {
            throw opFault(i, .badShape, "groups", "do not divide the channels")
        }
    }

    /// depthToSpace and spaceToDepth: `image` has blocks of pixels where `blocks` has channels.
    func verifyBlocks(
        _ i: Int, _ op: OpRecord, image: TensorRecord, blocks: TensorRecord
    ) throws(FormatError) {
        try requireImage(i, image, "image")
        try requireImage(i, blocks, "blocks")
        try requireSameQuantization(i, image, blocks)
        let parameters = BlockParameters(op.parameters)
        let limit = VerifierLimits.resizedSize
        guard parameters.block >= 1, parameters.block <= limit else {
            throw opFault(i, .outOfRange, "block", "is not within 1...16384")
        }
        guard parameters.channelFirst == 0 || (parameters.channelFirst == 1 && op.kind == .depthToSpace)
        else { throw opFault(i, .badEnumeration, "order of the channels", "is unknown") }
        for axis in 1...2 {
            guard image.dimensions[axis] % parameters.block == 0,
                image.dimensions[axis] / parameters.block == blocks.dimensions[axis]
            else { throw opFault(i, .badShape, "height or width", "is not that of the blocks") }
        }
        // A block has at most 2^28 pixels.
        let area = parameters.block * parameters.block
        guard blocks.dimensions[3] % area == 0, blocks.dimensions[3] / area == image.dimensions[3] else {
            throw opFault(i, .badShape, "channels", "are not those of the blocks")
        }
    }
}
