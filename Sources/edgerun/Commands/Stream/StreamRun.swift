import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The loop of `edgerun stream`, with all that it needs made before the first frame.
struct StreamRun {
    private let command: StreamCommand
    private let source: ByteSource
    private let pipeline: FramePipeline
    private var recognizer: Recognizer
    private var tracker: Tracker?
    private let lines: OutputSink
    private var overlay: OverlaySink?
    private var line: [UInt8] = []
    private var summary = StreamSummary()

    init(_ command: StreamCommand) throws(Failure) {
        self.command = command
        let session = try openSession(command.model, threads: command.threads)
        do {
            var names: (names: [String], path: String)?
            if let labels = command.labels { names = (try readLabels(path: labels), labels) }
            recognizer = try Recognizer(
                session, model: command.model, labels: names, options: command.recognizerOptions)
            try Self.check(recognizer.task, command)
            let stop = try StopRequest()
            StreamSignals.install(stop)
            source = try ByteSource(path: command.input, limit: command.frameLimit, stop: stop.descriptor)
            let reader = try FrameReader(source, format: command.format)
            let input = try PictureInput(session, model: command.model)
            // Only now: the files that they replace stay as they are where something above is wrong.
            (lines, overlay) = try Self.makeSinks(command)
            pipeline = try FramePipeline(
                reader, input: input, options: command.pipelineOptions, stop: stop)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(message: "\(error)")
        }
        if command.tracks { tracker = Tracker() }
        line.reserveCapacity(1 << 14)
    }

    private static func makeSinks(_ command: StreamCommand) throws(Failure) -> (OutputSink, OverlaySink?) {
        let overlay = try command.overlay.map { options throws(Failure) in try OverlaySink(options) }
        if let path = command.jsonPath { return (try OutputSink(path: path), overlay) }
        return (command.overlay?.path == "-" ? .standardError : .standardOutput, overlay)
    }

    private static func check(_ task: VisionTask, _ command: StreamCommand) throws(VisionError) {
        let option = command.tracks ? "--track" : command.region != nil ? "--region" : nil
        if let option, task != .detect {
            throw VisionError(
                what: "its task is \(task.rawValue), so \(option) has no boxes to work on",
                place: command.model, mend: "use a detector, or leave \(option) out")
        }
    }

    mutating func run() throws(Failure) {
        summary.begin()
        while let frame = pipeline.next() {
            let fault = handle(frame)
            pipeline.release(frame)
            if let fault { return try stop(fault) }
        }
        summary.end(pipeline)
        do throws(VisionError) { try pipeline.finish() } catch {
            showSummary()
            throw Failure(error)
        }
        showSummary()
        guard summary.results > 0 || source.ending == .stopped else {
            throw Failure(
                message: "\(source.name): holds no whole frame (\(summary.damaged) damaged); "
                    + "check the program that writes it, or --format")
        }
    }

    /// nil where its line is written.
    private mutating func handle(_ frame: PreparedFrame) -> OutputSink.Fault? {
        var times = StageTimes()
        if let geometry = frame.geometry, !frame.isDamaged {
            times = recognizer.recognize(tensor: UnsafeBufferPointer(frame.tensor), geometry: geometry)
            times.decode = frame.decodeTime
            times.preprocess = frame.preprocessTime
            tracker?.update(&recognizer.result.detections, frame: frame.number)
            if let region = command.region { keep(region) }
        }
        let latency = monotonicNanoseconds() &- frame.arrival
        makeLine(frame, times, latency)
        do throws(OutputSink.Fault) {
            try lines.write(line)
            if !frame.isDamaged { try overlay?.write(frame, recognizer.result) }
        } catch {
            return error
        }
        summary.add(frame, times, latency)
        if !command.isQuiet { summary.showProgress() }
        return nil
    }

    private mutating func keep(_ region: Region) {
        let (width, height) = (recognizer.result.width, recognizer.result.height)
        recognizer.result.detections.removeAll {
            !region.holdsCentre(of: $0.box, width: width, height: height)
        }
    }

    private mutating func makeLine(_ frame: PreparedFrame, _ times: StageTimes, _ latency: UInt64) {
        line.removeAll(keepingCapacity: true)
        frame.appendLine(
            to: &line, key: "input", source: command.input, number: frame.number,
            showsDropped: command.pipelineOptions.latest, times: times, latency: latency
        ) { [recognizer] line in recognizer.appendJSON(to: &line) }
    }

    /// Nobody reads on, or nothing can be written.
    private mutating func stop(_ fault: OutputSink.Fault) throws(Failure) {
        pipeline.cancel()
        try? pipeline.finish()
        switch fault {
        case .closed:
            // As a program that the signal ends; quietly, as it is no one's mistake.
            exit(128 + SIGPIPE)
        case .failed(let message): throw Failure(message: message)
        }
    }

    private func showSummary() {
        if !command.isQuiet { try? write(summary.text, to: STDERR_FILENO) }
    }
}
