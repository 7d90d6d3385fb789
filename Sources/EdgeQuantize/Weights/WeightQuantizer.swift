import EdgeFormat

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

    /// - Parameter safety: what the weights must be (ARITHMETIC.md, "Lane-safe weights"). Four-tap safe ones are
    ///   coarser, by 3 to 5 dB where they are normally distributed; pair-safe ones hardly.
    public func quantize(
        _ op: LinearOperator, moments: PatchMoments?, safety: LaneSafety = .none
    ) -> QuantizedWeights {
        quantize(op, moments: moments, forms: [safety])[0]
    }

    /// The weights in several forms, one result each, for little more than the time of one.
    public func quantize(
        _ op: LinearOperator, moments: PatchMoments?, forms: [LaneSafety]
    ) -> [QuantizedWeights] {
        let variances = moments?.variances
        let lanes = forms.map { WeightLanes(op, $0) }
        var results = lanes.map { lanes in
            QuantizedWeights(
                values: [Int8](repeating: 0, count: op.weights.count),
                scales: (0..<op.outputs).map { output in
                    scale(op.row(output), importance: importance(of: output, op, variances), lanes: lanes)
                },
                biasCorrection: [Float](repeating: 0, count: op.outputs))
        }
        for group in 0..<op.groups {
            let rows = group * op.outputsPerGroup..<(group + 1) * op.outputsPerGroup
            let factor = compensates && op.depth > 1 ? factor(moments, group: group) : nil
            for i in results.indices {
                if let factor {
                    compensate(op, rows: rows, factor, lanes[i], into: &results[i])
                } else {
                    round(op, rows: rows, variances, lanes[i], into: &results[i])
                }
            }
        }
        if correctsBias, let moments, moments.count > 0 {
            for i in results.indices { correctBias(op, means: moments.means, of: &results[i]) }
        }
        return results
    }

    /// Variance of the input that each weight of a channel meets.
    func importance(
        of output: Int, _ op: LinearOperator, _ variances: [Float]?
    ) -> ArraySlice<Float>? {
        let group = output / op.outputsPerGroup
        return variances?[group * op.depth..<(group + 1) * op.depth]
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
}
