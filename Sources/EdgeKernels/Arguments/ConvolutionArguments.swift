/// conv2D (ARITHMETIC.md, "Convolution"). Weights are `blocked16x4`.
public struct ConvArguments: @unchecked Sendable {
    public var input: ImageView
    /// The input is int16, with zero point 0: `channels` of them lie in each pixel, pixels `pixelStride` bytes
    /// apart.
    public var inputIsInt16 = false
    /// Its base is that of elements of `outputElement`, which `pixelStride` counts.
    public var output: ImageView
    public var outputElement = OutputElement.int8
    public var window: Window
    /// Divides both channel counts.
    public var groups: Int
    /// Padding reads this value; within -128...127.
    public var inputZeroPoint: Int32
    /// `[groups][ceil(N/16)][ceil(K/4)][16][4]`
    public var weights: UnsafePointer<Int8>
    /// `[groups][ceil(N/16)*16]`, holding `-inputZeroPoint * weightSum` already.
    public var bias: UnsafePointer<Int32>
    /// `[groups][ceil(N/16)*16]`
    public var weightSum: UnsafePointer<Int32>
    /// Its scale: `[groups][ceil(N/16)*16]`
    public var requantization: Requantization

    /// What is proven of the weights: faster kernels may run.
    public var weightSafety: WeightSafety
    /// Most bytes of scratch that a faster way may take which needs more than others.
    public var mostScratch = Int.max

    @inlinable public init(
        input: ImageView, output: ImageView, window: Window, groups: Int = 1, inputZeroPoint: Int32,
        weights: UnsafePointer<Int8>, bias: UnsafePointer<Int32>, weightSum: UnsafePointer<Int32>,
        requantization: Requantization, weightSafety: WeightSafety = .none
    ) {
        self.input = input
        self.output = output
        self.window = window
        self.groups = groups
        self.inputZeroPoint = inputZeroPoint
        self.weights = weights
        self.bias = bias
        self.weightSum = weightSum
        self.requantization = requantization
        self.weightSafety = weightSafety
    }

    /// K: activations that one output sums over, in (kh, kw, c) order.
    @inlinable public var depth: Int {
        window.kernelHeight * window.kernelWidth * (input.channels / groups)
    }
    /// N: output channels of one group.
    @inlinable public var groupOutputChannels: Int { output.channels / groups }
}

/// transposedConv2D (ARITHMETIC.md, "Transposed convolution"). Weights are `phased16x4`.
public struct TransposedConvArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    /// Input position i and tap k meet at output position `i * stride + k * dilation - pad`.
    public var window: Window
    /// Divides both channel counts.
    public var groups: Int
    /// Taps outside the input read this value; within -128...127.
    public var inputZeroPoint: Int32
    /// `[phases][groups][ceil(N/16)][ceil(K/4)][16][4]`, K by phase
    public var weights: UnsafePointer<Int8>
    /// `[phases][groups][ceil(N/16)*16]`, holding `-inputZeroPoint * weightSum` already.
    public var bias: UnsafePointer<Int32>
    /// `[phases][groups][ceil(N/16)*16]`
    public var weightSum: UnsafePointer<Int32>
    /// Its scale: `[phases][groups][ceil(N/16)*16]`
    public var requantization: Requantization

    /// What is proven of the weights: faster kernels may run.
    public var weightSafety: WeightSafety

    @inlinable public init(
        input: ImageView, output: ImageView, window: Window, groups: Int = 1, inputZeroPoint: Int32,
        weights: UnsafePointer<Int8>, bias: UnsafePointer<Int32>, weightSum: UnsafePointer<Int32>,
        requantization: Requantization, weightSafety: WeightSafety = .none
    ) {
        self.input = input
        self.output = output
        self.window = window
        self.groups = groups
        self.inputZeroPoint = inputZeroPoint
        self.weights = weights
        self.bias = bias
        self.weightSum = weightSum
        self.requantization = requantization
        self.weightSafety = weightSafety
    }
}

/// depthwiseConv2D, depth multiplier 1 (ARITHMETIC.md, "Depthwise convolution").
public struct DepthwiseArguments: @unchecked Sendable {
    public var input: ImageView
    /// The input is int16, with zero point 0: `channels` of them lie in each pixel, pixels `pixelStride` bytes
    /// apart.
    public var inputIsInt16 = false
    /// Its channel count is the input's, its `pixelStride` in elements.
    public var output: ImageView
    /// Only where the input is: the output is int16, with zero point 0.
    public var outputIsInt16 = false
    public var window: Window
    public var inputZeroPoint: Int32
    /// `[kh*kw][ceil(C/16)*16]`
    public var weights: UnsafePointer<Int8>
    /// `[ceil(C/16)*16]`, holding `-inputZeroPoint * sum(w)` already.
    public var bias: UnsafePointer<Int32>
    public var requantization: Requantization

    @inlinable public init(
        input: ImageView, output: ImageView, window: Window, inputZeroPoint: Int32,
        weights: UnsafePointer<Int8>, bias: UnsafePointer<Int32>, requantization: Requantization
    ) {
        self.input = input
        self.output = output
        self.window = window
        self.inputZeroPoint = inputZeroPoint
        self.weights = weights
        self.bias = bias
        self.requantization = requantization
    }
}

/// fullyConnected: `rows` x K times K x N (ARITHMETIC.md, "Fully connected"). Weights are `blocked16x4`.
public struct FullyConnectedArguments: @unchecked Sendable {
    public enum Output: @unchecked Sendable {
        /// Requantized; rows are the given number of elements apart.
        case int8(UnsafeMutablePointer<Int8>, rowStride: Int)
        /// `Float(acc) * scale[c]`; rows are the given number of elements apart.
        case float32(UnsafeMutablePointer<Float>, rowStride: Int)
    }
    public var input: UnsafePointer<Int8>
    public var rows: Int
    /// K
    public var depth: Int
    /// Bytes from one input row to the next, at least `depth`.
    public var inputRowStride: Int
    public var output: Output
    /// N
    public var outputChannels: Int
    /// `[ceil(N/16)][ceil(K/4)][16][4]`
    public var weights: UnsafePointer<Int8>
    public var bias: UnsafePointer<Int32>
    public var weightSum: UnsafePointer<Int32>
    /// A float32 output uses its scale only.
    public var requantization: Requantization

    /// What is proven of the weights: faster kernels may run.
    public var weightSafety: WeightSafety

    @inlinable public init(
        input: UnsafePointer<Int8>, rows: Int, depth: Int, inputRowStride: Int, output: Output,
        outputChannels: Int, weights: UnsafePointer<Int8>, bias: UnsafePointer<Int32>,
        weightSum: UnsafePointer<Int32>, requantization: Requantization, weightSafety: WeightSafety = .none
    ) {
        self.input = input
        self.rows = rows
        self.depth = depth
        self.inputRowStride = inputRowStride
        self.output = output
        self.outputChannels = outputChannels
        self.weights = weights
        self.bias = bias
        self.weightSum = weightSum
        self.requantization = requantization
        self.weightSafety = weightSafety
    }
}
