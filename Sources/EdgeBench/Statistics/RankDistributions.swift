/// The smallest `w` with P(W <= w) >= `probability` for Wilcoxon's sum of positive signed ranks of `count`
/// differences, none of them 0 and none equal.
func signedRankQuantile(_ probability: Double, count: Int) -> Int {
    let most = count * (count + 1) / 2
    guard count <= 60 else {
        let mean = Double(most) / 2
        let variance = mean * Double(2 * count + 1) / 6
        return quantile(probability, mean: mean, variance: variance)
    }
    // ways[w]: in how many ways a sum of w comes about, rank after rank.
    var ways = [Double](repeating: 0, count: most + 1)
    ways[0] = 1
    for rank in 1...count {
        for sum in stride(from: most, through: rank, by: -1) { ways[sum] += ways[sum - rank] }
    }
    return quantile(probability, ways)
}

/// The smallest `u` with P(U <= u) >= `probability` for Mann and Whitney's U of samples of `m` and `n` values.
func rankSumQuantile(_ probability: Double, _ m: Int, _ n: Int) -> Int {
    guard m * n <= 2500 else {
        return quantile(
            probability, mean: Double(m * n) / 2, variance: Double(m * n) * Double(m + n + 1) / 12)
    }
    // The number of ways to reach u is a Gaussian binomial coefficient: the product over i in 1...m of
    // (1 - q^(n + i)) / (1 - q^i), one factor at a time.
    var ways = [Double](repeating: 0, count: m * n + 1)
    ways[0] = 1
    for i in 1...m {
        for u in stride(from: m * n, through: n + i, by: -1) where n + i <= m * n {
            ways[u] -= ways[u - n - i]
        }
        for u in stride(from: i, through: m * n, by: 1) { ways[u] += ways[u - i] }
    }
    return quantile(probability, ways)
}

private func quantile(_ probability: Double, _ ways: [Double]) -> Int {
    let wanted = probability * ways.reduce(0, +)
    var sum = 0.0
    for (value, count) in ways.enumerated() {
        sum += count
        if sum >= wanted { return value }
    }
    return ways.count - 1
}

/// Of the normal distribution, without continuity: only for many values, and for 95%, 98% and 99% two-sided,
/// whose quantile is interpolated from a table.
private func quantile(_ probability: Double, mean: Double, variance: Double) -> Int {
    let table: [(tail: Double, deviations: Double)] = [
        (0.0005, 3.2905), (0.005, 2.5758), (0.01, 2.3263), (0.025, 1.96), (0.05, 1.6449), (0.1, 1.2816),
        (0.25, 0.6745), (0.5, 0),
    ]
    var deviations = table[0].deviations
    for (near, far) in zip(table, table.dropFirst()) where probability > near.tail {
        let part = min(1, (probability - near.tail) / (far.tail - near.tail))
        deviations = near.deviations + part * (far.deviations - near.deviations)
    }
    return Int((mean - deviations * variance.squareRoot()).rounded(.down))
}
