#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whether measurements in the order of time went up or down: heat, a clock that sinks, a neighbour that came.
public struct Drift: Sendable, Equatable {
    /// From the first to the last measurement, as a share of the median: 0.06 is 6% slower at the end.
    public var change: Double
    /// Whether noise without a trend would look like this in less than 1 of 100 cases.
    public var isTrend: Bool

    /// By ranks: the median of the slopes of all pairs (Theil 1950, Sen 1968) and Kendall's test of a trend
    /// (Mann 1945).
    ///
    /// - Returns: nil for fewer than 8 values, which no test could tell from noise.
    public init?(_ values: [Double]) {
        let values = thinned(values, to: RankInterval.mostValues)
        let count = values.count
        let middle = median(values)
        guard count >= 8, middle > 0 else { return nil }
        var slopes: [Double] = []
        slopes.reserveCapacity(count * (count - 1) / 2)
        var rises = 0
        for i in 0..<count {
            for j in i + 1..<count {
                slopes.append((values[j] - values[i]) / Double(j - i))
                rises += values[j] > values[i] ? 1 : values[j] < values[i] ? -1 : 0
            }
        }
        change = median(slopes) * Double(count - 1) / middle
        let n = Double(count)
        let deviation = (n * (n - 1) * (2 * n + 5) / 18).squareRoot()
        isTrend = (abs(Double(rises)) - 1) / deviation > 2.5758
    }
}
