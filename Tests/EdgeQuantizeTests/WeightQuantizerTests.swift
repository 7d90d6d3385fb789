import EdgeFormat
import EdgeGraph
import EdgeQuantize
import EdgeTestRandom
import Testing

@Suite struct WeightQuantizerTests {
    private func product(_ outputs: Int, _ depth: Int, _ weights: [Float]) -> LinearOperator {
        LinearOperator(
            node: 0, input: ValueID(0), outputs: outputs, groups: 1, depth: depth, weights: weights,
            bias: [Float](repeating: 0, count: outputs), window: nil)
    }

    @Test func emptyTinyAndHostileChannels() {
        let depth = 5
        let rows: [[Float]] = [
            [0, 0, 0, 0, 0],
            [.leastNonzeroMagnitude, 0, 0, 0, 0],
            [1e-30, -1e-30, 0, 0, 0],
            [.greatestFiniteMagnitude, -1, 0, 0, 0],
            [.nan, 1, -2, 0, 0],
            [1, -1, 0.5, 127, -127],
        ]
        let quantized = WeightQuantizer().quantize(
            product(rows.count, depth, Array(rows.joined())), moments: nil)
        for scale in quantized.scales { #expect(scale.isNormal && scale > 0) }
        #expect(quantized.values.allSatisfy { $0 >= -127 })
        #expect(Array(quantized.values[25...]) == [1, -1, 0, 127, -127])
        #expect(quantized.values[0..<5].allSatisfy { $0 == 0 })
    }

    /// Correlated inputs: compensation must beat plain rounding by a clear margin, the bias must take the
    /// mean.
    @Test func compensationLowersTheOutputError() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let (outputs, depth, rows) = (16, 64, 4096)
        let mixing = (0..<depth * 8).map { _ in random.normal() }
        var inputs: [Float] = []
        for _ in 0..<rows {
            let factors = (0..<8).map { _ in random.normal() }
            for k in 0..<depth {
                var x = 0.1 * random.normal() + 1
                for f in 0..<8 { x += mixing[k * 8 + f] * factors[f] }
                inputs.append(max(x, 0))
            }
        }
        let op = product(outputs, depth, (0..<outputs * depth).map { _ in random.normal() })
        var moments = PatchMoments(op)
        moments.add(inputs, positions: rows)

        func outputError(_ weights: QuantizedWeights) -> (power: Double, mean: Double) {
            var power = 0.0
            var mean = 0.0
            for r in 0..<rows {
                for o in 0..<outputs {
                    var error = -Double(weights.biasCorrection[o])
                    for k in 0..<depth {
                        let w = Float(weights.values[o * depth + k]) * weights.scales[o]
                        error += Double(op.weights[o * depth + k] - w) * Double(inputs[r * depth + k])
                    }
                    power += error * error
                    mean += error
                }
            }
            return (power, mean / Double(rows * outputs))
        }
        var plain = WeightQuantizer()
        plain.compensates = false
        plain.correctsBias = false
        let compensated = outputError(WeightQuantizer().quantize(op, moments: moments))
        let rounded = outputError(plain.quantize(op, moments: moments))
        #expect(compensated.power < rounded.power / 4, "seed \(seed)")
        #expect(abs(compensated.mean) < 1e-4, "seed \(seed)")
    }

