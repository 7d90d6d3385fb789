/// A closed interval of real values that a tensor takes.
public struct ValueRange: Sendable, Equatable, Codable {
    public var low: Float
    public var high: Float

    public init(low: Float, high: Float) {
        self.low = low
        self.high = high
    }

    /// The smallest interval that holds both.
    public func union(_ other: ValueRange) -> ValueRange {
        ValueRange(low: min(low, other.low), high: max(high, other.high))
    }

    /// The part inside `low...high`, which a fused activation guarantees.
    public func clamped(low: Float, high: Float) -> ValueRange {
        ValueRange(
            low: min(max(self.low, low), high), high: max(min(self.high, high), low))
    }
}
