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
        // The sign bit of a byte of this is set where some magnitude was 128.
        var seen = SIMD16<UInt8>(repeating: 0)
        var quad = 0
        while quad < quads {
            let end = min(quad &+ 127, quads)
            for part in 0..<4 {
                var sums = SIMD8<Int16>(repeating: 0)
                var magnitudes = SIMD8<UInt16>(repeating: 0)
                var pointer = base + (quad &* 64 &+ part &* 16)
                for _ in 0..<(end &- quad) {
                    let bytes = pointer.load(as: SIMD16<Int8>.self)
                    let pairs = unsafeBitCast(bytes, to: SIMD8<Int16>.self)
                    sums &+= (pairs &<< 8) &>> 8
                    sums &+= pairs &>> 8
                    let sign = bytes &>> 7
                    let magnitude = unsafeBitCast((bytes ^ sign) &- sign, to: SIMD16<UInt8>.self)
                    seen |= magnitude
                    let magnitudePairs = unsafeBitCast(magnitude, to: SIMD8<UInt16>.self)
                    magnitudes &+= magnitudePairs & 0xFF
                    magnitudes &+= magnitudePairs &>> 8
                    pointer += 64
                }
                for lane in 0..<8 {
                    sum[part * 4 + lane / 2] += Int(sums[lane])
                    magnitude[part * 4 + lane / 2] += Int(magnitudes[lane])
                }
            }
            quad = end
        }
        for lane in 0..<16 where seen[lane] >= 128 { hasMinimum = true }
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
}
