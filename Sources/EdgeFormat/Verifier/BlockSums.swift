/// Sum and sum of magnitudes of the weights of 16 output channels, whether any is -128, and how
/// lane-safe they are. A channel has so few weights (`TensorRecord.maximumElements`) that both stay within Int.
public struct BlockSums {
    public private(set) var sum = InlineArray<16, Int>(repeating: 0)
    public private(set) var magnitude = InlineArray<16, Int>(repeating: 0)
    public private(set) var hasMinimum = false
    /// The best that can be claimed of blocked weights.
    public private(set) var laneSafety = LaneSafety.fourTap

    /// `[quads][16][4]` at a multiple of 16.
    ///
    /// - Parameter function: `portableBlockSums`, or one that does the same faster.
    public init(
        blocked base: UnsafeRawPointer, quads: Int, by function: BlockSumsFunction = portableBlockSums
    ) {
        var totals = InlineArray<32, Int>(repeating: 0)
        let found = withUnsafeMutableBytes(of: &totals) {
            function(base, quads, $0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Int.self))
        }
        for lane in 0..<16 {
            sum[lane] = totals[lane]
            magnitude[lane] = totals[16 + lane]
        }
        hasMinimum = found & BlockFinding.hasMinimum != 0
        if found & BlockFinding.exceedsFours != 0 { laneSafety = .pair }
        if found & BlockFinding.exceedsPairs != 0 { laneSafety = .none }
    }

    /// `[taps]` rows of 16 channels, `stride` bytes apart, a multiple of 16.
    public init(depthwise base: UnsafeRawPointer, taps: Int, stride: Int) {
        var seen = SIMD16<UInt8>(repeating: 0)
        var tap = 0
        while tap < taps {
            // A lane of 16 bits holds 255 taps of at most 128.
            let end = min(tap &+ 255, taps)
            var total = SplitBytes()
            while tap < end {
                total.add(SplitBytes((base + tap &* stride).load(as: SIMD16<Int8>.self), &seen))
                tap &+= 1
            }
            for lane in 0..<8 {
                sum[2 * lane] += Int(total.even[lane])
                sum[2 * lane + 1] += Int(total.odd[lane])
                magnitude[2 * lane] += Int(total.evenMagnitude[lane])
                magnitude[2 * lane + 1] += Int(total.oddMagnitude[lane])
            }
        }
        for lane in 0..<16 where seen[lane] >= 128 { hasMinimum = true }
    }
}

/// The `BlockSumsFunction` that others are measured by.
///
/// A vector of 16 bytes holds 4 channels of 4 weights. Bytes are added up in pairs in 16-bit lanes, which hold 126
/// quads of at most 2 * 128 before they are widened. Of a lane with the positive weights P and the negative ones -N,
/// sum + magnitude is 2P and magnitude - sum is 2N.
public func portableBlockSums(
    _ base: UnsafeRawPointer, _ quads: Int, _ totals: UnsafeMutablePointer<Int>
) -> UInt32 {
    totals.update(repeating: 0, count: 32)
    // The sign bit of a byte of this is set where some magnitude was 128.
    var seen = SIMD16<UInt8>(repeating: 0)
    // Negative where a lane passed the bound: of two weights, of four.
    var pairExcess = SIMD8<Int16>(repeating: 0)
    var fourExcess = SIMD8<Int16>(repeating: 0)
    var quad = 0
    while quad < quads {
        let end = min(quad &+ 126, quads)
        for part in 0..<4 {
            var sums = SIMD8<Int16>(repeating: 0)
            var magnitudes = SIMD8<UInt16>(repeating: 0)
            var pointer = base + (quad &* 64 &+ part &* 16)
            var left = end &- quad
            while left > 0 {
                var lane = PairSums(pointer.load(as: SIMD16<Int8>.self), &seen)
                pairExcess |= lane.room
                if left > 1 {
                    let next = PairSums((pointer + 64).load(as: SIMD16<Int8>.self), &seen)
                    pairExcess |= next.room
                    lane.add(next)
                }
                fourExcess |= lane.room
                sums &+= lane.sum
                magnitudes &+= unsafeBitCast(lane.magnitude, to: SIMD8<UInt16>.self)
                pointer += 128
                left &-= 2
            }
            for lane in 0..<8 {
                totals[part * 4 + lane / 2] += Int(sums[lane])
                totals[16 + part * 4 + lane / 2] += Int(magnitudes[lane])
            }
        }
        quad = end
    }
    var found: UInt32 = 0
    for lane in 0..<16 where seen[lane] >= 128 { found |= BlockFinding.hasMinimum }
    for lane in 0..<8 where fourExcess[lane] < 0 { found |= BlockFinding.exceedsFours }
    for lane in 0..<8 where pairExcess[lane] < 0 { found |= BlockFinding.exceedsPairs }
    return found
}

/// Sixteen weights and their magnitudes in 16-bit lanes: those at even places and those at odd ones.
private struct SplitBytes {
    var even = SIMD8<Int16>(repeating: 0)
    var odd = SIMD8<Int16>(repeating: 0)
    var evenMagnitude = SIMD8<UInt16>(repeating: 0)
    var oddMagnitude = SIMD8<UInt16>(repeating: 0)

    init() {}

    /// Adds the magnitudes' bits to `seen`.
    @inline(__always)
    init(_ bytes: SIMD16<Int8>, _ seen: inout SIMD16<UInt8>) {
        let pairs = unsafeBitCast(bytes, to: SIMD8<Int16>.self)
        even = (pairs &<< 8) &>> 8
        odd = pairs &>> 8
        let sign = bytes &>> 7
        let magnitudes = unsafeBitCast((bytes ^ sign) &- sign, to: SIMD16<UInt8>.self)
        seen |= magnitudes
        let wide = unsafeBitCast(magnitudes, to: SIMD8<UInt16>.self)
        evenMagnitude = wide & 0xFF
        oddMagnitude = wide &>> 8
    }

    @inline(__always)
    mutating func add(_ other: SplitBytes) {
        even &+= other.even
        odd &+= other.odd
        evenMagnitude &+= other.evenMagnitude
        oddMagnitude &+= other.oddMagnitude
    }
}

/// Of eight pairs of neighbouring weights: sums, and sums of magnitudes.
private struct PairSums {
    var sum: SIMD8<Int16>
    var magnitude: SIMD8<Int16>

    /// Adds the magnitudes' bits to `seen`.
    @inline(__always)
    init(_ bytes: SIMD16<Int8>, _ seen: inout SIMD16<UInt8>) {
        let split = SplitBytes(bytes, &seen)
        sum = split.even &+ split.odd
        magnitude = unsafeBitCast(split.evenMagnitude &+ split.oddMagnitude, to: SIMD8<Int16>.self)
    }

    /// Twice what 128 leaves beside the positive weights or the negative ones, whichever is less.
    @inline(__always)
    var room: SIMD8<Int16> {
        let sign = sum &>> 15
        return SIMD8(repeating: 2 * 128) &- magnitude &- ((sum ^ sign) &- sign)
    }

    @inline(__always)
    mutating func add(_ other: PairSums) {
        sum &+= other.sum
        magnitude &+= other.magnitude
    }
}
