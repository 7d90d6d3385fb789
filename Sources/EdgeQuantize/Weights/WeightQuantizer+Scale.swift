extension WeightQuantizer {
    /// Scale of a channel without weights: any would do; this one keeps its bias representable.
    static let emptyChannelScale: Float = 0x1p-20

    /// The least scale at which nothing is clipped, or less where clipping the largest weights costs less
    /// than the finer step gains; errors are weighted by the variance of the input that each weight meets.
    func scale(
        _ row: ArraySlice<Float>, importance: ArraySlice<Float>?, lanes: WeightLanes? = nil
    ) -> Float {
        var largest: Float = 0
        for w in row where w.isFinite { largest = max(largest, abs(w)) }
        let gathered = lanes?.gather(row)
        let full = max(largest / 127, gathered.map(WeightLanes.fullScale) ?? 0)
        guard full >= AffineQuantization.scaleLimits.lowerBound else { return Self.emptyChannelScale }
        guard searchesScale, row.count > 1 else { return full }
        let weights = lanes.flatMap { lanes in importance.map { lanes.gather($0) } }
        var best = full
        var leastError = Float.infinity
        for step in 0..<(lanes == nil ? 12 : 18) {
            let candidate = full * (1 - Float(step) * 0.025)
            let error =
                gathered.map { roundingError($0, scale: candidate, importance: weights) }
                ?? roundingError(row, scale: candidate, importance: importance)
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

    /// Of weights limited to what their lanes hold.
    private func roundingError(
        _ lanes: [SIMD4<Float>], scale: Float, importance: [SIMD4<Float>]?
    ) -> Float {
        let inverse = 1 / scale
        var error = SIMD4<Float>(repeating: 0)
        for i in lanes.indices {
            let q = WeightLanes.limited(lanes[i] * inverse).rounded(.toNearestOrEven)
            let difference = lanes[i] - q * scale
            error += difference * difference * (importance?[i] ?? SIMD4(repeating: 1))
        }
        return error.sum()
    }
}
