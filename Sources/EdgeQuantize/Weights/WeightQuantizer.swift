/// Turns float weights into int8.
///
/// With moments of the inputs, each channel's rounding is chosen to disturb the channel's *output* least:
/// columns are rounded one after the other, and the error of each is compensated in those that follow,
/// through the covariance of the inputs (Frantar et al., "GPTQ: Accurate Post-Training Quantization for
/// Generative Pre-trained Transformers", 2023; Hassibi and Stork, 1993). The mean shift that remains goes
/// into the bias.
public struct WeightQuantizer: Sendable {
    /// Added to the covariance's diagonal, as a share of its mean: keeps the factorisation stable and the
    /// compensation modest where calibration saw little.
    public var damping: Float = 0.01
    /// Off: plain rounding to nearest.
    public var compensates = true
    /// Off: biases keep their values.
    public var correctsBias = true
    /// Off: scales come from the largest magnitude.
    public var searchesScale = true

    public init() {}

    /// Scale of a channel without weights: any would do; this one keeps its bias representable.
    static let emptyChannelScale: Float = 0x1p-20

    public func quantize(_ op: LinearOperator, moments: PatchMoments?) -> QuantizedWeights {
        let variances = moments?.variances
        var result = QuantizedWeights(
            values: [Int8](repeating: 0, count: op.weights.count),
            scales: (0..<op.outputs).map { output in
                let group = output / op.outputsPerGroup
                let weight = variances.map { $0[group * op.depth..<(group + 1) * op.depth] }
                return scale(op.row(output), importance: weight)
            },
            biasCorrection: [Float](repeating: 0, count: op.outputs))
        for group in 0..<op.groups {
            round(op, group: group, moments: moments, into: &result)
        }
        if correctsBias, let moments, moments.count > 0 {
            correctBias(op, means: moments.means, of: &result)
        }
        return result
    }

    /// Largest magnitude over 127, or less where clipping the largest weights costs less than the finer
    /// step gains; errors are weighted by the variance of the input that each weight meets.
    func scale(_ row: ArraySlice<Float>, importance: ArraySlice<Float>?) -> Float {
        var largest: Float = 0
        for w in row where w.isFinite { largest = max(largest, abs(w)) }
        let full = largest / 127
        guard full >= AffineQuantization.scaleLimits.lowerBound else { return Self.emptyChannelScale }
        guard searchesScale, row.count > 1 else { return full }
        var best = full
        var leastError = Float.infinity
        for step in 0..<12 {
            let candidate = full * (1 - Float(step) * 0.025)
            let error = roundingError(row, scale: candidate, importance: importance)
            if error < leastError {
                leastError = error
                best = candidate
            }
        }
        return best
    }

    private func roundingError(
        _ row: ArraySlice<Float>, scale: Float, importance: ArraySlice<Float>?
    ) -> Float {
        let inverse = 1 / scale
        var error: Float = 0
        for k in 0..<row.count {
            let w = row[row.startIndex + k]
            let q = min(max((w * inverse).rounded(.toNearestOrEven), -127), 127)
            let difference = w - q * scale
            let weight = importance.map { $0[$0.startIndex + k] } ?? 1
            error += difference * difference * weight
        }
        return error
    }

    private func round(
        _ op: LinearOperator, group: Int, moments: PatchMoments?, into result: inout QuantizedWeights
    ) {
        let rows = group * op.outputsPerGroup..<(group + 1) * op.outputsPerGroup
        if compensates, op.depth > 1, let factor = factor(moments, group: group) {
            compensate(op, rows: rows, factor, into: &result)
            return
        }
        for output in rows {
            let inverse = 1 / result.scales[output]
            for i in output * op.depth..<(output + 1) * op.depth {
                result.values[i] = Self.nearest(op.weights[i] * inverse)
            }
        }
    }

    private func factor(_ moments: PatchMoments?, group: Int) -> TriangularFactor? {
        guard let moments, var covariance = moments.covariance(group: group) else { return nil }
        let n = moments.depth
        var trace: Float = 0
        for i in 0..<n { trace += covariance[i * n + i] }
        guard trace > 0, trace.isFinite else { return nil }
        let ridge = damping * trace / Float(n)
        for i in 0..<n { covariance[i * n + i] += ridge }
        return TriangularFactor(covariance, size: n)
    }

    /// Rows go through the factor in blocks, so that each of its rows is read once a block.
    private func compensate(
        _ op: LinearOperator, rows: Range<Int>, _ factor: TriangularFactor,
        into result: inout QuantizedWeights
    ) {
        let depth = op.depth
        let block = 16
        var work = [Float](repeating: 0, count: min(block, rows.count) * depth)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
            let outputs = first..<min(first + block, rows.upperBound)
            for (r, output) in outputs.enumerated() {
                work.replaceSubrange(r * depth..<(r + 1) * depth, with: op.row(output))
            }
            factor.rows.withUnsafeBufferPointer { u in
                work.withUnsafeMutableBufferPointer { work in
                    for k in 0..<depth {
                        let row = u.baseAddress! + k * depth + k
                        let inverse = 1 / row[0]
                        for (r, output) in outputs.enumerated() {
                            let w = work.baseAddress! + r * depth + k
                            let scale = result.scales[output]
                            let q = Self.nearest(w[0] / scale)
                            result.values[output * depth + k] = q
                            let error = (w[0] - Float(q) * scale) * inverse
                            addScaled(row + 1, -error, to: w + 1, depth - k - 1)
                        }
                    }
                }
            }
        }
    }

    private func correctBias(
        _ op: LinearOperator, means: [Float], of result: inout QuantizedWeights
    ) {
        for output in 0..<op.outputs {
            let group = output / op.outputsPerGroup
            let scale = result.scales[output]
            var shift = 0.0
            for k in 0..<op.depth {
                let i = output * op.depth + k
                let error = op.weights[i] - Float(result.values[i]) * scale
                shift += Double(error) * Double(means[group * op.depth + k])
            }
            result.biasCorrection[output] = shift.isFinite ? Float(shift) : 0
        }
    }

    /// The int8 weight nearest to `x` quanta, within -127...127; NaN becomes 0.
    @inline(__always)
    public static func nearest(_ x: Float) -> Int8 {
        guard !x.isNaN else { return 0 }
        return Int8(min(max(x, -127), 127).rounded(.toNearestOrEven))
    }
}
