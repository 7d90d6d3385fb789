/// Sum and sum of magnitudes of the weights of 16 output channels, and whether any is -128. A channel has so
/// few weights (`TensorRecord.maximumElements`) that both stay within Int.
struct BlockSums {
    private(set) var sum = InlineArray<16, Int>(repeating: 0)
    private(set) var magnitude = InlineArray<16, Int>(repeating: 0)
    private(set) var hasMinimum = false

    /// `[quads][16][4]` at a multiple of 16.
    ///
    /// A vector of 16 bytes holds 4 channels of 4 weights. Bytes are added up in pairs in 16-bit lanes, which
    /// hold 127 quads of at most 2 * 128 before they are widened.
    init(blocked base: UnsafeRawPointer, quads: Int) {
        var minimum = SIMDMask<SIMD16<Int8.SIMDMaskScalar>>(repeating: false)
        var quad = 0
        while quad < quads {
            let end = min(quad + 127, quads)
            for part in 0..<4 {
                var sums = SIMD8<Int16>(repeating: 0)
                var magnitudes = SIMD8<Int16>(repeating: 0)
                for q in quad..<end {
                    let bytes = base.load(fromByteOffset: q * 64 + part * 16, as: SIMD16<Int8>.self)
                    minimum .|= bytes .== SIMD16(repeating: -128)
                    let pairs = unsafeBitCast(bytes, to: SIMD8<Int16>.self)
                    let low = (pairs &<< 8) &>> 8
                    let high = pairs &>> 8
                    sums &+= low &+ high
                    magnitudes &+= absolute(low) &+ absolute(high)
                }
                for lane in 0..<8 {
                    sum[part * 4 + lane / 2] += Int(sums[lane])
                    magnitude[part * 4 + lane / 2] += Int(magnitudes[lane])
                }
            }
            quad = end
        }
        for lane in 0..<16 where minimum[lane] { hasMinimum = true }
    }

    /// `[taps]` rows of 16 channels, `stride` bytes apart.
    init(depthwise base: UnsafeRawPointer, taps: Int, stride: Int) {
        for tap in 0..<taps {
            for lane in 0..<16 {
                let weight = Int(base.load(fromByteOffset: tap * stride + lane, as: Int8.self))
                hasMinimum = hasMinimum || weight == -128
                sum[lane] += weight
                magnitude[lane] += abs(weight)
            }
        }
    }

    @inline(__always)
    private func absolute(_ value: SIMD8<Int16>) -> SIMD8<Int16> {
        let sign = value &>> 15
        return (value ^ sign) &- sign
    }
}
