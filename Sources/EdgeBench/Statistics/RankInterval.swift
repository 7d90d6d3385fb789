/// A shift between measurements and the interval that holds the true one with the confidence given, by ranks:
/// it assumes nothing of how the noise is distributed, and no random numbers are drawn, so that the same
/// measurements always give the same answer.
///
/// Hodges and Lehmann, "Estimates of Location Based on Rank Tests", 1963; the intervals invert Wilcoxon's tests
/// (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3.2 and 4.3).
public struct RankInterval: Sendable, Equatable {
    public var estimate: Double
    public var low: Double
    public var high: Double

    /// Fewest pairs whose signed ranks can reach 95%: 2 / 2^6 is the first below 5%.
    public static let fewestPairs = 6
    /// Fewest values of each of two samples: 2 / C(8, 4) is the first below 5%.
    public static let fewestValues = 4
    /// Values that resemble their neighbours are joined no further than to so many.
    static let fewestWhenCorrelated = 10
    /// Beyond, a sample is thinned to the medians of neighbours: the pairs below grow with its square.
    static let mostValues = 400

    /// Of differences taken pair by pair: the median of all means of two of them (Walsh averages).
    ///
    /// - Returns: nil for fewer than `fewestPairs`.
    public init?(paired differences: [Double], confidence: Double = 0.95) {
        let values = decorrelated(thinned(differences, to: Self.mostValues))
        guard values.count >= Self.fewestPairs else { return nil }
        var means: [Double] = []
        means.reserveCapacity(values.count * (values.count + 1) / 2)
        for i in values.indices {
            for j in i..<values.count { means.append((values[i] + values[j]) / 2) }
        }
        self.init(means, rank: signedRankQuantile((1 - confidence) / 2, count: values.count))
    }

    /// Of `b` over `a`, measured apart: the median of all differences of one of each.
    ///
    /// - Returns: nil where either has fewer than `fewestValues`.
    public init?(from a: [Double], to b: [Double], confidence: Double = 0.95) {
        let a = decorrelated(thinned(a, to: Self.mostValues))
        let b = decorrelated(thinned(b, to: Self.mostValues))
        guard min(a.count, b.count) >= Self.fewestValues else { return nil }
        var differences: [Double] = []
        differences.reserveCapacity(a.count * b.count)
        for y in b {
            for x in a { differences.append(y - x) }
        }
        self.init(differences, rank: rankSumQuantile((1 - confidence) / 2, a.count, b.count))
    }

    /// The median of `values`, and those `rank` places from both ends.
    private init(_ values: [Double], rank: Int) {
        let sorted = values.sorted()
        estimate = sortedMedian(sorted)
        let rank = min(max(rank, 1), (sorted.count + 1) / 2)
        low = sorted[rank - 1]
        high = sorted[sorted.count - rank]
    }
}

/// The middle value, or the mean of the two in the middle; 0 of none.
public func median(_ values: [Double]) -> Double { sortedMedian(values.sorted()) }

private func sortedMedian(_ sorted: [Double]) -> Double {
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// At most `count` values in their order: medians of equal stretches.
func thinned(_ values: [Double], to count: Int) -> [Double] {
    guard values.count > count else { return values }
    return (0..<count).map { part in
        median(Array(values[part * values.count / count..<(part + 1) * values.count / count]))
    }
}

/// Values of which each tells something new. Where neighbours resemble each other, because a disturbance lasted for
/// several, they are fewer than they look, and an interval made of all would be too narrow: pairs of neighbours
/// become one until they no longer do (Flyvbjerg and Petersen, "Error estimates on averages of correlated data",
/// 1989), or until few are left.
func decorrelated(_ values: [Double]) -> [Double] {
    var values = values
    while values.count >= 2 * RankInterval.fewestWhenCorrelated, correlatesWithNeighbours(values) {
        var joined: [Double] = []
        for i in stride(from: 0, to: values.count - 1, by: 2) {
            joined.append((values[i] + values[i + 1]) / 2)
        }
        values = joined
    }
    return values
}

/// Whether values follow their neighbours more than independent ones would in 5 of 100 cases.
private func correlatesWithNeighbours(_ values: [Double]) -> Bool {
    // By ranks, since one large value would hide the rest.
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    for (rank, index) in order.enumerated() { ranks[index] = Double(rank) }
    let mean = Double(values.count - 1) / 2
    var variance = 0.0
    var covariance = 0.0
    for i in ranks.indices {
        let distance = ranks[i] - mean
        variance += distance * distance
        if i > 0 { covariance += distance * (ranks[i - 1] - mean) }
    }
    return covariance / variance > 1.645 / Double(values.count).squareRoot()
}
