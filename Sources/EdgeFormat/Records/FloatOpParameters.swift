/// softmax, reduce, gather, gatherElements: word 0 is the axis, counted from the last (0 is the last).
public struct AxisParameters: Sendable, Equatable {
    public var fromLast: Int32

    public init(fromLast: Int32) { self.fromLast = fromLast }

    public init(_ p: OpParameters) { fromLast = p[0] }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = fromLast
        return p
    }
}

/// reduce.
public struct ReduceParameters: Sendable, Equatable {
    public enum Function: Int32, Sendable {
        case sum = 0
        case mean, max
    }
    /// Word 0.
    public var axis: AxisParameters
    /// Word 1.
    public var function: Function

    public init(fromLast: Int32, function: Function) {
        axis = AxisParameters(fromLast: fromLast)
        self.function = function
    }

    public init(_ p: OpParameters) {
        axis = AxisParameters(p)
        function = Function(rawValue: p[1]) ?? .sum
    }

    public var words: OpParameters {
        var p = axis.words
        p[1] = function.rawValue
        return p
    }
}

/// floatUnary.
public struct FloatUnaryParameters: Sendable, Equatable {
    public enum Function: Int32, Sendable {
        case sigmoid = 0
        case exponential, tanh, squareRoot
        /// Of `low` and `high`.
        case clamp
        case floor
    }
    /// Word 0.
    public var function: Function
    /// Words 1 and 2, of a clamp: any numbers with `low <= high`, infinities included.
    public var low: Float = 0
    public var high: Float = 0

    public init(_ function: Function, low: Float = 0, high: Float = 0) {
        self.function = function
        self.low = low
        self.high = high
    }

    public init(_ p: OpParameters) {
        function = Function(rawValue: p[0]) ?? .sigmoid
        low = Float(bitPattern: UInt32(bitPattern: p[1]))
        high = Float(bitPattern: UInt32(bitPattern: p[2]))
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = function.rawValue
        p[1] = Int32(bitPattern: low.bitPattern)
        p[2] = Int32(bitPattern: high.bitPattern)
        return p
    }
}

/// floatBinary, floatBinaryConstant.
public struct FloatBinaryParameters: Sendable, Equatable {
    public enum Function: Int32, Sendable {
        case add = 0
        case subtract, multiply, divide, maximum, minimum
    }
    /// Word 0.
    public var function: Function
    /// Word 1 of floatBinaryConstant: the constant is the left operand.
    public var constantIsLeft: Bool

    public init(_ function: Function, constantIsLeft: Bool = false) {
        self.function = function
        self.constantIsLeft = constantIsLeft
    }

    public init(_ p: OpParameters) {
        function = Function(rawValue: p[0]) ?? .add
        constantIsLeft = p[1] == 1
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = function.rawValue
        p[1] = constantIsLeft ? 1 : 0
        return p
    }
}

/// transpose: axis i of the output is axis `permutation[i]` of the input (words 0 to 5).
public struct TransposeParameters: Sendable {
    public var permutation: InlineArray<6, Int32>

    public init(permutation: InlineArray<6, Int32>) { self.permutation = permutation }

    public init(_ p: OpParameters) {
        permutation = InlineArray { p[$0] }
    }

    public var words: OpParameters {
        var p = OpParameters()
        for i in 0..<6 { p[i] = permutation[i] }
        return p
    }
}

/// slice: output index i along an axis reads input index `starts + i * steps` (words 0 to 5 and 6 to 11).
public struct SliceParameters: Sendable {
    public var starts: InlineArray<6, Int32>
    /// 1 past the rank.
    public var steps: InlineArray<6, Int32>

    public init(starts: InlineArray<6, Int32>, steps: InlineArray<6, Int32>) {
        self.starts = starts
        self.steps = steps
    }

    public init(_ p: OpParameters) {
        starts = InlineArray { p[$0] }
        steps = InlineArray { p[6 + $0] }
    }

    public var words: OpParameters {
        var p = OpParameters()
        for i in 0..<6 {
            p[i] = starts[i]
            p[6 + i] = steps[i]
        }
        return p
    }
}

#if !hasFeature(Embedded)
    extension ReduceParameters.Function: CaseIterable {}
    extension FloatUnaryParameters.Function: CaseIterable {}
    extension FloatBinaryParameters.Function: CaseIterable {}
#endif
