import EdgeBench
import EdgeTestRandom
import Testing

@Suite struct VerdictTests {
    /// Rounds of about 4 ms: noise of 2% each, and a disturbance that both sides share.
    private func rounds(_ count: Int, seed: UInt64, slower: Double = 1, shared: Bool = true) -> (
        a: [Double], b: [Double]
    ) {
        var random = SeededGenerator(seed: seed)
        var a: [Double] = []
        var b: [Double] = []
        for _ in 0..<count {
            let neighbour = shared ? Double.random(in: 1...1.5, using: &random) : 1
            a.append(4 * neighbour * Double.random(in: 0.99...1.01, using: &random))
            b.append(4 * slower * neighbour * Double.random(in: 0.99...1.01, using: &random))
        }
        return (a, b)
    }

    @Test func noDifference() {
        for seed in 1...20 {
            let (a, b) = rounds(20, seed: UInt64(seed))
            let verdict = Verdict(a, b, paired: true)
            #expect(abs(verdict.ratio - 1) < 0.01)
            if verdict.finding == .same {
                #expect(verdict.text.hasPrefix("no difference seen (95% interval"))
            }
            #expect(!verdict.isSlower(thanBy: 0.03), "seed \(seed)")
        }
        // Identical rounds leave no doubt.
        let same = Verdict([4, 4, 4, 4, 4, 4, 4, 4], [4, 4, 4, 4, 4, 4, 4, 4], paired: true)
        #expect(same.finding == .same && same.ratio == 1 && same.interval == 1...1)
    }

    /// Found although the shared noise is ten times the difference, because rounds are compared in pairs.
    @Test func fivePercentSlower() {
        for seed in 1...20 {
            let (a, b) = rounds(20, seed: UInt64(seed), slower: 1.05)
            let verdict = Verdict(a, b, paired: true)
            #expect(
                verdict.finding == .slower && abs(verdict.ratio - 1.05) < 0.01,
                "seed \(seed): \(verdict.text)")
            #expect(verdict.isSlower(thanBy: 0.03) && !verdict.isSlower(thanBy: 0.08))
            let back = Verdict(b, a, paired: true)
            #expect(back.finding == .faster && !back.isSlower(thanBy: 0))
            // Apart, the neighbours' noise hides it, and the interval says so.
            let apart = Verdict(a, b, paired: false)
            let interval = apart.interval
            #expect((interval?.upperBound ?? 0) - (interval?.lowerBound ?? 0) > 0.05)
        }
    }

    @Test func sentences() {
        let a = (0..<20).map { 4 + Double($0 % 5) * 0.001 }
        let slower = Verdict(a, a.map { $0 * 1.05 }, paired: true)
        #expect(slower.text == "slower by 5.0% (95% interval 5.0 to 5.0)")
        let faster = Verdict(a, a.map { $0 * 0.959 }, paired: true)
        #expect(faster.text == "faster by 4.1% (95% interval 4.1 to 4.1)")
        // Sure, and too small to mean anything.
        let hair = Verdict(a, a.map { $0 * 1.003 }, paired: true)
        #expect(hair.text == "no difference seen (95% interval of the time's change +0.3 to +0.3%)")
        #expect(
            Verdict([1, 2, 3], [1, 2, 3], paired: true).text == "too few rounds to tell (3): measure longer")
        #expect(Verdict([], [], paired: true).finding == .unknown)
    }

    /// Rounds in which other programs took the processor are left out, of both sides, while enough others are left.
    @Test func calmRoundsDecide() {
        let a = (0..<20).map { 4 + Double($0 % 5) * 0.001 }
        // Each third round of B was disturbed, badly.
        let all = a.indices.map { a[$0] * ($0 % 3 == 0 ? 3 : 1) }
        let calm = a.indices.map { $0 % 3 == 0 ? nil : a[$0] }
        let verdict = Verdict(RoundMedians(all: a, calm: a), RoundMedians(all: all, calm: calm), paired: true)
        #expect(verdict.finding == .same && verdict.ratio == 1 && verdict.rounds == 13)
        // Only six calm ones: all count.
        let few = a.indices.map { $0 < 6 ? a[$0] : nil }
        #expect(
            Verdict(RoundMedians(all: a, calm: a), RoundMedians(all: all, calm: few), paired: true).rounds
                == 20)
        // Not watched on one side.
        #expect(Verdict(RoundMedians(all: a), RoundMedians(all: all, calm: calm), paired: true).rounds == 20)
        #expect(RoundMedians(all: all, calm: calm).best.count == 13 && RoundMedians(all: all).best == all)
    }

    @Test func theSameRoundsGiveTheSameVerdict() {
        let (a, b) = rounds(30, seed: 3, slower: 1.01)
        #expect(Verdict(a, b, paired: true) == Verdict(a, b, paired: true))
        #expect(Verdict(a, b, paired: false) == Verdict(a, b, paired: false))
    }
}
