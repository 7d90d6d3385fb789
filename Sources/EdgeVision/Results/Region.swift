/// The part of the picture in which detections count: those whose centre lies in it.
public struct Region: Sendable, Equatable {
    /// In pixels of the original picture, or in fractions of its sides.
    public let box: Box
    public let isFraction: Bool

    /// `x1,y1,x2,y2`: fractions of the picture where all four are at most 1, else pixels. nil for anything
    /// else, and for an empty rectangle.
    public init?(_ text: String) {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) ?? -1 }
        guard numbers.count == 4, numbers.allSatisfy({ $0 >= 0 && $0.isFinite }),
            numbers[0] < numbers[2], numbers[1] < numbers[3]
        else { return nil }
        box = Box(x1: numbers[0], y1: numbers[1], x2: numbers[2], y2: numbers[3])
        isFraction = numbers.allSatisfy { $0 <= 1 }
    }

    /// Whether the centre of `other` lies in the region of a picture of this size; the right and lower borders
    /// belong to it.
    public func holdsCentre(of other: Box, width: Int, height: Int) -> Bool {
        let (x, y) = other.centre
        let (sx, sy): (Float, Float) = isFraction ? (Float(width), Float(height)) : (1, 1)
        return x >= box.x1 * sx && x <= box.x2 * sx && y >= box.y1 * sy && y <= box.y2 * sy
    }
}
