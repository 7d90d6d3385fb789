/// The parameter words of one operator: `count` little-endian 32-bit words of its record. A typed view
/// (`Conv2DParameters`, …) names them. Floats are stored as their bit patterns.
public struct OpParameters: Sendable {
    public static let count = 24
    public var words: InlineArray<24, Int32>

    public init() { words = InlineArray(repeating: 0) }

    @inlinable public subscript(_ i: Int) -> Int32 {
        get { words[i] }
        set { words[i] = newValue }
    }
}

/// Window geometry shared by convolutions and pools; words 0 to 9.
public struct WindowParameters: Sendable, Equatable {
    public var kernelHeight: Int32
    public var kernelWidth: Int32
    public var strideHeight: Int32
    public var strideWidth: Int32
    public var dilationHeight: Int32
    public var dilationWidth: Int32
    public var padTop: Int32
    public var padLeft: Int32
    public var padBottom: Int32
    public var padRight: Int32

    public init(
        kernelHeight: Int32, kernelWidth: Int32, strideHeight: Int32 = 1, strideWidth: Int32 = 1,
        dilationHeight: Int32 = 1, dilationWidth: Int32 = 1, padTop: Int32 = 0, padLeft: Int32 = 0,
        padBottom: Int32 = 0, padRight: Int32 = 0
    ) {
        self.kernelHeight = kernelHeight
        self.kernelWidth = kernelWidth
        self.strideHeight = strideHeight
        self.strideWidth = strideWidth
        self.dilationHeight = dilationHeight
        self.dilationWidth = dilationWidth
        self.padTop = padTop
        self.padLeft = padLeft
        self.padBottom = padBottom
        self.padRight = padRight
    }

    public init(_ p: OpParameters) {
        self.init(
            kernelHeight: p[0], kernelWidth: p[1], strideHeight: p[2], strideWidth: p[3],
            dilationHeight: p[4], dilationWidth: p[5], padTop: p[6], padLeft: p[7], padBottom: p[8],
            padRight: p[9])
    }

    public func write(to p: inout OpParameters) {
        p[0] = kernelHeight
        p[1] = kernelWidth
        p[2] = strideHeight
        p[3] = strideWidth
        p[4] = dilationHeight
        p[5] = dilationWidth
        p[6] = padTop
        p[7] = padLeft
        p[8] = padBottom
        p[9] = padRight
    }
}

/// conv2D, depthwiseConv2D, transposedConv2D, fullyConnected, maxPool2D, averagePool2D: window words, then groups and the
/// fused activation as a closed range of output quanta.
public struct WindowedOpParameters: Sendable, Equatable {
    public var window: WindowParameters
    /// Word 10. 1 for all but a grouped conv2D or transposedConv2D.
    public var groups: Int32 = 1
    /// Words 11 and 12: the fused activation, in output quanta, within -128...127.
    public var clampLow: Int32 = -128
    public var clampHigh: Int32 = 127
    /// Word 13, averagePool2D: 1 where padding counts in the divisor.
    public var countIncludesPadding: Int32 = 0
    /// Word 14, conv2D, transposedConv2D, fullyConnected: a `LaneSafety`, which the verifier checks.
    public var laneSafety: Int32 = 0

    public init(window: WindowParameters) { self.window = window }

    public init(_ p: OpParameters) {
        window = WindowParameters(p)
        groups = p[10]
        clampLow = p[11]
        clampHigh = p[12]
        countIncludesPadding = p[13]
        laneSafety = p[14]
    }

    public var words: OpParameters {
        var p = OpParameters()
        window.write(to: &p)
        p[10] = groups
        p[11] = clampLow
        p[12] = clampHigh
        p[13] = countIncludesPadding
        p[14] = laneSafety
        return p
    }
}

/// add, mul, requantize, resizeLinear: the fused activation (words 11 and 12); scales come from the tensors.
public struct PointwiseParameters: Sendable, Equatable {
    public var clampLow: Int32 = -128
    public var clampHigh: Int32 = 127

    public init() {}

    public init(_ p: OpParameters) {
        clampLow = p[11]
        clampHigh = p[12]
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[11] = clampLow
        p[12] = clampHigh
        return p
    }
}

/// resizeNearest.
public struct ResizeNearestParameters: Sendable, Equatable {
    /// Which source index an output index reads, in exact integers.
    public enum Rounding: Int32, Sendable {
        /// `floor(y * in / out)`
        case asymmetricFloor = 0
        /// `floor((2y + 1) * in / (2 * out))`
        case halfPixelPreferCeil = 1
        /// `ceil((2y + 1) * in / (2 * out)) - 1`
        case halfPixelPreferFloor = 2
    }
    /// Word 0.
    public var rounding: Rounding

    public init(rounding: Rounding) { self.rounding = rounding }

    public init(_ p: OpParameters) { rounding = Rounding(rawValue: p[0]) ?? .asymmetricFloor }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = rounding.rawValue
        return p
    }
}

#if !hasFeature(Embedded)
    extension ResizeNearestParameters.Rounding: CaseIterable {}
#endif
