import CEdgePeak
import EdgeHost

/// The clock of the processor that this thread runs on, in GHz: the best of a few chains of additions, of about
/// 30 microseconds each. nil on CPU families without such a chain.
public func measuredClock() -> Double? {
    var sink: Int64 = 3
    var best = Double.infinity
    for _ in 0..<4 {
        let start = monotonicNanoseconds()
        let additions = edgeClockChain(1500, &sink)
        guard additions > 0 else { return nil }
        best = min(best, Double(monotonicNanoseconds() - start) / Double(additions))
    }
    return 1 / best
}
