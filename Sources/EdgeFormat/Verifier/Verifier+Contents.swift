extension Verifier {
    /// One pass over `[groups][ceil(N/16)][ceil(K/4)][16][4]` weights: no -128, padding zero, sums equal to
    /// the stored ones, accumulators within int32; with the bias, scale and weightSum beside them.
    func verifyBlockedContents(
        _ i: Int, _ op: OpRecord, groups: Int, channels: Int, depth: Int
    ) throws(FormatError) {
        let parameters = try channelParameters(i, op, groups: groups, channels: channels, hasSums: true)
        try verifyBlocks(
            i, model.data(of: inputTensor(1, op)), parameters, groups: 0..<groups, channels: channels,
            depth: depth)
    }

    /// The same for `[phases][groups][ceil(N/16)][ceil(K/4)][16][4]`, K by phase.
    func verifyPhasedContents(
        _ i: Int, _ op: OpRecord, _ phases: TransposedPhases, groups: Int, channels: Int, groupInputs: Int
    ) throws(FormatError) {
        let parameters = try channelParameters(
            i, op, groups: phases.count * groups, channels: channels, hasSums: true)
        var weights = model.data(of: inputTensor(1, op))
        for phase in 0..<phases.count {
            let depth = phases.taps(of: phase) * groupInputs
            try verifyBlocks(
                i, weights, parameters, groups: phase * groups..<(phase + 1) * groups, channels: channels,
                depth: depth)
            weights += groups * ((channels + 15) / 16) * ((depth + 3) / 4) * 64
        }
    }

    /// Blocks of the given groups' parameters, whose weights start at `weights`.
    private func verifyBlocks(
        _ i: Int, _ weights: UnsafeRawPointer, _ parameters: ChannelParameters, groups: Range<Int>,
        channels: Int, depth: Int
    ) throws(FormatError) {
        let claim = try claimedLaneSafety(i)
        let blocks = (channels + 15) / 16
        let quads = (depth + 3) / 4
        let first = groups.lowerBound * blocks
        for block in first..<groups.upperBound * blocks {
            let base = weights + (block - first) * quads * 64
            let sums = BlockSums(blocked: base, quads: quads, by: functions.blockSums)
            guard !sums.hasMinimum else {
                throw opFault(i, .badWeights, "weights", "contain -128")
            }
            guard sums.laneSafety >= claim else {
                throw opFault(i, .badWeights, "weights", "are not lane-safe as the op says they are")
            }
            if depth % 4 != 0 {
                let lastQuad = base + (quads - 1) * 64
                for lane in 0..<64 where lane % 4 >= depth % 4 {
                    guard lastQuad.load(fromByteOffset: lane, as: Int8.self) == 0 else {
                        throw opFault(i, .badWeights, "weights", "have padding that is not zero")
                    }
                }
            }
            try verifyBlock(
                i, parameters, firstPadded: block * 16, used: min(16, channels - block % blocks * 16), sums)
        }
    }

    /// Words 13 and 14 of an op with blocked weights.
    private func claimedLaneSafety(_ i: Int) throws(FormatError) -> LaneSafety {
        let parameters = WindowedOpParameters(model.op(i).parameters)
        guard parameters.countIncludesPadding == 0 else {
            throw opFault(i, .outOfRange, "word 13", "is not 0")
        }
        guard let safety = LaneSafety(rawValue: parameters.laneSafety) else {
            throw opFault(i, .outOfRange, "lane safety", "is not 0, 1 or 2")
        }
        return safety
    }

    /// One pass over `[taps][ceil(C/16)*16]` weights.
    func verifyDepthwiseContents(
        _ i: Int, _ op: OpRecord, taps: Int, channels: Int
    ) throws(FormatError) {
        let weights = model.data(of: inputTensor(1, op))
        let parameters = try channelParameters(i, op, groups: 1, channels: channels, hasSums: false)
        let blocks = (channels + 15) / 16
        for block in 0..<blocks {
            let sums = BlockSums(depthwise: weights + block * 16, taps: taps, stride: blocks * 16)
            guard !sums.hasMinimum else {
                throw opFault(i, .badWeights, "weights", "contain -128")
            }
            try verifyBlock(
                i, parameters, firstPadded: block * 16, used: min(16, channels - block * 16), sums)
        }
    }

    /// The vectors that hold one value per output channel.
    private struct ChannelParameters {
        var bias: UnsafeRawPointer
        var scale: UnsafeRawPointer
        var weightSum: UnsafeRawPointer?
        var dequantizes: Bool
        /// Bits of an activation's largest magnitude, 128 or 32768.
        var activationBits: Int32
    }

    private func channelParameters(
        _ i: Int, _ op: OpRecord, groups: Int, channels: Int, hasSums: Bool
    ) throws(FormatError) -> ChannelParameters {
        func vector(
            _ k: Int, _ type: ElementType, _ field: StaticString
        ) throws(FormatError) -> UnsafeRawPointer {
            let tensor = inputTensor(k, op)
            guard tensor.layout == .channels16, tensor.elementType == type, tensor.rank == 2,
                Int(tensor.dimensions[0]) == groups, Int(tensor.dimensions[1]) == channels
            else { throw opFault(i, .badOperand, field, "is not channels16 of shape [groups, N / groups]") }
            return model.data(of: tensor)
        }
        return ChannelParameters(
            bias: try vector(2, .int32, "bias"), scale: try vector(3, .float32, "scale"),
            weightSum: hasSums ? try vector(4, .int32, "weightSum") : nil,
            dequantizes: outputTensor(op).elementType == .float32,
            activationBits: inputTensor(0, op).elementType == .int16 ? 15 : 7)
    }

    /// 16 channels, of which the first `used` are real.
    private func verifyBlock(
        _ i: Int, _ parameters: ChannelParameters, firstPadded: Int, used: Int, _ sums: BlockSums
    ) throws(FormatError) {
        // Through spans: an element of an inline array costs a copy of all of it.
        let weightSums = sums.sum.span
        let magnitudes = sums.magnitude.span
        for lane in 0..<16 {
            let at = (firstPadded + lane) * 4
            let bias = Int32(littleEndian: parameters.bias.load(fromByteOffset: at, as: Int32.self))
            let scale = Float(
                bitPattern: UInt32(littleEndian: parameters.scale.load(fromByteOffset: at, as: UInt32.self)))
            var sum = weightSums[lane]
            if let stored = parameters.weightSum {
                sum = Int(Int32(littleEndian: stored.load(fromByteOffset: at, as: Int32.self)))
            }
            guard sum == weightSums[lane] else {
                throw opFault(i, .badWeights, "weightSum", "is not the sum of the channel's weights")
            }
            guard lane < used else {
                guard magnitudes[lane] == 0, bias == 0, scale == 1 else {
                    throw opFault(
                        i, .badWeights, "weights, bias or scale", "have padding that is not 0, 0 and 1")
                }
                continue
            }
            guard isScale(scale) else {
                throw opFault(i, .badWeights, "scale", "is not finite, normal and positive")
            }
            // A float32 output is the accumulator times the scale: it stays finite.
            guard !parameters.dequantizes || scale <= VerifierLimits.scaleFactor else {
                throw opFault(i, .badWeights, "scale", "of a float32 output is above 2^64")
            }
            // 128 (32768) * magnitude + |bias| < 2^31, without leaving 32 bits.
            let room = bias == .min ? 0 : (Int32.max - abs(bias)) >> parameters.activationBits
            guard bias != .min, magnitudes[lane] <= Int(room) else {
                throw opFault(
                    i, .overflow, "accumulator", "may leave 32 bits: 128 (int16: 32768) * sum|w| + |bias|")
            }
        }
    }
}
