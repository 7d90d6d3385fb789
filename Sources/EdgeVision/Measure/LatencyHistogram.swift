/// Order statistics of any number of measurements in fixed memory: a histogram whose bins are 1/16 of a power
/// of two wide, so that a percentile is right to about 6 percent.
public struct LatencyHistogram: Sendable {
    /// Of microseconds.
    private var bins = [UInt64](repeating: 0, count: 64 * 16)
    public private(set) var count: UInt64 = 0
    /// Nanoseconds.
    public private(set) var minimum = UInt64.max
    public private(set) var maximum: UInt64 = 0

    public init() {}

    public mutating func add(nanoseconds: UInt64) {
        bins[Self.bin(nanoseconds / 1000)] += 1
        count += 1
        minimum = min(minimum, nanoseconds)
        maximum = max(maximum, nanoseconds)
    }

    /// Milliseconds that `percent` of the measurements do not exceed, as far as the bins tell; 0 without any.
    public func percentile(_ percent: UInt64) -> Double {
        let wanted = (count * percent + 99) / 100
        var sum: UInt64 = 0
        for (bin, number) in bins.enumerated() {
            sum += number
            if sum >= wanted, sum > 0 {
                return min(Double(Self.end(bin)) / 1000, Double(maximum) / 1e6)
            }
        }
        return 0
    }

    /// Values below 16 have a bin each; above, the four bits behind the first one tell.
    private static func bin(_ value: UInt64) -> Int {
        guard value >= 16 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        return (exponent - 3) * 16 + Int(truncatingIfNeeded: value >> (UInt64(exponent) - 4)) & 15
    }

    /// The first value behind a bin.
    private static func end(_ bin: Int) -> UInt64 {
        guard bin >= 16 else { return UInt64(bin) + 1 }
        let exponent = UInt64(bin / 16 + 3)
        return (UInt64(16 + bin % 16) + 1) << (exponent - 4)
    }
}
