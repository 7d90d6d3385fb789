import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// The steps from free weights to four-tap safe ones everywhere, each of one operator, to pair-safe or on to
/// four-tap safe weights. Those come first that speed up most work for the noise they add.
struct LaneSteps {
    /// By how much the network's noise may grow, in decibels of its worst output, measured.
    static let allowedLoss = 0.9
    /// Where steps gain less than this share of what all would, the operators' own costs are measured, for a
    /// better order.
    static let enoughGain = 0.95
    /// Of `balanced`, where the output's error says nothing (below `meaningfulSQNR`): the share by which the
    /// noise may grow by the estimate that also gives the order.
    static let estimatedShare = 0.22
    static let meaningfulSQNR = 10.0
    /// Steps tried one by one after the first that cost too much.
    static let mostSingleTries = 12
    /// What pairs save of the time that four taps save, measured on AVX2.
    private static let pairGain = 0.6

    typealias Weights = [LinearOperator.ID: QuantizedWeights]

    private struct Option {
        var id: LinearOperator.ID
        /// Noise that pair-safe and four-tap safe weights add, relative to all of the network's.
        var pairNoise: Double
        var fourTapNoise: Double
        var work: Double
    }

    private struct Step {
        var option: Int
        var form: LaneSafety
        /// That this step adds.
        var noise: Double
        var gain: Double
    }

    /// Of each operator in each form that it has.
    let weights: [LaneSafety: Weights]
    private var options: [Option] = []
    private var steps: [Step] = []

    var count: Int { steps.count }

    /// Noise is counted relative to each value's own variance, and added up over the network: the rounding of
    /// every value, and of every operator's weights.
    ///
    /// - Parameter weights: of operators without lanes only among the free ones; no others where only those are
    ///   wanted.
    init(
        _ graph: Graph, _ plan: FusionPlan, _ statistics: CalibrationStatistics,
        weights: [LaneSafety: Weights]
    ) {
        self.weights = weights
        var total = 0.0
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
                guard let free = weights[.none]?[op.id] else { continue }
                let perOutput = variance * Double(op.outputs)
                total += free.noise / perOutput
                guard let pair = weights[.pair]?[op.id], let fourTap = weights[.fourTap]?[op.id] else {
                    continue
                }
                options.append(
                    Option(
                        id: op.id, pairNoise: max(0, pair.noise - free.noise) / perOutput,
                        fourTapNoise: max(0, fourTap.noise - free.noise) / perOutput,
                        work: Double(elements / operation.linearOperators.count * op.depth)))
            }
        }
        for i in options.indices where total > 0 {
            options[i].pairNoise /= total
            options[i].fourTapNoise /= total
        }
        order()
    }

    /// Puts measured noise in the estimate's place: `noise[i]` is what four taps add in option `i`.
    mutating func reorder(byNoise noise: [Double]) {
        for i in options.indices {
            let estimate = options[i].fourTapNoise
            options[i].pairNoise = estimate > 0 ? noise[i] * options[i].pairNoise / estimate : 0
            options[i].fourTapNoise = noise[i]
        }
        order()
    }

    private mutating func order() {
        steps = []
        for (i, option) in options.enumerated() {
            let gain = Self.pairGain * option.work
            let rest = option.work - gain
            let restNoise = option.fourTapNoise - option.pairNoise
            // Pairs on the way only where they cost less for what they gain than the step after them.
            if option.pairNoise * rest < restNoise * gain {
                steps.append(Step(option: i, form: .pair, noise: option.pairNoise, gain: gain))
                steps.append(Step(option: i, form: .fourTap, noise: restNoise, gain: rest))
            } else {
                steps.append(
                    Step(option: i, form: .fourTap, noise: option.fourTapNoise, gain: option.work))
            }
        }
        steps.sort { $0.noise * $1.gain < $1.noise * $0.gain }
    }

    /// Of each operator that could be lane-safe, in their order here.
    typealias Forms = [LaneSafety]

    var freeForms: Forms { options.map { _ in .none } }
    var pairForms: Forms { options.map { _ in .pair } }
    var fourTapForms: Forms { options.map { _ in .fourTap } }

    /// After the first `count` steps.
    func forms(first count: Int) -> Forms {
        var forms = freeForms
        for step in steps.prefix(count) { forms[step.option] = step.form }
        return forms
    }

    /// What each step that `forms` has not taken would make of them, in the order of the steps.
    func next(after forms: Forms) -> [(option: Int, form: LaneSafety)] {
        steps.filter { $0.form > forms[$0.option] }.map { ($0.option, $0.form) }
    }

    func weights(_ forms: Forms) -> Weights {
        var result = weights[.none] ?? [:]
        for (option, form) in zip(options, forms) { result[option.id] = weights[form]?[option.id] }
        return result
    }

    func figures(_ forms: Forms) -> LaneFigures {
        let work = max(1, options.reduce(0) { $0 + $1.work })
        var figures = LaneFigures(candidates: options.count)
        for (option, form) in zip(options, forms) {
            switch form {
            case .none: break
            case .pair:
                figures.pairSafe += 1
                figures.pairShareOfWork += option.work / work
            case .fourTap:
                figures.fourTapSafe += 1
                figures.fourTapShareOfWork += option.work / work
            }
        }
        return figures
    }

    /// Share of what four-tap safe weights everywhere gain.
    func gain(_ forms: Forms) -> Double {
        let figures = figures(forms)
        return figures.fourTapShareOfWork + Self.pairGain * figures.pairShareOfWork
    }

    /// How many steps the estimate allows.
    var estimatedCount: Int {
        var noise = 0.0
        return steps.prefix { step in
            noise += step.noise
            return noise <= Self.estimatedShare
        }.count
    }
}
