/// The float operators, ONNX semantics, attributes resolved (auto_pad into pads, axes made non-negative,
/// shapes known after inference). Flatten, Squeeze and Unsqueeze are `reshape`; Relu6 is `unary(.clip)`;
/// Upsample is `resize`.
public enum Operator: Sendable, Equatable {
    /// x [N,C,H,W], w [M,C/groups,kH,kW], bias? [M]
    case conv(ConvAttributes)
    /// x [N,C,H,W], w [C,M/groups,kH,kW], bias? [M]
    case convTranspose(ConvAttributes, outputPadding: [Int])
    /// alpha * op(a) * op(b) + beta * c
    case gemm(alpha: Float, beta: Float, transposeA: Bool, transposeB: Bool)
    case matMul
    /// x, scale, bias, mean, variance
    case batchNormalization(epsilon: Float)
    case instanceNormalization(epsilon: Float)
    /// x, scale, bias?
    case layerNormalization(axis: Int, epsilon: Float)
    case lrn(alpha: Float, beta: Float, bias: Float, size: Int)
    case unary(UnaryFunction)
    /// x, slope (broadcast)
    case prelu
    case binary(BinaryFunction)
    case maxPool(PoolAttributes)
    case averagePool(PoolAttributes)
    case globalAveragePool
    case globalMaxPool
    case reduce(ReduceFunction, axes: [Int], keepDimensions: Bool)
    case softmax(axis: Int)
    case logSoftmax(axis: Int)
    case concat(axis: Int)
    case split(axis: Int, sizes: [Int])
    /// Parallel to the tensor's rank; a negative step walks backwards; ends may be -1 past the front.
    case slice(starts: [Int], ends: [Int], steps: [Int])
    case pad(before: [Int], after: [Int], mode: PadMode, value: Float)
    case reshape(shape: [Int])
    case transpose(permutation: [Int])
    case expand(shape: [Int])
    case resize(ResizeAttributes)
    case identity
    case cast(ScalarType)
    case gather(axis: Int)
    case gatherElements(axis: Int)
    case topK(axis: Int, k: Int, largest: Bool)
    case argMax(axis: Int, keepDimensions: Bool)
    case depthToSpace(block: Int, columnRowDepth: Bool)
    case spaceToDepth(block: Int)
    case whereSelect
    case detect(DetectAttributes)
    /// Read from the file but not understood; carries the source's operator name.
    case unsupported(String)
}

public struct ConvAttributes: Sendable, Equatable {
    public var kernel: [Int]
    public var strides: [Int]
    public var dilations: [Int]
    public var padsBefore: [Int]
    public var padsAfter: [Int]
    public var groups: Int

    public init(
        kernel: [Int], strides: [Int], dilations: [Int], padsBefore: [Int], padsAfter: [Int], groups: Int
    ) {
        self.kernel = kernel
        self.strides = strides
        self.dilations = dilations
        self.padsBefore = padsBefore
        self.padsAfter = padsAfter
        self.groups = groups
    }
}

public struct PoolAttributes: Sendable, Equatable {
    public var kernel: [Int]
    public var strides: [Int]
    public var dilations: [Int]
    public var padsBefore: [Int]
    public var padsAfter: [Int]
    public var ceilMode: Bool
    public var countIncludesPadding: Bool

    public init(
        kernel: [Int], strides: [Int], dilations: [Int], padsBefore: [Int], padsAfter: [Int],
        ceilMode: Bool = false, countIncludesPadding: Bool = false
    ) {
        self.kernel = kernel
        self.strides = strides
        self.dilations = dilations
        self.padsBefore = padsBefore
        self.padsAfter = padsAfter
        self.ceilMode = ceilMode
        self.countIncludesPadding = countIncludesPadding
    }
}

public enum UnaryFunction: Sendable, Equatable {
    case relu, sigmoid, tanh, hardSwish, silu, erf, exp, log, sqrt, negate, absolute, reciprocal, softplus,
        floor, ceil, round, sign, not, mish, softsign, sin, cos
    case gelu(tanhApproximation: Bool)
    case hardSigmoid(alpha: Float, beta: Float)
    case leakyRelu(alpha: Float)
    case elu(alpha: Float)
    case clip(low: Float, high: Float)
}

public enum BinaryFunction: Sendable, Equatable {
    case add, subtract, multiply, divide, power, minimum, maximum, modulo, equal, less, greater,
        lessOrEqual, greaterOrEqual, and, or
}

public enum ReduceFunction: Sendable, Equatable { case mean, sum, max, min, product, l2 }

public enum PadMode: Sendable, Equatable { case constant, reflect, edge }

public struct ResizeAttributes: Sendable, Equatable {
    public enum Mode: Sendable { case nearest, linear, cubic }
    public enum Coordinates: Sendable {
        case halfPixel, pytorchHalfPixel, alignCorners, asymmetric, halfPixelSymmetric
    }
    public enum Nearest: Sendable { case roundPreferFloor, roundPreferCeil, floor, ceil }
    public var mode: Mode
    public var coordinates: Coordinates
    public var nearest: Nearest
    public var cubicCoefficient: Float
    /// Output size and input-to-output scale, one per axis.
    public var sizes: [Int]
    public var scales: [Float]

    public init(
        mode: Mode, coordinates: Coordinates, nearest: Nearest, cubicCoefficient: Float = -0.75,
        sizes: [Int], scales: [Float]
    ) {
        self.mode = mode
        self.coordinates = coordinates
        self.nearest = nearest
        self.cubicCoefficient = cubicCoefficient
        self.sizes = sizes
        self.scales = scales
    }
}
