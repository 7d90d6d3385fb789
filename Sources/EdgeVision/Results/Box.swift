/// A rectangle in pixels, corners included as points: pixel 0 reaches from 0 to 1.
public struct Box: Sendable, Equatable {
    public var x1: Float
    public var y1: Float
    public var x2: Float
    public var y2: Float

    public init(x1: Float, y1: Float, x2: Float, y2: Float) {
        self.x1 = x1
        self.y1 = y1
        self.x2 = x2
        self.y2 = y2
    }

    /// 0 where the corners are the wrong way round.
    public var width: Float { max(x2 - x1, 0) }
    public var height: Float { max(y2 - y1, 0) }
    public var area: Float { width * height }
    public var centre: (x: Float, y: Float) { ((x1 + x2) / 2, (y1 + y2) / 2) }

    public func intersection(_ other: Box) -> Box {
        Box(x1: max(x1, other.x1), y1: max(y1, other.y1), x2: min(x2, other.x2), y2: min(y2, other.y2))
    }

    /// Shared area over joint area, 0...1 (Jaccard index).
    public func intersectionOverUnion(_ other: Box) -> Float {
        let shared = intersection(other).area
        let joint = area + other.area - shared
        return joint > 0 ? shared / joint : 0
    }
}
