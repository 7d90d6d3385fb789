/// int8 activations seen as an image of `height` x `width` pixels of `channels` bytes, `pixelStride`
/// bytes apart (more than `channels` where the tensor is a channel slice of a larger one). Rows follow
/// each other without a gap: row stride = width * pixelStride.
public struct ImageView: @unchecked Sendable {
    public var base: UnsafeMutablePointer<Int8>
    public var height: Int
    public var width: Int
    public var channels: Int
    public var pixelStride: Int

    @inlinable public init(
        base: UnsafeMutablePointer<Int8>, height: Int, width: Int, channels: Int, pixelStride: Int
    ) {
        self.base = base
        self.height = height
        self.width = width
        self.channels = channels
        self.pixelStride = pixelStride
    }
}

/// Window of a convolution or pool; padding below and right follows from the output size.
public struct Window: Sendable {
    public var kernelHeight: Int
    public var kernelWidth: Int
    public var strideHeight: Int
    public var strideWidth: Int
    public var dilationHeight: Int
    public var dilationWidth: Int
    public var padTop: Int
    public var padLeft: Int
}

/// Per-channel requantization (FORMAT.md, "Requantize"):
/// `q = Int32(rne(clamp(Float(acc) * scale[c], low, high))) + zeroPoint`.
public struct Requantization {
    /// One per output channel, padded to a multiple of 16 with 1.
    public var scale: UnsafePointer<Float>
    /// Clamp bounds minus the zero point.
    public var low: Float
    public var high: Float
    public var zeroPoint: Int32
}
