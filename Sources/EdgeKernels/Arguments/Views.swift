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

/// What the elements of a convolution's output are.
public enum OutputElement: UInt8, Sendable {
    case int8
    /// With zero point 0.
    case int16
    /// Not requantized: `Float(acc) * scale[c]`.
    case float32

    var bytes: Int {
        switch self {
        case .int8: 1
        case .int16: 2
        case .float32: 4
        }
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

    @inlinable public init(
        kernelHeight: Int, kernelWidth: Int, strideHeight: Int = 1, strideWidth: Int = 1,
        dilationHeight: Int = 1, dilationWidth: Int = 1, padTop: Int = 0, padLeft: Int = 0
    ) {
        self.kernelHeight = kernelHeight
        self.kernelWidth = kernelWidth
        self.strideHeight = strideHeight
        self.strideWidth = strideWidth
        self.dilationHeight = dilationHeight
        self.dilationWidth = dilationWidth
        self.padTop = padTop
        self.padLeft = padLeft
    }
}

/// The output range of a quantized tensor: the fused activation and the zero point.
public struct OutputRange: Sendable, Equatable {
    /// Clamp bounds minus the zero point: integers, `low <= high`, and with the zero point added within
    /// -128...127 (of an int16 output, -32768...32767).
    public var low: Float
    public var high: Float
    public var zeroPoint: Int32

    @inlinable public init(low: Float, high: Float, zeroPoint: Int32) {
        self.low = low
        self.high = high
        self.zeroPoint = zeroPoint
    }

    /// From the clamp in output quanta, `-128 <= clampLow <= clampHigh <= 127` (of an int16 output -32768 and
    /// 32767), and the zero point, within -128...127.
    @inlinable public init(clampLow: Int32, clampHigh: Int32, zeroPoint: Int32) {
        low = Float(Int(clampLow &- zeroPoint))
        high = Float(Int(clampHigh &- zeroPoint))
        self.zeroPoint = zeroPoint
    }
}

/// Per-channel requantization (ARITHMETIC.md, "Requantize"):
/// `q = Int32(rne(clamp(Float(acc) * scale[c], low, high))) + zeroPoint`.
public struct Requantization: @unchecked Sendable {
    /// One per output channel, padded to a multiple of 16 with 1.
    public var scale: UnsafePointer<Float>
    /// Clamp bounds minus the zero point.
    public var low: Float
    public var high: Float
    public var zeroPoint: Int32

    @inlinable public init(scale: UnsafePointer<Float>, low: Float, high: Float, zeroPoint: Int32) {
        self.scale = scale
        self.low = low
        self.high = high
        self.zeroPoint = zeroPoint
    }

    @inlinable public init(scale: UnsafePointer<Float>, range: OutputRange) {
        self.init(scale: scale, low: range.low, high: range.high, zeroPoint: range.zeroPoint)
    }
}
