/// What a caller wants to see of a model's results.
public struct RecognizerOptions: Sendable {
    /// In place of what the file says.
    public var task: VisionTask?
    /// Results below it are left out; nil for the task's own: .25 for boxes and keypoints, .5 for matches of
    /// a gallery, 0 for classes.
    public var minScore: Float?
    /// Most classes that a classifier shows.
    public var top = 5
    /// Names or indices of the only classes wanted; empty for all.
    public var classes: [String] = []
    /// Known embeddings to compare with.
    public var gallery: Gallery?

    public init() {}
}
