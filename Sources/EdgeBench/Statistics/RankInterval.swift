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
    /// Beyond, a sample is thinned to the medians of neighbours: the pairs below grow with its square.
    static let mostValues = 400

    /// Of differences taken pair by pair: the median of all means of two of them (Walsh averages).
    ///
    /// - Returns: nil for fewer than `fewestPairs`.
    public init?(paired differences: [Double], confidence: Double = 0.95) {
        let values = thinned(differences, to: Self.mostValues)
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
        let a = thinned(a, to: Self.mostValues)
        let b = thinned(b, to: Self.mostValues)
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
