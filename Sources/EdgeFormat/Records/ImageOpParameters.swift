/// pad2D.
public struct PadParameters: Sendable, Equatable {
    /// What lies outside the image.
    public enum Mode: Int32, Sendable {
        /// `value`
        case constant = 0
        /// the nearest pixel of the image
        case edge = 1
        /// the image reflected in its outermost pixels, which are not repeated
        case reflect = 2
    }
    /// Words 0 and 1: pixels before the image; those after it follow from the output's size.
    public var top: Int32
    public var left: Int32
    /// Word 2.
    public var mode: Mode
    /// Word 3: a quantum; 0 unless the mode is constant.
    public var value: Int32

    public init(top: Int32, left: Int32, mode: Mode, value: Int32 = 0) {
        self.top = top
        self.left = left
        self.mode = mode
        self.value = value
    }

    public init(_ p: OpParameters) {
        self.init(top: p[0], left: p[1], mode: Mode(rawValue: p[2]) ?? .constant, value: p[3])
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = top
        p[1] = left
        p[2] = mode.rawValue
        p[3] = value
        return p
    }
}

/// normalize.
public struct NormalizeParameters: Sendable, Equatable {
    /// Word 0: groups of consecutive channels that share mean and variance.
    public var groups: Int32
    /// Word 1: added to the variance, in squared input quanta.
    public var epsilon: Float
    /// Words 11 and 12.
    public var clampLow: Int32 = -128
    public var clampHigh: Int32 = 127

    public init(groups: Int32, epsilon: Float) {
        self.groups = groups
        self.epsilon = epsilon
    }

    public init(_ p: OpParameters) {
        self.init(groups: p[0], epsilon: Float(bitPattern: UInt32(bitPattern: p[1])))
        clampLow = p[11]
        clampHigh = p[12]
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = groups
        p[1] = Int32(bitPattern: epsilon.bitPattern)
        p[11] = clampLow
        p[12] = clampHigh
        return p
    }
}

/// depthToSpace, spaceToDepth.
public struct BlockParameters: Sendable, Equatable {
    /// Word 0: height and width of a block of pixels.
    public var block: Int32
    /// Word 1, depthToSpace: 1 where a channel's block is contiguous in x (channel, row, column), 0 where the
    /// channels of a pixel are (row, column, channel).
    public var channelFirst: Int32

    public init(block: Int32, channelFirst: Int32 = 0) {
        self.block = block
        self.channelFirst = channelFirst
    }

    public init(_ p: OpParameters) { self.init(block: p[0], channelFirst: p[1]) }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = block
        p[1] = channelFirst
        return p
    }
}

#if !hasFeature(Embedded)
    extension PadParameters.Mode: CaseIterable {}
#endif
