/// SplitMix64 (Steele, Lea, Flood 2014): the same cases on every machine for the same seed.
struct Generator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        return range.lowerBound + Int(next() % width)
    }

    mutating func int32(_ range: ClosedRange<Int>) -> Int32 { Int32(truncatingIfNeeded: integer(range)) }

    mutating func chance(_ oneIn: Int) -> Bool { integer(1...oneIn) == 1 }

    /// A normal positive number with a biased exponent within `exponents`, at most 1...254.
    mutating func float(exponents: ClosedRange<Int>) -> Float {
        let exponent = UInt32(integer(exponents)) << 23
        return Float(bitPattern: exponent | UInt32(truncatingIfNeeded: next() >> 41))
    }
}
