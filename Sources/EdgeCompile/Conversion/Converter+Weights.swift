import Dispatch
import EdgeFormat
import EdgeQuantize
import Synchronization

extension Converter {
    /// - Parameters:
    ///   - earlier: of the same network with other scales,
    ///   - changed: but for these operators: all others keep their weights.
    func quantizeWeights(
        _ statistics: CalibrationStatistics, reusing earlier: LaneSteps? = nil,
        changed: Set<LinearOperator.ID> = []
    ) -> LaneSteps {
        let quantizer = options.weightQuantizer
        let forms: [LaneSafety] = options.preference == .accuracy ? [.none] : [.none, .pair, .fourTap]
        // Largest first, so that the threads finish together.
        let operators = plan.linearOperators.filter { earlier == nil || changed.contains($0.id) }.sorted {
            $0.depth * $0.weights.count > $1.depth * $1.weights.count
        }
        let next = Mutex(0)
        let weights = Mutex<[LaneSafety: LaneSteps.Weights]>(earlier?.weights ?? [:])
        let done = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.withLock { value in
                    value += 1
                    return value - 1
                }
                guard index < operators.count else { return }
                let op = operators[index]
                let own = op.isDepthwise || isFree(op) ? [.none] : forms
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

    /// Winograd's algorithm is fastest with any weights. A detector's are pair-safe all the same: free ones gave cleaner
    /// scores and no better precision (README, "Detection": such a figure scatters with any change of rounding).
    private func isFree(_ op: LinearOperator) -> Bool {
        let isPairSafe = options.preference == .balanced && graph.detection != nil
        return !isPairSafe && op.goesByWinograd(in: graph)
    }

    /// As many steps as cost the outputs no more than `LaneSteps.allowedLoss`: in the order of the estimate, and
    /// where that does not reach far, in the order of each operator's measured cost.
    ///
    /// - Parameter best: after no step at first, and after the chosen ones in the end.
    func balance(
        _ steps: inout LaneSteps, _ best: inout Attempt, _ statistics: CalibrationStatistics,
        _ kept: [Kept], _ timings: inout ConversionTimings, _ watch: inout Stopwatch
    ) throws(ConversionError) -> LaneSteps.Forms {
        if steps.count == 0 { return steps.freeForms }
        let method = best.method
        // Half of the samples tell as much here.
        let few = kept.enumerated().filter { kept.count <= 8 || $0.offset % 2 == 0 }.map(\.element)
        typealias Choice = (forms: LaneSteps.Forms, attempt: Attempt)
        func attempted(_ forms: LaneSteps.Forms) throws(ConversionError) -> Choice {
            (forms, try attempt(method, statistics, steps.weights(forms), few, &timings, &watch))
        }
        guard best.sqnr >= LaneSteps.meaningfulSQNR else {
            let choice = try attempted(steps.forms(first: steps.estimatedCount))
            best = choice.attempt
            return choice.forms
        }
        let none: Choice =
            few.count == kept.count ? (steps.freeForms, best) : try attempted(steps.freeForms)
        let least = none.attempt.sqnr - LaneSteps.allowedLoss
        let all = try attempted(steps.fourTapForms)
        if all.attempt.sqnr >= least {
            best = all.attempt
            return all.forms
        }
        /// The most first steps, and then those that still have room.
        func most() throws(ConversionError) -> Choice {
            var found = none
            // None hold, all do not.
            var (low, high) = (0, steps.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                let next = try attempted(steps.forms(first: middle))
                if next.attempt.sqnr >= least { (low, found) = (middle, next) } else { high = middle }
            }
            for (option, form) in steps.next(after: found.forms).prefix(LaneSteps.mostSingleTries) {
                var forms = found.forms
                guard form > forms[option] else { continue }
                forms[option] = form
                let next = try attempted(forms)
                if next.attempt.sqnr >= least { found = next }
            }
            return found
        }
        var chosen = try most()
        if steps.gain(chosen.forms) < LaneSteps.enoughGain {
            var noise: [Double] = []
            for option in all.forms.indices {
                var forms = all.forms
                forms[option] = .none
                noise.append(max(0, all.attempt.noise - (try attempted(forms).attempt.noise)))
            }
            steps.reorder(byNoise: noise)
            let other = try most()
            if steps.gain(other.forms) > steps.gain(chosen.forms) { chosen = other }
        }
        best = chosen.attempt
        return chosen.forms
    }
}
