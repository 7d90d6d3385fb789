import Dispatch
import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeQuantize
import Foundation
import Synchronization

/// The stages of one conversion.
struct Converter {
    let graph: Graph
    let samples: SampleSource
    let options: ConversionOptions
    let progress: (@Sendable (ConversionProgress) -> Void)?
    /// As the graph has it.
    let original: FusionPlan
    /// With weights that take their inputs' scales back.
    var plan: FusionPlan
    var channels = ChannelQuantization.none
    let executor: Executor
    /// Groups of samples, each with sums of its own: their number must not depend on the machine, since the
    /// order of floating-point sums does.
    let lanes: Int
    let threads: Int

    init(
        _ graph: Graph, _ samples: SampleSource, _ options: ConversionOptions,
        _ progress: (@Sendable (ConversionProgress) -> Void)?
    ) throws(ConversionError) {
        self.graph = graph
        self.samples = samples
        self.options = options
        self.progress = progress
        guard samples.count > 0 else { throw .noSamples }
        do { original = try FusionPlan(graph) } catch { throw .refused(error.refusals) }
        plan = original
        do { executor = try Executor(graph.givingMaps) } catch { throw .graph(error) }
        lanes = min(4, samples.count)
        threads = max(1, options.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    func run() throws(ConversionError) -> Conversion {
        var timings = ConversionTimings()
        var watch = Stopwatch()
        let calibration = try calibrate()
        try checkFinite(calibration.statistics)
        timings.calibration = watch.lap()
        return try adapted(to: calibration.statistics).finish(calibration, timings)
    }

    /// What one set of scales leads to.
    struct Stage {
        var converter: Converter
        /// With the moments of the inputs that the converter's weights meet.
        var statistics: CalibrationStatistics
        var steps: LaneSteps
        var forms: LaneSteps.Forms
        var best: Attempt
    }

    /// Tables by channel run slower than one table. Detectors lose too much without.
    var wantsChannelScales: Bool {
        switch options.preference {
        case .speed: false
        case .balanced: graph.detection != nil
        case .accuracy: true
        }
    }

    /// The same with scales of their own for the channels that need them.
    ///
    /// - Parameter wide: tables that get 16 bits on both sides.
    func adapted(
        to statistics: CalibrationStatistics, wide: Set<ValueID> = []
    ) throws(ConversionError) -> Converter {
        guard wantsChannelScales else { return self }
        var converter = self
        do {
            converter.channels = try ChannelQuantization(
                graph, original, statistics, threshold: options.channelThreshold, wide: wide)
        } catch { throw .graph(error) }
        converter.plan = converter.channels.applied(to: original)
        return converter
    }

    private func finish(
        _ calibration: (statistics: CalibrationStatistics, kept: [Kept]), _ timings: ConversionTimings
    ) throws(ConversionError) -> Conversion {
        var timings = timings
        var watch = Stopwatch()
        let kept = calibration.kept
        var stage = try choose(calibration, &timings, &watch)
        if wantsChannelScales { try widen(&stage, calibration, &timings, &watch) }
        return try stage.converter.report(stage, kept, &timings, &watch)
    }

    /// Weights, and the calibration method that does best with them.
    private func choose(
        _ calibration: (statistics: CalibrationStatistics, kept: [Kept]), _ timings: inout ConversionTimings,
        _ watch: inout Stopwatch
    ) throws(ConversionError) -> Stage {
        let statistics = channels.applied(to: calibration.statistics, plan)
        var steps = quantizeWeights(statistics)
        timings.weights = watch.lap()

        let kept = calibration.kept
        var forms: LaneSteps.Forms
        switch options.preference {
        case .speed: forms = steps.fourTapForms
        // What coarser weights cost a detector shows in its boxes rather than in the error of its scores; of
        // pairs, hardly anything does.
        case .balanced where graph.detection != nil: forms = steps.pairForms
        case .balanced, .accuracy: forms = steps.freeForms
        }
        let methods = options.calibration.map { [$0] } ?? CalibrationMethod.allCases
        var candidates: [CalibrationOutcome.Candidate] = []
        var best: Attempt?
        for method in methods {
            let attempt = try attempt(
                method, statistics, steps.weights(forms), kept, &timings, &watch)
            candidates.append(CalibrationOutcome.Candidate(method: method, sqnr: attempt.sqnr))
            if best == nil || attempt.sqnr > best!.sqnr { best = attempt }
        }
        guard var best else { throw .invalidFile(reason: "no calibration method was tried") }
        if options.preference == .balanced, graph.detection == nil {
            forms = try balance(&steps, &best, statistics, kept, &timings, &watch)
        }
        best.candidates = candidates
        return Stage(converter: self, statistics: statistics, steps: steps, forms: forms, best: best)
    }

    private func report(
        _ stage: Stage, _ kept: [Kept], _ timings: inout ConversionTimings, _ watch: inout Stopwatch
    ) throws(ConversionError) -> Conversion {
        let best = stage.best
        let done = Mutex(0)
        let total = kept.count
        let layers = try best.meter.measureLayers(kept.map(\.inputs), executor: executor) {
            let count = done.withLock { value in
                value += 1
                return value
            }
            report(.measuring, count, total)
        }
        let outcome = CalibrationOutcome(
            method: best.method, samples: samples.count, candidates: best.candidates)
        var lanes = stage.steps.figures(stage.forms)
        lanes.winograd = plan.linearOperators.count { $0.goesByWinograd(in: graph) }
        let accuracy = AccuracyReport(
            layers, of: best.meter, statistics: stage.statistics, calibration: outcome, lanes: lanes,
            int16: int16Names, samplesAreNoise: samples.isNoise,
            memory: MemoryFigures(
                arenaBytes: best.memory.arenaBytes, boundBytes: best.memory.boundBytes,
                scratchBytes: best.meter.integer.scratchBytes, weightBytes: best.meter.integer.weightBytes,
                fileBytes: best.meter.bytes.count))
        timings.measuring += watch.lap()
        if let minimum = options.minimumSQNR, accuracy.outputSQNR < minimum {
            throw .belowMinimumSQNR(minimum: minimum, report: accuracy)
        }
        return Conversion(bytes: best.meter.bytes, report: accuracy, timings: timings)
    }

    func report(_ stage: ConversionProgress.Stage, _ completed: Int, _ total: Int) {
        progress?(ConversionProgress(stage: stage, completed: completed, total: total))
    }

    // MARK: Calibration

    typealias Kept = (inputs: [Tensor], outputs: [Tensor])

    /// Runs all samples through the float network; keeps inputs and outputs of the evenly spread few that
    /// accuracy is measured on.
    private func calibrate() throws(ConversionError) -> (statistics: CalibrationStatistics, kept: [Kept]) {
        let collector = CalibrationCollector(
            values: plan.quantizedValues.union(graph.inputs), operators: plan.linearOperators,
            channels: wantsChannelScales ? ChannelQuantization.observed(graph, plan) : [:], lanes: lanes)
        let shapes = graph.values.map { $0.shape ?? [] }
        let keptCount = max(1, min(options.reportSamples, samples.count))
        let slots = (0..<keptCount).map { $0 * samples.count / keptCount }
        let kept = Mutex<[Int: Kept]>([:])
        let loaded = Mutex<[Int: [Tensor]]>([:])
        let done = Mutex(0)
        // `runBatch` throws the sample's own error; which one it was is noted here.
        let failed = Mutex<Int?>(nil)
        do {
            try executor.runBatch(count: samples.count, lanes: lanes, workers: threads) { sample in
                do {
                    let inputs = try samples.load(sample)
                    if slots.contains(sample) { loaded.withLock { $0[sample] = inputs } }
                    return inputs
                } catch {
                    failed.withLock { $0 = min($0 ?? sample, sample) }
                    throw error
                }
            } observe: { lane, sample, value, contents in
                collector.observe(
                    lane: lane, sample: sample, value, contents, shape: shapes[value.index])
            } output: { sample, outputs in
                if let inputs = loaded.withLock({ $0.removeValue(forKey: sample) }) {
                    kept.withLock { $0[sample] = (inputs, outputs) }
                }
                let count = done.withLock { value in
                    value += 1
                    return value
                }
                report(.calibrating, count, samples.count)
            }
        } catch {
            throw .sample(index: failed.withLock { $0 } ?? done.withLock { $0 }, reason: "\(error)")
        }
        let pairs = kept.withLock { $0 }
        return (collector.finish(), slots.compactMap { pairs[$0] })
    }

    private func checkFinite(_ statistics: CalibrationStatistics) throws(ConversionError) {
        let faulty = statistics.values.filter { $0.value.nonFiniteCount > 0 }
        if let first = faulty.min(by: { $0.key.index < $1.key.index }) {
            throw .notFinite(value: graph[first.key].name, count: first.value.nonFiniteCount)
        }
    }

    // MARK: Lowering

    private func isReadOnce(_ value: ValueID) -> Bool {
        !plan.outputs.contains(value) && !graph.inputs.contains(value)
            && plan.operations.reduce(0) { $0 + $1.inputs.count { $0 == value } } == 1
    }

    /// A network lowered in one way, and how well its outputs do.
    struct Attempt {
        var method: CalibrationMethod
        var meter: AccuracyMeter
        var memory: MemoryPlan
        /// Of the worst output, in decibels.
        var sqnr: Double
        /// Of the boxes that a detection head would show.
        var boxes: Double?
        /// What each calibration method gave, where several were tried.
        var candidates: [CalibrationOutcome.Candidate] = []
        /// Of the worst output, relative to its signal.
        var noise: Double { pow(10, -sqnr / 10) }
    }

    func attempt(
        _ method: CalibrationMethod, _ statistics: CalibrationStatistics,
        _ weights: [LinearOperator.ID: QuantizedWeights], _ kept: [Kept],
        _ timings: inout ConversionTimings, _ watch: inout Stopwatch
    ) throws(ConversionError) -> Attempt {
        let (meter, memory) = try lower(method, statistics, weights)
        timings.lowering += watch.lap()
        let outputs: AccuracyMeter.Outputs
        do {
            outputs = try meter.measureOutputs(kept)
        } catch {
            throw .invalidFile(reason: "\(error)")
        }
        timings.measuring += watch.lap()
        return Attempt(
            method: method, meter: meter, memory: memory, sqnr: outputs.worstSQNR,
            boxes: graph.detection == nil ? nil : outputs.errors.last?.sqnr)
    }

    private func lower(
        _ method: CalibrationMethod, _ statistics: CalibrationStatistics,
        _ weights: [LinearOperator.ID: QuantizedWeights]
    ) throws(ConversionError) -> (AccuracyMeter, MemoryPlan) {
        var ranges = statistics.values.mapValues { $0.range(method) }
        for op in plan.operations {
            if let clamp = op.clamp, let range = ranges[op.outputs[0]] {
                ranges[op.outputs[0]] = range.clamped(low: clamp.low, high: clamp.high)
            }
            if case .lookup(let function) = op.kind, let range = ranges[op.inputs[0]],
                isReadOnce(op.inputs[0])
            {
                do { ranges[op.inputs[0]] = try function.usefulRange(within: range) } catch {
                    throw .graph(error)
                }
            }
        }
        var fixed: [ValueID: AffineQuantization] = [:]
        if let record = options.preprocessing, Int(record.input) < graph.inputs.count {
            fixed[plan.resolve(graph.inputs[Int(record.input)])] = AffineQuantization(record)
        }
        let quantization = QuantizationAssignment(plan, ranges: ranges, fixed: fixed, channels: channels)
        let integer: IntegerGraph
        do {
            integer = try Lowering.lower(graph, plan, quantization, weights)
        } catch {
            throw .refused(error.refusals)
        }
        let memory = MemoryPlan(integer)
        do {
            let bytes = try integer.write(memory, options: options)
            let meter = AccuracyMeter(
                graph: graph, plan: plan, integer: integer, bytes: bytes,
                model: try LoadedModel(bytes: bytes), lanes: lanes, threads: threads)
            return (meter, memory)
        } catch {
            throw .invalidFile(reason: "\(error)")
        }
    }
}

/// Wall-clock seconds between laps.
struct Stopwatch {
    private var last = DispatchTime.now().uptimeNanoseconds

    mutating func lap() -> Double {
        let now = DispatchTime.now().uptimeNanoseconds
        defer { last = now }
        return Double(now - last) * 1e-9
    }
}
