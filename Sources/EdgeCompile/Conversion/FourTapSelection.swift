import EdgeGraph
import EdgeQuantize

/// Which linear operators get four-tap safe weights (ARITHMETIC.md): CPUs with AVX2 but without a dot product
/// instruction multiply those up to 1.8 times as fast, and they are coarser.
public enum WeightPreference: String, Sendable, CaseIterable {
    /// As many as cost the network little.
    case balanced
    /// All.
    case speed
    /// None.
    case accuracy
}

/// The choice for one network, and what it is estimated to cost.
struct FourTapSelection {
    /// Of `balanced`, the share by which the network's noise may grow, by this estimate. Measured, it grows by
    /// half as much or less: errors of early layers hardly show at the end.
    static let budget = 0.22

    private(set) var weights: [LinearOperator.ID: QuantizedWeights]
    let figures: FourTapFigures

    /// Noise is counted relative to each value's own variance, and added up over the network: the rounding of
    /// every value, and of every operator's weights. Operators are taken by how much work they speed up for
    /// the noise that they add.
    init(
        _ graph: Graph, _ plan: FusionPlan, _ statistics: CalibrationStatistics,
        _ preference: WeightPreference,
        plain: [LinearOperator.ID: QuantizedWeights], safe: [LinearOperator.ID: QuantizedWeights]
    ) {
        weights = plain
        var total = 0.0
        var options: [(id: LinearOperator.ID, noise: Double, work: Double)] = []
        for operation in plan.operations {
            guard let output = operation.outputs.first, let values = statistics.values[output] else {
                continue
            }
            var range = values.extremes
            if let clamp = operation.clamp { range = range.clamped(low: clamp.low, high: clamp.high) }
            let step = Double(max(range.high, 0) - min(range.low, 0)) / 255
            let variance = max(values.histogram.variance, step * step)
            guard variance > 0 else { continue }
            total += step * step / 12 / variance
            let elements = graph[output].shape?.reduce(1, *) ?? 1
            for op in operation.linearOperators {
                guard let free = plain[op.id] else { continue }
                let perOutput = variance * Double(op.outputs)
                total += free.noise / perOutput
                guard let other = safe[op.id] else { continue }
                let work = Double(elements / operation.linearOperators.count * op.depth)
                options.append((op.id, max(0, other.noise - free.noise) / perOutput, work))
            }
        }
        var chosen = 0
        var work = 0.0
        var room = preference == .speed ? Double.infinity : total * Self.budget
        for option in options.sorted(by: { $0.noise * $1.work < $1.noise * $0.work }) {
            guard option.noise <= room else { continue }
            room -= option.noise
            weights[option.id] = safe[option.id]
            chosen += 1
            work += option.work
        }
        figures = FourTapFigures(
            chosen: chosen, candidates: options.count,
            shareOfWork: work / max(1, options.reduce(0) { $0 + $1.work }))
    }
}
