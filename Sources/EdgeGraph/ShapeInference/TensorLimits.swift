/// Bounds that hold for every tensor of a graph; anything beyond them is refused before it is allocated.
public enum TensorLimits {
    /// Dimensions of one tensor.
    public static let rank = 8
    /// Elements of one tensor.
    public static let elements = maximumTensorBytes / 8

    /// The number of elements of `shape`, or nil where a dimension is negative or a limit is passed.
    public static func elementCount(_ shape: [Int]) -> Int? {
        guard shape.count <= rank else { return nil }
        return try? EdgeGraph.elementCount(shape)
    }
}
