import Dispatch
import EdgeFormat
import EdgeQuantize
import Synchronization

extension Converter {
    func quantizeWeights(_ statistics: CalibrationStatistics) -> LaneSteps {
        let quantizer = options.weightQuantizer
        let forms: [LaneSafety] = options.preference == .accuracy ? [.none] : [.none, .pair, .fourTap]
        // Largest first, so that the threads finish together.
        let operators = plan.linearOperators.sorted {
            $0.depth * $0.weights.count > $1.depth * $1.weights.count
        }
        let next = Mutex(0)
        let weights = Mutex<[LaneSafety: LaneSteps.Weights]>([:])
        let done = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.withLock { value in
                    value += 1
                    return value - 1
                }
                guard index < operators.count else { return }
                let op = operators[index]
                let own = op.isDepthwise ? [.none] : forms
                let results = quantizer.quantize(op, moments: statistics.moments[op.id], forms: own)
                weights.withLock { weights in
                    for (form, result) in zip(own, results) { weights[form, default: [:]][op.id] = result }
                }
                let count = done.withLock { value in
                    value += 1
                    return value
                }
                report(.quantizing, count, operators.count)
            }
        }
        return LaneSteps(graph, plan, statistics, weights: weights.withLock { $0 })
    }

    /// As many steps as cost the outputs no more than `LaneSteps.allowedLoss`: in the order of the estimate, and
    /// where that does not reach far, in the order of each operator's measured cost.
    ///
    /// - Parameter best: after no step at first, and after the chosen ones in the end.
    func balance(
        _ steps: inout LaneSteps, _ best: inout Attempt, _ statistics: CalibrationStatistics,
        _ kept: [Kept], _ timings: inout ConversionTimings, _ watch: inout Stopwatch
    ) throws(ConversionError) -> LaneFigures {
        if steps.count == 0 { return steps.figures(first: 0) }
        let method = best.method
        // Half of the samples tell as much here.
        let few = kept.enumerated().filter { kept.count <= 8 || $0.offset % 2 == 0 }.map(\.element)
        func attempted(_ weights: LaneSteps.Weights) throws(ConversionError) -> Attempt {
            try attempt(method, statistics, weights, few, &timings, &watch)
        }
        guard best.sqnr >= LaneSteps.meaningfulSQNR else {
            let count = steps.estimatedCount
            best = try attempted(steps.weights(first: count))
            return steps.figures(first: count)
        }
        let none = few.count == kept.count ? best : try attempted(steps.weights(first: 0))
        let least = none.sqnr - LaneSteps.allowedLoss
        let all = try attempted(steps.weights(first: steps.count))
        if all.sqnr >= least {
            best = all
            return steps.figures(first: steps.count)
        }
        func most(_ steps: LaneSteps) throws(ConversionError) -> (count: Int, attempt: Attempt) {
            var found = none
            let count = try steps.largestCount { (count) throws(ConversionError) in
                let next = try attempted(steps.weights(first: count))
                guard next.sqnr >= least else { return false }
                found = next
                return true
            }
            return (count, found)
        }
        var chosen = try most(steps)
        if steps.gain(first: chosen.count) < LaneSteps.enoughGain {
            var measured = steps
            var noise: [Double] = []
            for index in 0..<steps.optionCount {
                noise.append(max(0, all.noise - (try attempted(steps.weights(allBut: index)).noise)))
            }
            measured.reorder(byNoise: noise)
            let other = try most(measured)
            if measured.gain(first: other.count) > steps.gain(first: chosen.count) {
                steps = measured
                chosen = other
            }
        }
        best = chosen.attempt
        return steps.figures(first: chosen.count)
    }
}
