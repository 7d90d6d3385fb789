/// A detection head as one operator: what turns the raw maps of its levels into rows of boxes.
///
/// Inputs, for each level in order: boxes `[1, A * n, H, W]` (n is 4, or 4 * bins of distributions), scores
/// `[1, A * C, H, W]` and, with objectness, `[1, A, H, W]`; channel `a * n + j` is number j of anchor a. All
/// hold what the last convolutions give. Output: `[1, maxDetections, 6]`, x1, y1, x2, y2 in pixels of the
/// network's input, score, class; best first, unused rows with score 0 (ARITHMETIC.md, "Detect").
public struct DetectAttributes: Sendable, Equatable {
    /// What the box map holds for an anchor.
    public enum BoxForm: Sendable, Equatable {
        /// Left, top, right, bottom from the cell's centre, in cells.
        case distances
        /// The same four, each as logits over `bins` distances 0, 1, … (Li et al., "Generalized Focal Loss",
        /// 2020).
        case distributions(bins: Int)
        /// Centre from the cell, logarithms of width and height, in cells (Ge et al., "YOLOX", 2021).
        case centers
        /// Centre and size by sigmoid: twice as wide a range, sizes up to four anchors (YOLOv5).
        case anchors
        /// Centre by sigmoid, size by exponential times the anchor (Redmon and Farhadi, "YOLOv3", 2018).
        case exponentialAnchors
        /// Offsets from priors with variances (Liu et al., "SSD", 2016). `boxes` holds centre x, centre y,
        /// width and height in pixels of every anchor: level by level, row by row, anchor by anchor.
        case priors(boxes: [Float], centerVariance: Float, sizeVariance: Float)
        /// Centre from the cell's and size, in pixels (Bazarevsky et al., "BlazeFace", 2019).
        case offsets
    }

    /// What the score map holds for an anchor.
    public enum ScoreForm: Sendable, Equatable {
        /// Logits of independent classes.
        case sigmoid
        /// Probabilities.
        case identity
        /// Logits of exclusive classes, of which the first is the background and left out of the result.
        case softmax
    }

    /// One resolution of the head.
    public struct Level: Sendable, Equatable {
        /// Pixels from cell to cell.
        public var stride: Float
        /// Of a cell's centre from its corner, in cells.
        public var centerOffset: Float
        public var anchors: Int
        /// Width and height in pixels of each anchor; empty where boxes need none.
        public var anchorSizes: [Float]

        public init(stride: Float, centerOffset: Float, anchors: Int = 1, anchorSizes: [Float] = []) {
            self.stride = stride
            self.centerOffset = centerOffset
            self.anchors = anchors
            self.anchorSizes = anchorSizes
        }
    }

    public var boxForm: BoxForm
    public var scoreForm: ScoreForm
    /// Scores of an anchor, a softmax' background among them.
    public var classes: Int
    public var levels: [Level]
    /// Scores are products with a map of objectness.
    public var hasObjectness: Bool
    /// An anchor gives its best class only.
    public var bestClassOnly = false
    /// Rows of the output.
    public var maxDetections = 300
    /// (anchor, class) pairs that are decoded, the best ones.
    public var candidates = 300
    /// Least score of a row.
    public var minScore: Float = 0.001
    /// Intersection over union above which the worse of two boxes of one class goes; 1 or more: none goes.
    public var iouThreshold: Float = 1

    public init(
        boxForm: BoxForm, scoreForm: ScoreForm = .sigmoid, classes: Int, levels: [Level],
        hasObjectness: Bool = false
    ) {
        self.boxForm = boxForm
        self.scoreForm = scoreForm
        self.classes = classes
        self.levels = levels
        self.hasObjectness = hasObjectness
    }

    /// Numbers of the box map for one anchor.
    public var boxChannels: Int {
        if case .distributions(let bins) = boxForm { 4 * bins } else { 4 }
    }

    public var mapsPerLevel: Int { hasObjectness ? 3 : 2 }

    /// Whether each level is taken as one row of anchors: priors are listed one by one, and an operator has one
    /// number of anchors for all levels.
    public var isFlattened: Bool {
        if case .priors = boxForm { return true }
        return levels.contains { $0.anchors != levels[0].anchors }
    }

    /// The classes that rows can have.
    public var resultClasses: Int { scoreForm == .softmax ? classes - 1 : classes }
}
