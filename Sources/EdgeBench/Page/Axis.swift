#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// From numbers to places in a plot.
struct Axis {
    var low: Double
    var high: Double
    var isLogarithmic = false
    var ticks: [Double]

    /// A range that holds the values and ends at round numbers, about `count` ticks.
    init(_ values: [Double], fromZero: Bool = false, count: Int = 6) {
        let finite = values.filter(\.isFinite)
        var low = fromZero ? 0 : finite.min() ?? 0
        var high = finite.max() ?? 1
        if high <= low {
            low = fromZero ? 0 : low * 0.9
            high = high > 0 ? high * 1.1 : 1
        }
        let step = Self.niceStep((high - low) / Double(max(1, count)))
        self.low = (low / step).rounded(.down) * step
        self.high = (high / step).rounded(.up) * step
        let steps = Int(((self.high - self.low) / step).rounded())
        let start = self.low
        ticks = (0...max(1, min(steps, 50))).map { start + Double($0) * step }
    }

    /// From the first tick to the last.
    init(ticks: [Double]) {
        self.ticks = ticks
        low = ticks.first ?? 0
        high = max(ticks.last ?? 1, low + 1)
    }

    /// Powers of ten and their doubles and fives, from below the least value above 0 to above the greatest.
    init(logarithmic values: [Double]) {
        let positive = values.filter { $0 > 0 && $0.isFinite }
        let least = positive.min() ?? 1
        let most = max(positive.max() ?? 10, least * 1.01)
        isLogarithmic = true
        let first = Int(log10(least).rounded(.down))
        let last = Int(log10(most).rounded(.up))
        let candidates = (first...last).flatMap { power in [1.0, 2, 5].map { $0 * pow(10, Double(power)) } }
        let low = candidates.last { $0 <= least } ?? least
        let high = candidates.first { $0 >= most } ?? most
        self.low = low
        self.high = high
        let inside = candidates.filter { $0 >= low && $0 <= high }
        // Only the powers of ten where all would crowd.
        ticks = inside.count > 9 ? inside.filter { abs(log10($0).rounded() - log10($0)) < 1e-9 } : inside
    }

    private static func niceStep(_ step: Double) -> Double {
        guard step > 0, step.isFinite else { return 1 }
        let power = pow(10, log10(step).rounded(.down))
        let part = step / power
        return (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power
    }

    /// 0 at `low`, 1 at `high`; beyond, at the nearer end.
    func place(_ value: Double) -> Double {
        let part =
            isLogarithmic
            ? (log10(max(value, low)) - log10(low)) / (log10(high) - log10(low))
            : (value - low) / (high - low)
        return part.isFinite ? min(max(part, 0), 1) : 0
    }
}
