/// One map of a detection head, `[H, W, channels]`: raw numbers, int8 or binary32.
public struct DetectMap: @unchecked Sendable {
    public enum Elements: @unchecked Sendable {
        case int8(UnsafePointer<Int8>, scale: Float, zeroPoint: Int32)
        case float32(UnsafePointer<Float>)
    }
    public var elements: Elements
    /// Elements from one pixel to the next.
    public var pixelStride: Int

    @inlinable public init(_ elements: Elements, pixelStride: Int) {
        self.elements = elements
        self.pixelStride = pixelStride
    }
}

/// The maps of one level of a detection head; channel `anchor * n + j` is number j of n of an anchor.
public struct DetectLevel: Sendable {
    public var height: Int
    public var width: Int
    /// `[H, W, anchors * 4]`, or `anchors * 4 * bins` of distributions.
    public var boxes: DetectMap
    /// `[H, W, anchors * classes]`
    public var scores: DetectMap
    /// `[H, W, anchors]`; all levels of an op have one, or none has.
    public var objects: DetectMap?

    @inlinable public init(
        height: Int, width: Int, boxes: DetectMap, scores: DetectMap, objects: DetectMap? = nil
    ) {
        self.height = height
        self.width = width
        self.boxes = boxes
        self.scores = scores
        self.objects = objects
    }
}

/// detect (ARITHMETIC.md): the best boxes of a detection head, without those that better ones overlap.
public struct DetectArguments: @unchecked Sendable {
    public enum BoxForm: @unchecked Sendable {
        case distances
        case distributions(bins: Int)
        case centers, anchors, exponentialAnchors, offsets
        /// - Parameter priors: four numbers for each anchor.
        case priors(UnsafePointer<Float>, centerVariance: Float, sizeVariance: Float)
    }

    public enum ScoreForm: UInt8, Sendable {
        case sigmoid = 0
        case identity, softmax
    }

    public var levels: UnsafePointer<DetectLevel>
    /// 1...8
    public var levelCount: Int
    /// For each level: stride, offset of a cell's centre, then width and height of each anchor.
    public var geometry: UnsafePointer<Float>
    public var boxForm: BoxForm
    public var scoreForm: ScoreForm
    /// Scores of an anchor.
    public var classes: Int
    /// Anchors of a pixel.
    public var anchors: Int
    public var bestClassOnly: Bool
    /// (anchor, class) pairs that are decoded: 1...4096.
    public var candidates: Int
    /// Positive, at most 1.
    public var minScore: Float
    /// 1 or more: nothing is suppressed.
    public var iouThreshold: Float
    /// `[maxDetections, 6]`
    public var output: UnsafeMutablePointer<Float>
    /// Elements from one row to the next.
    public var outputStride: Int
    /// 1...candidates
    public var maxDetections: Int

    public init(
        levels: UnsafePointer<DetectLevel>, levelCount: Int, geometry: UnsafePointer<Float>,
        boxForm: BoxForm, scoreForm: ScoreForm, classes: Int, anchors: Int, bestClassOnly: Bool,
        candidates: Int, minScore: Float, iouThreshold: Float, output: UnsafeMutablePointer<Float>,
        outputStride: Int, maxDetections: Int
    ) {
        self.levels = levels
        self.levelCount = levelCount
        self.geometry = geometry
        self.boxForm = boxForm
        self.scoreForm = scoreForm
        self.classes = classes
        self.anchors = anchors
        self.bestClassOnly = bestClassOnly
        self.candidates = candidates
        self.minScore = minScore
        self.iouThreshold = iouThreshold
        self.output = output
        self.outputStride = outputStride
        self.maxDetections = maxDetections
    }
}
