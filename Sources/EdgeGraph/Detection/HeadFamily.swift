/// Families of detection heads by what follows their maps, and what their networks take as pictures.
public enum HeadFamily: String, Sendable, CaseIterable {
    /// YOLO26, YOLOv10: trained so that no two boxes show one object.
    case yolo26
    /// YOLOv8, YOLO11 and their kin: anchor-free, distances from the cell or distributions over them.
    case yolov8
    case yolox
    /// NanoDet, with the generalized focal loss.
    case nanodet
    /// YOLOv5, and YOLOv7.
    case yolov5
    case yolov3
    case ssd
    /// Ultra-Light-Fast-Generic-Face-Detector: SSD with priors of its own.
    case face
    /// BlazeFace: one face logit, a box and six keypoints for each anchor.
    case blazeface

    public var title: String {
        switch self {
        case .yolo26: "YOLO26 / YOLOv10 (no suppression)"
        case .yolov8: "YOLOv8 / YOLO11"
        case .yolox: "YOLOX"
        case .nanodet: "NanoDet"
        case .yolov5: "YOLOv5"
        case .yolov3: "YOLOv3"
        case .ssd: "SSD"
        case .face: "Ultra-Light face detector"
        case .blazeface: "BlazeFace"
        }
    }

    /// The intersection over union above which it suppresses; 1: not at all.
    public var iouThreshold: Float {
        switch self {
        case .yolo26: 1
        case .yolov8: 0.7
        case .yolox: 0.65
        case .nanodet, .yolov5: 0.6
        case .yolov3, .ssd: 0.45
        case .face, .blazeface: 0.3
        }
    }
}

/// What a recognised head is to give.
public struct HeadOptions: Sendable {
    /// nil: whichever fits.
    public var family: HeadFamily?
    public var minScore: Float = 0.001
    /// nil: the family's.
    public var iouThreshold: Float?
    /// nil: what the network gives, or 300.
    public var maxDetections: Int?

    public init() {}
}

/// A head that `recognizeHead` has replaced.
public struct RecognizedHead: Sendable, CustomStringConvertible {
    public var family: HeadFamily
    public var attributes: DetectAttributes
    /// Height and width of each level.
    public var sizes: [[Int]]
    /// What the network's own outputs held, in words.
    public var outputs: String

    public var description: String {
        let levels = sizes.map { "\($0[1])x\($0[0])" }.joined(separator: ", ")
        let classes = attributes.resultClasses
        let suppression =
            attributes.iouThreshold < 1
            ? "IoU above \(attributes.iouThreshold) suppressed" : "none suppressed"
        return "\(family.title): \(outputs); levels \(levels); \(classes) class\(classes == 1 ? "" : "es"); "
            + "the best \(attributes.maxDetections) boxes, \(suppression)"
    }
}
