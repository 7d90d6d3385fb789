import EdgeFormat
import EdgeHost
import EdgeRuntime

/// A model with its preprocessing and the decoding of its output: pictures in, results out.
///
///     var recognizer = try Recognizer(session, model: path)
///     let times = recognizer.recognize(picture)
///     for found in recognizer.result.detections { … }
///
/// The task is the file's metadata `task`, else what the output's shape suggests. From the second picture of
/// a size on, nothing is allocated between pixels and result, as long as no copy of `result` is kept.
public struct Recognizer {
    public let session: HostSession
    public let task: VisionTask
    /// Of the last picture.
    public var result: RecognitionResult
    private var input: PictureInput
    private let decoder: OutputDecoder

    /// - Parameters:
    ///   - model: what errors call the model.
    ///   - labels: in place of the model's own; there must be one for each class.
    /// - Throws: `VisionError` where the model does not take a picture, its output does not suit the task, or
    ///   the options name what it does not have.
    public init(
        _ session: HostSession, model: String, labels: (names: [String], path: String)? = nil,
        options: RecognizerOptions = RecognizerOptions()
    ) throws(VisionError) {
        self.session = session
        input = try PictureInput(session, model: model)
        let output = try TaskOutput(session, model: model)
        let stored = try Self.storedTask(session, model)
        guard let task = options.task ?? stored ?? output.likelyTask else { throw output.unknown }
        self.task = task
        let setup = OutputDecoder.Setup(
            output: output, input: session.input(0), loaded: session.loaded, labels: labels, options: options)
        (decoder, result) = try OutputDecoder.make(task, setup)
        limitScores()
    }

    /// Has the session leave out boxes that nobody will see: again after someone else has set its least score.
    public func limitScores() {
        if case .detect(let rows) = decoder { session.setMinScore(rows.minScore) }
    }

    private static func storedTask(_ session: HostSession, _ model: String) throws(VisionError) -> VisionTask?
    {
        guard let name = session.loaded.metadata(VisionTask.metadataKey) else { return nil }
        guard let task = VisionTask(rawValue: name) else {
            throw VisionError(
                what: "its task '\(name)' is not known", place: model,
                mend: "convert it with --task \(VisionTask.allCases.map(\.rawValue).joined(separator: "|"))")
        }
        return task
    }

    /// Runs the model on a picture, fills `result` and tells what each stage took.
    ///
    /// - Parameter original: the size of the picture that coordinates are wanted in, where `view` is a scaled
    ///   decode of it.
    public mutating func recognize(
        _ view: PixelView, original: (width: Int, height: Int)? = nil
    ) -> StageTimes {
        let start = monotonicNanoseconds()
        input.load(view, into: session)
        let loaded = monotonicNanoseconds()
        guard var geometry = input.geometry else { return StageTimes() }
        if let original { geometry = geometry.of(originalWidth: original.width, height: original.height) }
        var times = run(geometry)
        times.preprocess = Double(loaded - start) / 1e6
        return times
    }

    public mutating func recognize(_ image: Image) -> StageTimes {
        image.withPixelView { recognize($0) }
    }

    /// The same for a picture that a `PictureInput` of this model has made ready, on another thread perhaps.
    ///
    /// - Parameters:
    ///   - tensor: the packed int8 elements of the input.
    ///   - geometry: where the picture landed in it.
    public mutating func recognize(
        tensor: UnsafeBufferPointer<Int8>, geometry: ResizeGeometry
    ) -> StageTimes {
        session.input(0).fill(fromPacked: UnsafeRawBufferPointer(tensor))
        return run(geometry)
    }

    private mutating func run(_ geometry: ResizeGeometry) -> StageTimes {
        var times = StageTimes()
        let start = monotonicNanoseconds()
        session.run()
        let ran = monotonicNanoseconds()
        result.width = geometry.sourceWidth
        result.height = geometry.sourceHeight
        decoder.decode(session.output(0), geometry, into: &result)
        times.inference = Double(ran - start) / 1e6
        times.postprocess = Double(monotonicNanoseconds() - ran) / 1e6
        return times
    }

    /// Appends the fields of the last result to a JSON object; see `RecognitionResult.appendJSON`.
    public func appendJSON(to text: inout [UInt8]) { result.appendJSON(to: &text) }
}
