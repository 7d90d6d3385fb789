/// Order statistics of repeated measurements, in the unit they were taken in.
public struct LatencySummary: Sendable, Equatable {
    public let minimum: Double
    public let p50: Double
    public let p90: Double
    public let p99: Double
    public let maximum: Double
    public let mean: Double
    /// Median of the distances from the median: a spread that outliers do not move.
    public let medianAbsoluteDeviation: Double

    /// nil without samples. A percentile is the smallest sample that at least that share of the samples do
    /// not exceed (nearest rank), so it is always a time that was measured.
    public init?(_ samples: [Double]) {
        guard !samples.isEmpty else { return nil }
        let sorted = samples.sorted()
        func percentile(_ percent: Int, of sorted: [Double]) -> Double {
            sorted[(sorted.count * percent + 99) / 100 - 1]
        }
        minimum = sorted[0]
        let middle = percentile(50, of: sorted)
        p50 = middle
        p90 = percentile(90, of: sorted)
        p99 = percentile(99, of: sorted)
        medianAbsoluteDeviation = percentile(50, of: sorted.map { abs($0 - middle) }.sorted())
        maximum = sorted[sorted.count - 1]
        mean = sorted.reduce(0, +) / Double(sorted.count)
    }
}
