import EdgeGraph
import EdgeQuantize

/// 16 bits for the few tables that eight cost most: near the input of a detector, as a rule, where what is rounded
/// away of an edge no later layer brings back.
extension Converter {
    /// Decibels of the worst output that a table must gain: it runs at half the speed.
    private static let leastGain = 0.5
    /// Decibels of a detector's boxes from which on its default conversion looks no further. Its scores alone say
    /// little: of two anchors on one object the least error lets the other win, which costs no object. (YOLO26n's
    /// boxes have 30 dB, and 16 bits bring its mAP nothing; YOLOX-nano's 23, and half a point.)
    private static let cleanBoxes = 30.0

    /// Gives 16 bits to the tables that are worth it, one after the other.
    func widen(
        _ stage: inout Stage, _ calibration: (statistics: CalibrationStatistics, kept: [Kept]),
        _ timings: inout ConversionTimings, _ watch: inout Stopwatch
    ) throws(ConversionError) {
        if options.preference == .balanced, let boxes = stage.best.boxes, boxes >= Self.cleanBoxes { return }
        var tried = 0
        for operation in original.operations {
            guard case .lookup = operation.kind, tried < options.int16Tables else { continue }
            let table = operation.outputs[0]
            let wide = stage.converter.channels.int16Tables.union([table])
            let next = try adapted(to: calibration.statistics, wide: wide)
            guard next.channels.int16Tables.contains(table) else { continue }
            tried += 1
            let statistics = next.channels.applied(to: calibration.statistics, next.plan)
            let readers = next.plan.linearOperators.filter { $0.input == table }.map(\.id)
            let steps = next.quantizeWeights(statistics, reusing: stage.steps, changed: Set(readers))
            timings.weights += watch.lap()
            var attempt = try next.attempt(
                stage.best.method, statistics, steps.weights(stage.forms), calibration.kept, &timings, &watch)
            guard attempt.sqnr >= stage.best.sqnr + Self.leastGain else { continue }
            attempt.candidates = stage.best.candidates
            stage = Stage(
                converter: next, statistics: statistics, steps: steps, forms: stage.forms, best: attempt)
        }
    }

    /// Names of the tables with 16 bits, in the order of the network.
    var int16Names: [String] {
        original.operations.filter { !$0.outputs.isEmpty && channels.int16Tables.contains($0.outputs[0]) }
            .map(\.name)
    }
}
