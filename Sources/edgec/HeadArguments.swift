import ArgumentParser
import EdgeFormat
import EdgeGraph
import EdgeHost

/// Which detection head a network has, and what it is to give.
struct HeadArguments: ParsableArguments {
    @Option(
        help: """
            The detection head to turn into one operator that gives boxes: auto (whichever is found), none (the \
            network's outputs stay as they are), yolo26 (and yolov10), yolov8 (and yolo11), yolox, nanodet, yolov5, \
            yolov3, ssd, face, blazeface.
            """)
    var head: HeadName = .auto

    @Option(help: "Least score of a box in the result; the programs that run the file can ask for more.")
    var minScore: Float?

    @Option(help: "Of two boxes of one class that overlap by more than this share, one goes; 1 keeps all.")
    var iou: Float?

    @Option(help: "Boxes in the result, at most 1024.")
    var maxDetections: Int?

    /// Rewrites the head of `graph`; says on stderr what was recognised.
    func recognize(_ graph: inout Graph, model: String) throws -> RecognizedHead? {
        guard head != .none else { return nil }
        var options = HeadOptions()
        options.family = head.family
        if let minScore {
            guard minScore > 0, minScore < 1 else { throw ValidationError("--min-score: between 0 and 1") }
            options.minScore = minScore
        }
        if let iou {
            guard iou >= 0, iou <= 1 else { throw ValidationError("--iou: from 0 to 1") }
            options.iouThreshold = iou
        }
        if let maxDetections {
            guard (1...1024).contains(maxDetections) else {
                throw ValidationError("--max-detections: from 1 to 1024")
            }
            options.maxDetections = maxDetections
        }
        let recognized: RecognizedHead?
        do { recognized = try recognizeHead(&graph, options: options) } catch {
            throw Failure("\(model): \(error); try --head auto, or --head none")
        }
        if let recognized {
            printError("head: \(recognized)")
        } else if minScore != nil || iou != nil || maxDetections != nil {
            throw Failure(
                "\(model): no detection head found, to which --min-score, --iou or --max-detections could apply; "
                    + "drop them, or name the head with --head")
        }
        return recognized
    }
}

enum HeadName: String, ExpressibleByArgument, CaseIterable {
    case auto, none, yolo26, yolov10, yolov8, yolo11, yolox, nanodet, yolov5, yolov3, ssd, face, blazeface

    /// nil: to be found out.
    var family: HeadFamily? {
        switch self {
        case .auto, .none: nil
        case .yolo26, .yolov10: .yolo26
        case .yolov8, .yolo11: .yolov8
        case .yolox: .yolox
        case .nanodet: .nanodet
        case .yolov5: .yolov5
        case .yolov3: .yolov3
        case .ssd: .ssd
        case .face: .face
        case .blazeface: .blazeface
        }
    }
}

extension HeadFamily {
    /// How the published networks of a family take their pictures.
    struct Preprocessing {
        var resize = PreprocessingRecord.Resize.letterbox
        var channels = PreprocessingRecord.Channels.rgb
        var mean: [Float] = [0]
        var std: [Float] = [255]
    }

    var preprocessing: Preprocessing {
        switch self {
        case .yolo26, .yolov8, .yolov5, .yolov3: Preprocessing()
        case .yolox: Preprocessing(channels: .bgr, std: [1])
        case .nanodet:
            Preprocessing(channels: .bgr, mean: [103.53, 116.28, 123.675], std: [57.375, 57.12, 58.395])
        case .ssd: Preprocessing(resize: .stretch, mean: [127.5], std: [127.5])
        case .face: Preprocessing(resize: .stretch, mean: [127], std: [128])
        case .blazeface: Preprocessing(mean: [127.5], std: [127.5])
        }
    }
}

/// Gives `graph` the head that the file at `path` was converted with.
func recognizeHead(of path: String, in graph: inout Graph) throws {
    guard let name = try openEdge(path).metadata("head"), let family = HeadFamily(rawValue: name) else {
        return
    }
    var options = HeadOptions()
    options.family = family
    do { _ = try EdgeGraph.recognizeHead(&graph, options: options) } catch {
        throw Failure("\(path): \(error)")
    }
}
