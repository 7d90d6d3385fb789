/// pad2D (ARITHMETIC.md, "Pad"): copies pixels; the scale is the input's.
public struct PadArguments: @unchecked Sendable {
    public enum Mode: UInt8, Sendable { case constant, edge, reflect }
    public var input: ImageView
    public var output: ImageView
    /// Pixels before the image. A reflection stays within the image.
    public var top: Int
    public var left: Int
    public var mode: Mode
    /// Outside the image, where the mode is constant.
    public var value: Int8

    @inlinable public init(
        input: ImageView, output: ImageView, top: Int, left: Int, mode: Mode, value: Int8
    ) {
        self.input = input
        self.output = output
        self.top = top
        self.left = left
        self.mode = mode
        self.value = value
    }
}

/// normalize (ARITHMETIC.md, "Normalize").
public struct NormalizeArguments: @unchecked Sendable {
    public var input: ImageView
    /// The input's shape.
    public var output: ImageView
    /// Divides the channels; a group has fewer than 2^23 elements.
    public var groups: Int
    /// In squared input quanta.
    public var epsilon: Float
    /// One a channel, in output quanta.
    public var factor: UnsafePointer<Float>
    public var shift: UnsafePointer<Float>
    public var range: OutputRange

    @inlinable public init(
        input: ImageView, output: ImageView, groups: Int, epsilon: Float, factor: UnsafePointer<Float>,
        shift: UnsafePointer<Float>, range: OutputRange
    ) {
        self.input = input
        self.output = output
        self.groups = groups
        self.epsilon = epsilon
        self.factor = factor
        self.shift = shift
        self.range = range
    }
}

/// prelu (ARITHMETIC.md, "Leaky unit by channel").
public struct PReluArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    public var inputZeroPoint: Int32
    /// `scaleIn / scaleOut` in binary32: normal, at most 2^64.
    public var factor: Float
    /// Of negative inputs, one a channel.
    public var negativeFactors: UnsafePointer<Float>
    public var range: OutputRange

    @inlinable public init(
        input: ImageView, output: ImageView, inputZeroPoint: Int32, factor: Float,
        negativeFactors: UnsafePointer<Float>, range: OutputRange
    ) {
        self.input = input
        self.output = output
        self.inputZeroPoint = inputZeroPoint
        self.factor = factor
        self.negativeFactors = negativeFactors
        self.range = range
    }
}

/// channelShuffle (ARITHMETIC.md, "Channel shuffle").
public struct ShuffleArguments: @unchecked Sendable {
    public var input: ImageView
    /// The input's shape.
    public var output: ImageView
    /// Divides the channels.
    public var groups: Int

    @inlinable public init(input: ImageView, output: ImageView, groups: Int) {
        self.input = input
        self.output = output
        self.groups = groups
    }
}

/// depthToSpace and spaceToDepth (ARITHMETIC.md, "Blocks of pixels").
public struct BlockArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    public var block: Int
    /// depthToSpace: channels are in (channel, row, column) order.
    public var channelFirst: Bool

    @inlinable public init(input: ImageView, output: ImageView, block: Int, channelFirst: Bool = false) {
        self.input = input
        self.output = output
        self.block = block
        self.channelFirst = channelFirst
    }
}
