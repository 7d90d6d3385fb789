/// resizeNearest (ARITHMETIC.md, "Resize nearest"): copies pixels; the scale is the input's.
public struct ResizeNearestArguments: @unchecked Sendable {
    /// Which source index an output index reads, all in exact integers.
    public enum Rounding: UInt8, Sendable {
        /// `floor(y * in / out)`: ONNX "asymmetric" with "floor", PyTorch "nearest".
        case asymmetricFloor = 0
        /// `floor((2y + 1) * in / (2 * out))`: ONNX "half_pixel" with "round_prefer_ceil",
        /// PyTorch "nearest-exact".
        case halfPixelPreferCeil = 1
        /// `ceil((2y + 1) * in / (2 * out)) - 1`: ONNX "half_pixel" with "round_prefer_floor".
        case halfPixelPreferFloor = 2
    }
    public var input: ImageView
    public var output: ImageView
    public var rounding: Rounding

    @inlinable public init(input: ImageView, output: ImageView, rounding: Rounding) {
        self.input = input
        self.output = output
        self.rounding = rounding
    }
}

/// resizeLinear (ARITHMETIC.md, "Resize linear").
public struct ResizeLinearArguments: @unchecked Sendable {
    public var input: ImageView
    /// Its channel count is the input's.
    public var output: ImageView
    /// One for each output row: 256 * input row + weight of the next, in 128ths.
    public var rows: UnsafePointer<Int32>
    /// The same for each output column.
    public var columns: UnsafePointer<Int32>
    public var inputZeroPoint: Int32
    /// `(scaleIn / scaleOut) * 2^-14` in binary32: normal, at most 2^64.
    public var factor: Float
    public var range: OutputRange

    @inlinable public init(
        input: ImageView, output: ImageView, rows: UnsafePointer<Int32>, columns: UnsafePointer<Int32>,
        inputZeroPoint: Int32, factor: Float, range: OutputRange
    ) {
        self.input = input
        self.output = output
        self.rows = rows
        self.columns = columns
        self.inputZeroPoint = inputZeroPoint
        self.factor = factor
        self.range = range
    }
}

#if !hasFeature(Embedded)
    extension ResizeNearestArguments.Rounding: CaseIterable {}
#endif
