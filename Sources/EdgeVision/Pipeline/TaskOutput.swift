import EdgeFormat
import EdgeHost
import EdgeRuntime

/// The shape of a model's one output, and what it can mean.
struct TaskOutput {
    let model: String
    let view: TensorView
    private let input: TensorView
    private let tensor: TensorRecord
    let source: Source

    /// The op that writes it, as far as that says what its numbers are.
    enum Source {
        /// Probabilities.
        case softmax, sigmoid
        /// Indices of the largest.
        case topK
        /// Boxes of so many classes.
        case detect(classes: Int)
        case other
    }

    /// - Throws: `VisionError` for a model of several outputs.
    init(_ session: HostSession, model: String) throws(VisionError) {
        let file = session.loaded.model.view
        guard file.outputCount == 1 else {
            throw VisionError(
                what: "has \(file.outputCount) outputs, not one", place: model,
                mend: "use 'edgec run' for the raw outputs")
        }
        self.model = model
        view = session.output(0)
        input = session.input(0)
        tensor = file.tensor(file.output(0))
        source = file.outputSource
    }

    /// Whether height and width are in the proportion of the input's: a map of it, not a list of something.
    private var hasShapeOfInput: Bool {
        let sizes = dimensions
        let (height, width) = (Int(input.dimensions[1]), Int(input.dimensions[2]))
        return abs(sizes[0] * width - sizes[1] * height) <= max(width, height)
    }

    /// "int8 1x1000"
    var shapeText: String { "\(tensor.elementType) \(tensor.shapeText)" }

    /// Dimensions without the leading batch of one.
    var dimensions: [Int] {
        var sizes = (0..<view.rank).map { Int(view.dimensions[$0]) }
        if sizes.count > 1, sizes[0] == 1 { sizes.removeFirst() }
        return sizes
    }

    /// The task that the shape alone suggests; nil where it suggests none.
    var likelyTask: VisionTask? {
        let sizes = dimensions
        if case .detect = source { return .detect }
        if view.pixels == 1 { return .classify }
        if sizes.count == 2, sizes[1] == DetectionDecoder.boxLength, isFloat { return .detect }
        if sizes.count == 2 || sizes.count == 3, sizes[0] > 1, sizes[1] > 1, hasShapeOfInput {
            return .segment
        }
        return nil
    }

    var isSoftmax: Bool { if case .softmax = source { true } else { false } }
    var isSigmoid: Bool { if case .sigmoid = source { true } else { false } }
    var isTopK: Bool { if case .topK = source { true } else { false } }

    var isFloat: Bool { view.elementType == .float32 }
    var isReal: Bool { isFloat || view.elementType == .int8 }

    func refuse(_ task: VisionTask, _ wanted: String) -> VisionError {
        VisionError(
            what: "its output of \(shapeText) does not suit the task \(task.rawValue), which takes \(wanted)",
            place: model, mend: "convert it with another --task, or use 'edgec run' for the raw output")
    }

    var unknown: VisionError {
        VisionError(
            what: "its output of \(shapeText) could mean anything", place: model,
            mend: "convert it with --task, or use 'edgec run' for the raw output")
    }
}

extension ModelView {
    /// What writes the model's first output.
    fileprivate var outputSource: TaskOutput.Source {
        let target = root(of: output(0))
        for index in 0..<opCount {
            let op = op(index)
            guard root(of: output(0, of: op)) == target else { continue }
            switch op.kind {
            case .softmax: return .softmax
            case .topK: return .topK
            case .detect:
                let parameters = DetectParameters(op.parameters)
                let background = parameters.scoreForm == .softmax ? 1 : 0
                return .detect(classes: Int(parameters.classes) - background)
            case .floatUnary where FloatUnaryParameters(op.parameters).function == .sigmoid: return .sigmoid
            default: break
            }
        }
        return .other
    }
}