    /// Whatever the weights: every lane within its bound, in the file's order of a window's taps.
    @Test(arguments: [LaneSafety.pair, .fourTap]) func laneSafeWeightsAre(_ safety: LaneSafety) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for (channels, kernel) in [(24, 1), (8, 3), (3, 3), (5, 2), (1, 1), (40, 1)] {
            let depth = channels * kernel * kernel
            let outputs = 17
            let window = ConvAttributes(
                kernel: [kernel, kernel], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0],
                padsAfter: [0, 0], groups: 1)
            var weights = (0..<outputs * depth).map { _ in random.normal() }
            weights[0] = .nan
            for k in 0..<depth { weights[depth + k] = 1 }
            for k in 0..<depth { weights[2 * depth + k] = -1 }
            let op = LinearOperator(
                node: 0, input: ValueID(0), outputs: outputs, groups: 1, depth: depth, weights: weights,
                bias: [Float](repeating: 0, count: outputs), window: window)
            var moments = PatchMoments(op)
            moments.add((0..<64 * depth).map { _ in random.normal() }, positions: 64)
            for given in [nil, moments] {
                let safe = WeightQuantizer().quantize(op, moments: given, safety: safety)
                for output in 0..<outputs {
                    #expect(
                        lanesHold(safe, output, channels: channels, taps: kernel * kernel, safety),
                        "seed \(seed), output \(output) of \(channels) x \(kernel) x \(kernel)")
                }
                // All ones: each lane holds 128.
                let ones = safe.values[depth..<2 * depth]
                #expect(
                    depth < 8 || ones.contains(safety == .pair ? 64 : 32), "seed \(seed): \(ones)")
            }
        }
    }

    private func lanesHold(
        _ weights: QuantizedWeights, _ output: Int, channels: Int, taps: Int, _ safety: LaneSafety
    ) -> Bool {
        let depth = channels * taps
        var positive: [Int: Int] = [:]
        var negative: [Int: Int] = [:]
        for channel in 0..<channels {
            for tap in 0..<taps {
                let place = tap * channels + channel
                let lane =
                    safety == .pair ? place / 2 : place / 8 * 2 + ([2, 3, 6, 7].contains(place % 8) ? 1 : 0)
                let q = Int(weights.values[output * depth + channel * taps + tap])
                if q > 0 { positive[lane, default: 0] += q } else { negative[lane, default: 0] -= q }
            }
        }
        return positive.values.allSatisfy { $0 <= 128 } && negative.values.allSatisfy { $0 <= 128 }
    }

    @Test func momentsMergeAndMatchTheDefinition() throws {
        let op = product(1, 3, [1, 2, 3])
        let rows: [[Float]] = [[1, 2, 3], [4, 0, -1], [2, 2, 2], [0, -1, 5]]
        var whole = PatchMoments(op)
        whole.add(Array(rows.joined()), positions: 4)
        var first = PatchMoments(op)
        first.add(Array(rows[0..<1].joined()), positions: 1)
        var second = PatchMoments(op)
        second.add(Array(rows[1...].joined()), positions: 3)
        first.merge(second)
        #expect(first.means == whole.means)
        let covariance = try #require(whole.covariance(group: 0))
        for i in 0..<3 {
            for j in 0..<3 {
                var expected = 0.0
                for row in rows {
                    expected += Double(row[i] - whole.means[i]) * Double(row[j] - whole.means[j]) / 4
                }
                #expect(abs(Double(covariance[i * 3 + j]) - expected) < 1e-5)
            }
        }
        for i in 0..<3 { #expect(abs(covariance[i * 4] - whole.variances[i]) < 1e-5) }
    }

    /// Patches of a strided, padded, dilated window against the definition of convolution.
    @Test func patchesAreWhatTheConvolutionReads() {
        let window = ConvAttributes(
            kernel: [3, 2], strides: [2, 1], dilations: [1, 2], padsBefore: [1, 0], padsAfter: [1, 2],
            groups: 2)
        let op = LinearOperator(
            node: 0, input: ValueID(0), outputs: 2, groups: 2, depth: 12,
            weights: [Float](repeating: 1, count: 24), bias: [0, 0], window: window)
        let input = (0..<4 * 5 * 6).map { Float($0 + 1) }
        let (patches, positions) = input.withUnsafeBufferPointer {
            op.gatherPatches($0, shape: [1, 4, 5, 6], shift: 0)
        }
        #expect(positions == 18)  // 3 x 6 outputs, fewer than are sampled
        for group in 0..<2 {
            for p in 0..<positions {
                for c in 0..<2 {
                    for ky in 0..<3 {
                        for kx in 0..<2 {
                            let y = p / 6 * 2 - 1 + ky
                            let x = p % 6 + kx * 2
                            let inside = y >= 0 && y < 5 && x < 6
                            let expected = inside ? input[((group * 2 + c) * 5 + y) * 6 + x] : 0
                            let index = (group * positions + p) * 12 + c * 6 + ky * 2 + kx
                            #expect(patches[index] == expected)
                        }
                    }
                }
            }
        }
    }
}
