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

#if !hasFeature(Embedded)
    extension ResizeNearestArguments.Rounding: CaseIterable {}
#endif
