/// What is known of a tensor before it is computed: its shape and the type of its scalars.
public struct TensorType: Sendable, Equatable {
    public var shape: [Int]
    public var type: ScalarType

    public init(shape: [Int], type: ScalarType = .float) {
        self.shape = shape
        self.type = type
    }

    public var rank: Int { shape.count }
}

/// Bounds that hold for every tensor of a graph; anything beyond them is refused before it is allocated.
public enum TensorLimits {
    /// Dimensions of one tensor.
    public static let rank = 8
    /// Elements of one tensor.
    public static let elements = Int(Int32.max)

    /// The number of elements of `shape`, or nil where a dimension is negative or a limit is passed.
    public static func elementCount(_ shape: [Int]) -> Int? {
        guard shape.count <= rank else { return nil }
        var count = 1
        var empty = false
        for dimension in shape {
            if dimension == 0 {
                empty = true
                continue
            }
            guard dimension > 0 else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= elements else { return nil }
            count = product
        }
        return empty ? 0 : count
    }
}

/// Why an operator does not fit its inputs. The sentence says what was expected and what was found.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
    public var description: String
    public init(_ description: String) { self.description = description }
}
