/// detect: how the maps of a detection head become boxes, scores and classes (ARITHMETIC.md, "Detect").
public struct DetectParameters: Sendable, Equatable {
    /// What the box map holds for an anchor.
    public enum BoxForm: Int32, Sendable {
        /// Left, top, right, bottom from the cell's centre, in cells.
        case distances = 0
        /// The same four, each as logits over `bins` distances 0, 1, … (generalized focal loss, Li et al. 2020).
        case distributions
        /// Centre from the cell, logarithms of width and height, in cells (YOLOX, Ge et al. 2021).
        case centers
        /// Centre and size by sigmoid: twice as wide a range, sizes up to four anchors (YOLOv5).
        case anchors
        /// Centre by sigmoid, size by exponential, times the anchor (YOLOv3, Redmon and Farhadi 2018).
        case exponentialAnchors
        /// Against priors listed one by one, with variances (SSD, Liu et al. 2016).
        case priors
        /// Centre from the cell's and size, in pixels of the model's input (BlazeFace, Bazarevsky et al. 2019).
        case offsets
    }

    /// What the score map holds for an anchor.
    public enum ScoreForm: Int32, Sendable {
        /// Logits of independent classes.
        case sigmoid = 0
        /// Probabilities.
        case identity
        /// Logits of exclusive classes, of which the first is the background.
        case softmax
    }

    /// Word 0.
    public var boxForm: BoxForm
    /// Word 1.
    public var scoreForm: ScoreForm
    /// Word 2: scores of an anchor; of a softmax, the background's among them.
    public var classes: Int32
    /// Word 3: anchors of a pixel.
    public var anchors: Int32 = 1
    /// Word 4, of distributions: bins of one side; else 0.
    public var bins: Int32 = 0
    /// Word 5, bit 0: each level has a map of objectness, by which scores are multiplied.
    public var hasObjectness = false
    /// Word 5, bit 1: an anchor gives its best class only.
    public var bestClassOnly = false
    /// Word 6: rows of the output.
    public var maxDetections: Int32
    /// Word 7: (anchor, class) pairs that are decoded, the best ones; at least `maxDetections`.
    public var candidates: Int32
    /// Word 8: least score of a detection, in 0..<1.
    public var minScore: Float
    /// Word 9: intersection over union above which the worse of two boxes of one class goes; 1 or more: none goes.
    public var iouThreshold: Float
    /// Word 10.
    public var levels: Int32
    /// Words 14 and 15, of priors: the factors of offsets and of logarithms of sizes; else 0.
    public var centerVariance: Float = 0
    public var sizeVariance: Float = 0

    public init(
        boxForm: BoxForm, scoreForm: ScoreForm = .sigmoid, classes: Int32, levels: Int32,
        maxDetections: Int32, candidates: Int32, minScore: Float, iouThreshold: Float
    ) {
        self.boxForm = boxForm
        self.scoreForm = scoreForm
        self.classes = classes
        self.levels = levels
        self.maxDetections = maxDetections
        self.candidates = candidates
        self.minScore = minScore
        self.iouThreshold = iouThreshold
    }

    /// Numbers of the box map for one anchor.
    public var boxChannels: Int32 { boxForm == .distributions ? 4 &* bins : 4 }

    /// Boxes, scores and, where there is one, objectness.
    public var mapsPerLevel: Int { hasObjectness ? 3 : 2 }

    public init(_ p: OpParameters) {
        self.init(
            boxForm: BoxForm(rawValue: p[0]) ?? .distances, scoreForm: ScoreForm(rawValue: p[1]) ?? .sigmoid,
            classes: p[2], levels: p[10], maxDetections: p[6], candidates: p[7], minScore: p.float(8),
            iouThreshold: p.float(9))
        anchors = p[3]
        bins = p[4]
        hasObjectness = p[5] & 1 != 0
        bestClassOnly = p[5] & 2 != 0
        centerVariance = p.float(14)
        sizeVariance = p.float(15)
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = boxForm.rawValue
        p[1] = scoreForm.rawValue
        p[2] = classes
        p[3] = anchors
        p[4] = bins
        p[5] = (hasObjectness ? 1 : 0) | (bestClassOnly ? 2 : 0)
        p[6] = maxDetections
        p[7] = candidates
        p.set(8, minScore)
        p.set(9, iouThreshold)
        p[10] = levels
        p.set(14, centerVariance)
        p.set(15, sizeVariance)
        return p
    }
}

extension OpParameters {
    fileprivate func float(_ i: Int) -> Float { Float(bitPattern: UInt32(bitPattern: self[i])) }
    fileprivate mutating func set(_ i: Int, _ value: Float) { self[i] = Int32(bitPattern: value.bitPattern) }
}

#if !hasFeature(Embedded)
    extension DetectParameters.BoxForm: CaseIterable {}
    extension DetectParameters.ScoreForm: CaseIterable {}
#endif
