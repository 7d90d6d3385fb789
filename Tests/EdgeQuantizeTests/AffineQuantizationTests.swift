import EdgeQuantize
import EdgeTestRandom
import Testing

@Suite struct AffineQuantizationTests {
    @Test func zeroIsAQuantumForAnyRange() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10_000 {
            let a = Float.random(in: -1...1, using: &random) * exponent(&random)
            let b = Float.random(in: -1...1, using: &random) * exponent(&random)
            let q = AffineQuantization(range: ValueRange(low: min(a, b), high: max(a, b)))
            #expect(q.scale.isNormal && q.scale > 0, "seed \(seed)")
            #expect((-128...127).contains(q.zeroPoint), "seed \(seed)")
            #expect(q.dequantize(q.quantize(0)) == 0, "seed \(seed)")
            // Both ends are reached within the half step that moving zero onto the grid costs.
            #expect(abs(q.dequantize(q.quantize(a)) - a) <= q.scale * 1.001, "seed \(seed) \(a) \(b)")
        }
    }

    @Test func degenerateRanges() {
        for range in [
            ValueRange(low: 0, high: 0), ValueRange(low: 0, high: .leastNonzeroMagnitude),
            ValueRange(low: -.infinity, high: 1), ValueRange(low: 0, high: .greatestFiniteMagnitude),
        ] {
            let q = AffineQuantization(range: range)
            #expect(q.scale.isNormal && q.scale > 0)
            #expect(q.quantize(.nan) == Int8(q.zeroPoint))
            #expect(q.quantize(.infinity) == 127)
            #expect(q.quantize(-.infinity) == -128)
        }
    }

    @Test func roundsTiesToEven() {
        let q = AffineQuantization(scale: 2, zeroPoint: 3)
        #expect(q.quantize(1) == 3)  // 0.5 -> 0
        #expect(q.quantize(3) == 5)  // 1.5 -> 2
        #expect(q.quantize(-3) == 1)
    }

    private func exponent(_ random: inout SeededGenerator) -> Float {
        Float(sign: .plus, exponent: Int.random(in: -40...40, using: &random), significand: 1)
    }
}

extension SeededGenerator {
    /// Approximately normal, mean 0, variance 1.
    mutating func normal() -> Float {
        var sum: Float = 0
        for _ in 0..<12 { sum += Float.random(in: 0..<1, using: &self) }
        return sum - 6
    }
}
