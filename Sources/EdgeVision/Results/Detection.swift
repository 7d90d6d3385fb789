/// One object that a detector saw.
public struct Detection: Sendable, Equatable {
    public var `class`: Int
    /// 0...1
    public var score: Float
    /// In pixels of the original picture, clipped to it.
    public var box: Box
    /// The identity that a tracker gave it; 0 for none.
    public var track: Int32

    public init(class: Int, score: Float, box: Box, track: Int32 = 0) {
        self.class = `class`
        self.score = score
        self.box = box
        self.track = track
    }
}
