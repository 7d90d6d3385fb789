import EdgeFormat
import EdgeQuantize

/// The integer constants of one linear operator: weights as they are, bias with the input's zero point
/// folded in, and the factor that brings an accumulator to output quanta.
struct LinearConstants {
    /// `[outputs][depth]` in the float operator's order.
    var values: [Int8]
    var bias: [Int32]
    var scale: [Float]
    var weightSum: [Int32]
}

extension LinearConstants {
    static let none = LinearConstants(values: [], bias: [], scale: [], weightSum: [])

    /// - Parameters:
    ///   - output: nil where the accumulator leaves as a real number.
    ///   - channels: of each output channel, in the place of `output`; the tensor's zero point is 0 then.
    ///   - inputIsInt16: activations of 16 bits.
    /// - Throws: the name of the channel whose accumulator or factor cannot be represented.
    init(
        _ op: LinearOperator, _ weights: QuantizedWeights, input: AffineQuantization,
        output: AffineQuantization?, channels: [AffineQuantization]? = nil, inputIsInt16: Bool = false
    ) throws(UnsupportedOperator) {
        values = weights.values
        bias = []
        scale = []
        weightSum = []
        let largest: Int64 = inputIsInt16 ? 32768 : 128
        for channel in 0..<op.outputs {
            var real = op.bias[channel] + weights.biasCorrection[channel]
            let output = channels?[channel] ?? output
            if let own = channels?[channel] { real += Float(own.zeroPoint) * own.scale }
            guard real.isFinite else {
                throw UnsupportedOperator("bias of output channel \(channel) is \(real)")
            }
            var weightScale = weights.scales[channel]
            var row = Array(weights.values[channel * op.depth..<(channel + 1) * op.depth])
            var folded = Self.fold(
                row, bias: real, scale: weightScale * input.scale, zeroPoint: input.zeroPoint, largest)
            // A coarser weight scale brings the accumulator back into 32 bits; only tiny weights beside
            // a large bias, or very deep sums, come here.
            while !folded.fits {
                weightScale *= 2
                guard weightScale.isFinite else {
                    throw UnsupportedOperator("accumulator of output channel \(channel) passes 32 bits")
                }
                row = op.row(channel).map { WeightQuantizer.nearest($0 / weightScale) }
                folded = Self.fold(
                    row, bias: real, scale: weightScale * input.scale, zeroPoint: input.zeroPoint, largest)
            }
            values.replaceSubrange(channel * op.depth..<(channel + 1) * op.depth, with: row)
            let factor = Float(Double(weightScale) * Double(input.scale) / Double(output?.scale ?? 1))
            guard factor.isNormal, factor > 0 else {
                throw UnsupportedOperator(
                    "scale \(factor) of output channel \(channel) is not a normal number")
            }
            bias.append(Int32(folded.bias))
            scale.append(factor)
            weightSum.append(Int32(folded.sum))
        }
    }

    private static func fold(
        _ row: [Int8], bias: Float, scale: Float, zeroPoint: Int32, _ largest: Int64
    ) -> (bias: Int64, sum: Int64, fits: Bool) {
        var sum: Int64 = 0
        var magnitude: Int64 = 0
        for w in row {
            sum += Int64(w)
            magnitude += Int64(w.magnitude)
        }
        let quanta = (Double(bias) / Double(scale)).rounded(.toNearestOrEven)
        guard abs(quanta) < 0x1p31 else { return (0, sum, false) }
        let folded = Int64(quanta) - Int64(zeroPoint) * sum
        // FORMAT.md: 128 (32768) * sum|w| + |bias| < 2^31, for the bias as stored and for each of its parts.
        let bound = largest * magnitude + max(abs(folded), abs(Int64(quanta)))
        return (folded, sum, bound < 1 << 31)
    }
}
