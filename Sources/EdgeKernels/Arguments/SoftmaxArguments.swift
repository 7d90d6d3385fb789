/// softmax over the last axis of `rows` x `count` (ARITHMETIC.md, "Softmax").
public struct SoftmaxArguments: @unchecked Sendable {
    public enum Input: @unchecked Sendable {
        /// Rows are the given number of elements apart; `scale` is the tensor's.
        case int8(UnsafePointer<Int8>, rowStride: Int, scale: Float)
        case float32(UnsafePointer<Float>, rowStride: Int)
    }
    public var input: Input
    public var output: UnsafeMutablePointer<Float>
    public var outputRowStride: Int
    public var rows: Int
    /// At least 1.
    public var count: Int

    @inlinable public init(
        input: Input, output: UnsafeMutablePointer<Float>, outputRowStride: Int, rows: Int, count: Int
    ) {
        self.input = input
        self.output = output
        self.outputRowStride = outputRowStride
        self.rows = rows
        self.count = count
    }
}
