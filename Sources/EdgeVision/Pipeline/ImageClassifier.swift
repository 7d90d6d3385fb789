import EdgeFormat
import EdgeHost
import EdgeRuntime

/// A classifier of pictures: preprocessing, the network, and the decoding of its output.
public struct ImageClassifier {
    public let session: HostSession
    private var input: PictureInput
    private let decoder: ClassificationDecoder

    /// Milliseconds of each stage of one picture.
    public struct StageTimes: Sendable, Equatable {
        public var preprocess = 0.0
        public var inference = 0.0
        public var postprocess = 0.0
    }

    /// - Parameters:
    ///   - model: what errors call the model.
    ///   - labels: in place of the model's own; there must be one for each class.
    /// - Throws: `VisionError` where the model does not classify pictures.
    public init(
        _ session: HostSession, model: String, labels: (names: [String], path: String)? = nil, top: Int = 5
    ) throws(VisionError) {
        self.session = session
        input = try PictureInput(session, model: model)
        let view = session.loaded.model.view
        let output = session.output(0)
        guard view.outputCount == 1, output.pixels == 1,
            output.elementType == .int8 || output.elementType == .float32
        else {
            throw VisionError(
                what: "its output of \(output.elementType) \(view.tensor(view.output(0)).shapeText) "
                    + "is not one score a class",
                place: model, mend: "use a classifier, or 'edgec run' for the raw output")
        }
        if let labels, labels.names.count != output.channels {
            throw VisionError(
                what: "names \(labels.names.count) classes, the model has \(output.channels)",
                place: labels.path, mend: "give the labels that the model was trained with")
        }
        decoder = ClassificationDecoder(
            labels: labels?.names ?? session.loaded.labels, top: top,
            outputsAreProbabilities: view.outputIsSoftmax)
    }

    /// The best classes of a picture and what each stage took.
    public mutating func classify(_ image: Image) -> (classes: [Classification], times: StageTimes) {
        var times = StageTimes()
        let start = monotonicNanoseconds()
        input.load(image, into: session)
        let loaded = monotonicNanoseconds()
        session.run()
        let ran = monotonicNanoseconds()
        let output = session.output(0)
        let classes: [Classification]
        if output.elementType == .int8 {
            let values = UnsafeBufferPointer(
                start: output.base.assumingMemoryBound(to: Int8.self), count: output.count)
            classes = decoder.decode(values, scale: output.scale, zeroPoint: output.zeroPoint)
        } else {
            classes = decoder.decode(
                UnsafeBufferPointer(
                    start: output.base.assumingMemoryBound(to: Float.self), count: output.count))
        }
        times.preprocess = Double(loaded - start) / 1e6
        times.inference = Double(ran - loaded) / 1e6
        times.postprocess = Double(monotonicNanoseconds() - ran) / 1e6
        return (classes, times)
    }
}

extension ModelView {
    /// Whether the model's first output is a softmax's, thus probabilities already.
    var outputIsSoftmax: Bool {
        let target = root(of: output(0))
        for index in 0..<opCount {
            let op = op(index)
            if op.kind == .softmax, root(of: output(0, of: op)) == target { return true }
        }
        return false
    }
}
