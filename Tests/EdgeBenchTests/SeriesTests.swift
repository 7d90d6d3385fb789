import EdgeBench
import EdgeTestRandom
import EdgeVision
import Testing

@Suite struct SeriesTests {
    @Test func summaryOfKnownNumbers() throws {
        let summary = try #require(LatencySummary([7, 1, 2, 3, 100, 4, 5, 6, 8, 9]))
        #expect(summary.minimum == 1 && summary.p50 == 5 && summary.p90 == 9 && summary.p99 == 100)
        #expect(summary.maximum == 100 && summary.mean == 14.5)
        // Distances from 5: 0 1 1 2 2 3 3 4 4 95.
        #expect(summary.medianAbsoluteDeviation == 2)
        #expect(LatencySummary([]) == nil)
        #expect(LatencySummary([3])?.medianAbsoluteDeviation == 0)
    }

    @Test func medians() {
        #expect(median([3, 1, 2]) == 2 && median([4, 1, 2, 3]) == 2.5 && median([]) == 0)
        #expect(quartileSpread([1, 1, 1, 1, 1, 1, 1, 50]) == 0)
        #expect(quartileSpread([11, 9, 10, 9, 11, 10, 9, 11]) == 0.2)
    }

    @Test func driftIsToldFromNoise() throws {
        var random = SeededGenerator(seed: 11)
        let noise = (0..<40).map { _ in Double.random(in: 0.98...1.02, using: &random) }
        let steady = try #require(Drift(noise))
        #expect(!steady.isTrend && abs(steady.change) < 0.02)
        let heating = try #require(Drift(noise.enumerated().map { $1 * (1 + 0.1 * Double($0) / 39) }))
        #expect(heating.isTrend && abs(heating.change - 0.1) < 0.03)
        let cooling = try #require(Drift(noise.enumerated().map { $1 * (1 - 0.1 * Double($0) / 39) }))
        #expect(cooling.isTrend && cooling.change < 0)
        #expect(Drift([1, 2, 3, 4, 5, 6, 7]) == nil)
    }

    /// It ends soon after the blocks stop getting faster, whether they then stay or slow down.
    @Test func warmUpEnds() {
        func blocks(_ time: (Int) -> Double) -> Int? {
            var state = WarmUp()
            for block in 0..<100 {
                state.add(time(block))
                if state.isStable { return block + 1 }
            }
            return nil
        }
        #expect(blocks { _ in 5 } == 4)
        #expect(blocks { $0 < 5 ? 10 - Double($0) : 5 } == 9)
        #expect(blocks { 5 + Double($0) * 0.1 } == 4)
        // Ever faster: it would not end by itself.
        #expect(
            blocks { 5 * 1 / (1 + 0.02 * Double($0)) } == nil || blocks { 5 / (1 + 0.02 * Double($0)) }! > 40)
    }

    @Test func seriesWarnOfNoise() {
        var series = Series(threads: 2)
        for i in 0..<20 {
            series.rounds.append(Round(start: Double(i), clock: nil, milliseconds: [4, 4, 4]))
        }
        #expect(series.warnings.isEmpty && series.spread == 0)
        series.warmupIsStable = false
        for i in 0..<20 {
            series.rounds[i] = Round(start: 0, clock: nil, milliseconds: [4 * (1 + 0.02 * Double(i))])
        }
        #expect(series.warnings.count == 3)
        #expect(series.warnings.allSatisfy { $0.hasPrefix("2 threads: ") })
    }

    @Test func disturbedRunsDoNotCount() {
        let few = Round(start: 0, clock: nil, milliseconds: [4, 9, 4, 9, 9, 4, 9], calm: [4, 4, 4])
        #expect(few.median == 9 && few.calmMedian == 4)
        let none = Round(start: 0, clock: nil, milliseconds: [4, 9, 9], calm: [4])
        #expect(none.median == 9 && none.calmMedian == 4)
        #expect(Round(start: 0, clock: nil, milliseconds: [4], calm: []).calmMedian == nil)
        var series = Series(threads: 1)
        series.rounds = Array(repeating: few, count: 9)
        #expect(series.disturbedRuns == 36 && series.summary?.p50 == 9 && series.spread == 0)
        #expect(series.warnings == ["1 thread: other programs took a processor away during 36 of 63 runs"])
    }

    @Test func scalingIsOverTheSmallestNumberOfThreads() {
        func series(_ threads: Int, _ time: Double) -> Series {
            var series = Series(threads: threads)
            for i in 0..<10 {
                series.rounds.append(Round(start: Double(i), clock: nil, milliseconds: [time]))
            }
            return series
        }
        let report = SampleReport.make([series(4, 1.25), series(1, 4), series(2, 2)])
        let rows = report.scaling
        #expect(rows.map(\.series.threads) == [4, 1, 2])
        #expect(abs(rows[0].speedup.ratio - 3.2) < 1e-9 && abs(rows[0].efficiency - 0.8) < 1e-9)
        #expect(abs(rows[1].efficiency - 1) < 1e-9 && abs(rows[2].efficiency - 1) < 1e-9)
        #expect(SampleReport.make([series(4, 1.25)]).scaling.isEmpty)
    }
}
