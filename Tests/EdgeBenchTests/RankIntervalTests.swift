import EdgeBench
import EdgeTestRandom
import Testing

@Suite struct RankIntervalTests {
    /// Hollander and Wolfe's depression scale, as R's documentation of wilcox.test has it: 9 patients, before
    /// and after. The numbers were worked out by listing all 2^9 signs.
    @Test func pairedTextbookCase() throws {
        let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
        let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
        let interval = try #require(RankInterval(paired: zip(before, after).map { $0 - $1 }))
        #expect(abs(interval.estimate - 0.46) < 1e-12)
        #expect(abs(interval.low - 0.010) < 1e-12 && abs(interval.high - 0.786) < 1e-12)
    }

    /// Their permeability of membranes; R gives -0.15 to 0.76, and so does listing all C(15, 5) ranks.
    @Test func unpairedTextbookCase() throws {
        let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
        let early = [1.15, 0.88, 0.90, 0.74, 1.21]
        let interval = try #require(RankInterval(from: early, to: term))
        #expect(abs(interval.estimate - 0.305) < 1e-12)
        #expect(abs(interval.low + 0.15) < 1e-12 && abs(interval.high - 0.76) < 1e-12)
    }

    @Test func tooFewValuesGiveNone() {
        #expect(RankInterval(paired: [1, 2, 3, 4, 5]) == nil)
        #expect(RankInterval(paired: [1, 2, 3, 4, 5, 6]) != nil)
        #expect(RankInterval(from: [1, 2, 3], to: [1, 2, 3, 4, 5]) == nil)
        #expect(RankInterval(from: [1, 2, 3, 4], to: [1, 2, 3, 4]) != nil)
    }

    /// 95% of the intervals hold the true shift, also from noise with rare large disturbances: exact
    /// distributions (few values), and the normal one (many).
    @Test(arguments: [8, 20, 90])
    func intervalsHoldWhatTheyPromise(count: Int) throws {
        let seed: UInt64 = 7
        var random = SeededGenerator(seed: seed)
        func noise() -> Double {
            let sum = (0..<6).reduce(0.0) { sum, _ in sum + Double.random(in: -1...1, using: &random) }
            return UInt8.random(in: 0..<20, using: &random) == 0 ? sum * 20 : sum
        }
        var paired = 0
        var unpaired = 0
        let trials = 400
        for _ in 0..<trials {
            let a = (0..<count).map { _ in noise() }
            let b = (0..<count).map { _ in noise() + 3 }
            let first = try #require(RankInterval(paired: zip(a, b).map { $1 - $0 }))
            let second = try #require(RankInterval(from: a, to: b))
            paired += first.low <= 3 && first.high >= 3 ? 1 : 0
            unpaired += second.low <= 3 && second.high >= 3 ? 1 : 0
        }
        // 95% of 400 are 380; five standard deviations below are 358.
        #expect(paired >= 358 && unpaired >= 358, "seed \(seed): \(paired) and \(unpaired) of \(trials)")
    }

    /// Disturbances that last for several rounds, and meet one side more than the other: an interval that took all
    /// rounds for independent would be wrong in half of the cases; of so few that tell something, in 15 of 100.
    @Test func disturbancesThatLast() throws {
        let seed: UInt64 = 21
        var random = SeededGenerator(seed: seed)
        var held = 0
        let trials = 300
        for _ in 0..<trials {
            var state = 0.0
            let differences = (0..<80).map { _ in
                state = 0.8 * state + Double.random(in: -1...1, using: &random)
                return state
            }
            let interval = try #require(RankInterval(paired: differences))
            held += interval.low <= 0 && interval.high >= 0 ? 1 : 0
        }
        #expect(held >= 240, "seed \(seed): \(held) of \(trials)")
    }

    @Test func thousandsOfValuesAreThinned() throws {
        let interval = try #require(RankInterval(paired: (0..<5000).map { Double($0 % 7) }))
        #expect(interval.low <= 3 && interval.high >= 3 && abs(interval.estimate - 3) < 0.2)
    }
}
