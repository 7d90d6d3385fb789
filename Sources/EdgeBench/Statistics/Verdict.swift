import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What two sets of measured rounds say: whether B takes less time than A, by how much, and how sure that is.
public struct Verdict: Sendable, Equatable {
    public enum Finding: String, Sendable {
        case faster, slower
        /// The interval holds no difference, or one too small to mean anything.
        case same
        /// Too few rounds for an interval.
        case unknown
    }

    public var finding: Finding
    /// Time of B over time of A.
    public var ratio: Double
    /// 95% interval of the ratio; nil where the finding is unknown.
    public var interval: ClosedRange<Double>?
    public var rounds: Int

    /// Smaller differences come from where pages happen to lie in memory, and from the alignment of code: they
    /// can be measured again and again within one process, and are gone in the next.
    public static let resolution = 0.01

    /// - Parameters:
    ///   - a: medians of rounds, in any unit, all above 0.
    ///   - b: of the other side.
    ///   - paired: round `i` of both was measured one right after the other, so that noise slower than a
    ///     round cancels. Where one has more rounds, its last are left out.
    public init(_ a: [Double], _ b: [Double], paired: Bool) {
        let logA = a.map { log(max($0, .leastNormalMagnitude)) }
        let logB = b.map { log(max($0, .leastNormalMagnitude)) }
        rounds = min(logA.count, logB.count)
        let found =
            paired
            ? RankInterval(paired: zip(logA, logB).map { $1 - $0 }) : RankInterval(from: logA, to: logB)
        guard let found else {
            ratio = rounds > 0 ? median(b) / median(a) : .nan
            finding = .unknown
            return
        }
        ratio = exp(found.estimate)
        interval = exp(found.low)...exp(found.high)
        if abs(ratio - 1) < Self.resolution || (found.low <= 0 && found.high >= 0) {
            finding = .same
        } else {
            finding = ratio < 1 ? .faster : .slower
        }
    }

    /// - Parameter paired: as above.
    public init(_ a: RoundMedians, _ b: RoundMedians, paired: Bool) {
        let (x, y) = RoundMedians.comparable(a, b, paired: paired)
        self.init(x, y, paired: paired)
    }

    /// Whether B is surely slower, and as far as can be told by more than `share` (0.03 is 3%).
    public func isSlower(thanBy share: Double) -> Bool { finding == .slower && ratio > 1 + share }

    /// "faster by 4.1% (95% interval 3.2 to 5.0)"
    public var text: String {
        guard let interval else {
            return "too few rounds to tell (\(rounds)): measure longer"
        }
        let low = (interval.lowerBound - 1) * 100
        let high = (interval.upperBound - 1) * 100
        switch finding {
        case .faster:
            return
                "faster by \(percent(-(ratio - 1) * 100)) (95% interval \(number(-high)) to \(number(-low)))"
        case .slower:
            return "slower by \(percent((ratio - 1) * 100)) (95% interval \(number(low)) to \(number(high)))"
        case .same, .unknown:
            return "no difference seen (95% interval of the time's change \(signed(low)) to \(signed(high))%)"
        }
    }

    private func number(_ value: Double) -> String { fixed(value, 1) }
    private func percent(_ value: Double) -> String { fixed(value, 1) + "%" }
    private func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + fixed(value, 1) }
}
