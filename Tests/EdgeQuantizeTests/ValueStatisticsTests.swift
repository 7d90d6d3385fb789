import EdgeQuantize
import EdgeTestRandom
import Testing

@Suite struct ValueStatisticsTests {
    private func statistics(_ values: [Float]) -> ValueStatistics {
        var result = ValueStatistics()
        values.withUnsafeBufferPointer { result.observe($0) }
        return result
    }

    @Test func extremesAreExactInAnyOrder() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        var pieces: [[Float]] = []
        for _ in 0..<20 {
            let spread = Float(sign: .plus, exponent: Int.random(in: -8...8, using: &random), significand: 1)
            pieces.append(
                (0..<Int.random(in: 1...3000, using: &random)).map { _ in random.normal() * spread })
        }
        var whole = ValueStatistics()
        var halves = [ValueStatistics(), ValueStatistics()]
        for (i, piece) in pieces.enumerated() {
            piece.withUnsafeBufferPointer {
                whole.observe($0)
                halves[i % 2].observe($0)
            }
        }
        let all = pieces.joined()
        #expect(whole.extremes == ValueRange(low: all.min()!, high: all.max()!), "seed \(seed)")
        halves[0].merge(halves[1])
        #expect(halves[0].extremes == whole.extremes, "seed \(seed)")
        // Widths are powers of two, so that both orders end with the same bins.
        #expect(halves[0].histogram.binWidth == whole.histogram.binWidth, "seed \(seed)")
        let sameCounts = halves[0].histogram.counts == whole.histogram.counts
        #expect(sameCounts, "seed \(seed)")
        for method in CalibrationMethod.allCases {
            let range = whole.range(method)
            #expect(range.low >= whole.extremes.low && range.high <= whole.extremes.high, "seed \(seed)")
        }
    }

    @Test func percentileDropsOutliers() {
        var values = (0..<200_000).map { Float($0 % 1000) / 1000 }
        values[7] = 1000
        values[8] = -500
        var s = ValueStatistics()
        // In pieces, so that every element enters the histogram.
        for start in stride(from: 0, to: values.count, by: 10_000) {
            values[start..<start + 10_000].withUnsafeBufferPointer { s.observe($0) }
        }
        let range = s.range(.percentile)
        #expect(range.high < 1.6 && range.low > -0.5)
        #expect(s.range(.minmax) == ValueRange(low: -500, high: 1000))
    }

    @Test func meanSquaredErrorRangeIsNearTheBestOfAll() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let values = (0..<16_000).map { _ in
            let x = random.normal()
            return x * x * x
        }
        let s = statistics(values)
        func error(_ range: ValueRange) -> Double {
            let q = AffineQuantization(range: range)
            return values.reduce(0) { sum, x in
                let difference = Double(x - q.dequantize(q.quantize(x)))
                return sum + difference * difference
            }
        }
        var least = Double.infinity
        for low in 1...16 {
            for high in 1...16 {
                least = min(
                    least,
                    error(
                        ValueRange(
                            low: s.extremes.low * Float(low) / 16, high: s.extremes.high * Float(high) / 16)))
            }
        }
        #expect(error(s.range(.mse)) < least * 1.1, "seed \(seed)")
    }

    @Test func nonFiniteValuesAreCounted() {
        let s = statistics([1, .nan, -2, .infinity, -.infinity, 0, 0, 0, 0, 3])
        #expect(s.nonFiniteCount == 3)
        #expect(s.extremes == ValueRange(low: -2, high: 3))
        #expect(statistics([]).isEmpty)
        #expect(statistics([0, 0]).range(.mse) == ValueRange(low: 0, high: 0))
    }
}
