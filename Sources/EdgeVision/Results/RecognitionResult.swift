/// What a `Recognizer` saw in its last picture. The storage is reused: from the second picture of a size on,
/// filling it allocates nothing, as long as no copy of it is kept.
public struct RecognitionResult: Sendable {
    public internal(set) var task: VisionTask
    /// Of the original picture, whose pixels all coordinates are in.
    public internal(set) var width = 0
    public internal(set) var height = 0
    public internal(set) var names: ClassNames

    /// Of `classify`: best first.
    public var classes: [Classification] = []
    /// Of `detect`, and of `pose` where the network gives boxes: best first.
    public var detections: [Detection] = []
    /// Of `pose`: `keypointsPerObject` for each detection, in order; one object where there are no boxes.
    public var keypoints: [Keypoint] = []
    public internal(set) var keypointsPerObject = 0
    /// Of `segment`.
    public internal(set) var segmentation = Segmentation()
    /// Of `embed`: of length 1 (L2).
    public internal(set) var embedding: [Float] = []
    /// Of `embed` with a gallery: the names most alike, best first, each once.
    public internal(set) var matches: [GalleryMatch] = []
    /// Matches below this are strangers.
    public internal(set) var matchThreshold: Float = 0
    /// Of `image`: rows of red, green, blue (or gray), 8 bits each.
    public internal(set) var picture = PicturePixels()

    public init(task: VisionTask, names: ClassNames = ClassNames()) {
        self.task = task
        self.names = names
    }
}

/// The picture that an image-to-image network made.
public struct PicturePixels: Sendable {
    public internal(set) var width = 0
    public internal(set) var height = 0
    /// 1 (gray) or 3 (red, green, blue).
    public internal(set) var channels = 3
    /// `[height][width][channel]`
    public internal(set) var samples: [UInt8] = []

    init() {}

    /// A copy of it; nil before the first.
    public var image: Image? {
        samples.isEmpty ? nil : Image(width: width, height: height, channels: channels, pixels: samples)
    }
}
