import EdgeHost
import EdgeRuntime

/// The decoder of a task, with what it needs to know of the model.
enum OutputDecoder {
    case classify(ClassificationDecoder)
    case detect(DetectionDecoder)
    case segment(SegmentationDecoder)
    case embed(EmbeddingDecoder)
    case image(PictureDecoder)
    case pose(PoseDecoder)

    struct Setup {
        let output: TaskOutput
        let input: TensorView
        let loaded: LoadedModel
        let labels: (names: [String], path: String)?
        let options: RecognizerOptions

        /// - Parameter count: classes of the model; nil where only the rows of its results tell.
        func names(count: Int?) throws(VisionError) -> ClassNames {
            if let labels, let count, labels.names.count != count {
                throw VisionError(
                    what: "names \(labels.names.count) classes, the model has \(count)", place: labels.path,
                    mend: "give the labels that the model was trained with")
            }
            return ClassNames(labels: labels?.names ?? loaded.labels, count: count ?? 0)
        }

        /// By class index, whether the options ask for it; empty for all.
        func wanted(_ names: ClassNames) throws(VisionError) -> [Bool] {
            var wanted: [Bool] = []
            for text in options.classes {
                guard let index = Int(text) ?? names.index(of: text), (0..<65536).contains(index),
                    names.count == 0 || index < names.count
                else {
                    throw VisionError(
                        what: "has no class '\(text)'", place: output.model,
                        mend:
                            "give names or indices of its \(names.count) classes; 'edgec inspect' lists them")
                }
                while wanted.count <= index { wanted.append(false) }
                wanted[index] = true
            }
            return wanted
        }
    }

    static func make(
        _ task: VisionTask, _ setup: Setup
    ) throws(VisionError) -> (OutputDecoder, RecognitionResult) {
        switch task {
        case .classify: try makeClassification(setup)
        case .detect: try makeDetection(setup)
        case .segment: try makeSegmentation(setup)
        case .embed: try makeEmbedding(setup)
        case .image: try makePicture(setup)
        case .pose: try makePose(setup)
        }
    }

    func decode(_ output: TensorView, _ geometry: ResizeGeometry, into result: inout RecognitionResult) {
        switch self {
        case .classify(let decoder): decoder.decode(output, into: &result)
        case .detect(let decoder): decoder.decode(output, geometry: geometry, into: &result)
        case .segment(let decoder): decoder.decode(output, geometry: geometry, into: &result)
        case .embed(let decoder): decoder.decode(output, into: &result)
        case .image(let decoder): decoder.decode(output, geometry: geometry, into: &result)
        case .pose(let decoder): decoder.decode(output, geometry: geometry, into: &result)
        }
    }
}
