import EdgeGraph
import EdgeQuantize

/// Which linear operators get four-tap safe weights (ARITHMETIC.md): CPUs with AVX2 but without a dot product
/// instruction multiply those up to 1.8 times as fast, and they are coarser.
public enum WeightPreference: String, Sendable, CaseIterable {
    /// As many as cost the network little; of a detector, none.
    case balanced
    /// All.
    case speed
    /// None.
    case accuracy
}

/// The operators of one network whose weights may become four-tap safe, those first that speed up most work
/// for the noise they add.
struct FourTapOptions {
    /// By how much the network's noise may grow, in decibels of its worst output, measured.
    static let allowedLoss = 0.9
    /// Below this share of the work the operators' own costs are measured, for a better order.
    static let enoughWork = 0.95
    /// Of `balanced`, where the output's error says nothing (below `meaningfulSQNR`): the share by which the
    /// noise may grow by the estimate that also gives the order.
    static let estimatedShare = 0.22
    static let meaningfulSQNR = 10.0

    private let plain: [LinearOperator.ID: QuantizedWeights]
    private let safe: [LinearOperator.ID: QuantizedWeights]
    /// `noise` is relative to all of the network's, until `reorder`.
    private var options: [(id: LinearOperator.ID, noise: Double, work: Double)]

    var count: Int { options.count }

    /// Noise is counted relative to each value's own variance, and added up over the network: the rounding of
    /// every value, and of every operator's weights.
    init(
        _ graph: Graph, _ plan: FusionPlan, _ statistics: CalibrationStatistics,
        plain: [LinearOperator.ID: QuantizedWeights], safe: [LinearOperator.ID: QuantizedWeights]
    ) {
        self.plain = plain
        self.safe = safe
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
        self.options = options.map { ($0.id, total > 0 ? $0.noise / total : 0, $0.work) }
            .sorted { $0.noise * $1.work < $1.noise * $0.work }
    }

    /// Puts measured noise in the estimate's place: `noise[i]` is what option `i` adds.
    mutating func reorder(byNoise noise: [Double]) {
        for i in options.indices { options[i].noise = noise[i] }
        options.sort { $0.noise * $1.work < $1.noise * $0.work }
    }

    /// The weights where all operators but option `index` are four-tap safe.
    func weights(allBut index: Int) -> [LinearOperator.ID: QuantizedWeights] {
        var weights = weights(first: count)
        weights[options[index].id] = plain[options[index].id]
        return weights
    }

    /// The weights where the first `count` operators are four-tap safe.
    func weights(first count: Int) -> [LinearOperator.ID: QuantizedWeights] {
        var weights = plain
        for option in options.prefix(count) { weights[option.id] = safe[option.id] }
        return weights
    }

    func figures(first count: Int) -> FourTapFigures {
        func work(_ options: some Sequence<(id: LinearOperator.ID, noise: Double, work: Double)>) -> Double {
            options.reduce(0) { $0 + $1.work }
        }
        return FourTapFigures(
            chosen: count, candidates: options.count,
            shareOfWork: work(options.prefix(count)) / max(1, work(options)))
    }

    /// How many operators the estimate allows.
    var estimatedCount: Int {
        var noise = 0.0
        return options.prefix { option in
            noise += option.noise
            return noise <= Self.estimatedShare
        }.count
    }

    /// The most operators, fewer than all, for which `holds` is true: none are taken to hold, all not to.
    func largestCount(where holds: (Int) throws(ConversionError) -> Bool) throws(ConversionError) -> Int {
        var (low, high) = (0, count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if try holds(middle) { low = middle } else { high = middle }
        }
        return low
    }
}
