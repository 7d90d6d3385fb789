/// One landmark of a body, hand or face, in pixels of the original picture.
public struct Keypoint: Sendable, Equatable {
    public var x: Float
    public var y: Float
    /// 0...1; 1 where the network gives none.
    public var score: Float

    public init(x: Float, y: Float, score: Float = 1) {
        self.x = x
        self.y = y
        self.score = score
    }
}
