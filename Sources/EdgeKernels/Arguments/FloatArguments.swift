/// dequantize (ARITHMETIC.md): `y = Float(q - zeroPoint) * scale`.
public struct DequantizeArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: UnsafeMutablePointer<Float>
    /// Elements from one pixel to the next.
    public var outputStride: Int
    public var zeroPoint: Int32
    public var scale: Float

    @inlinable public init(
        input: ImageView, output: UnsafeMutablePointer<Float>, outputStride: Int, zeroPoint: Int32,
        scale: Float
    ) {
        self.input = input
        self.output = output
        self.outputStride = outputStride
        self.zeroPoint = zeroPoint
        self.scale = scale
    }
}

/// quantize (ARITHMETIC.md): `q = rne(clamp(x / scale, low, high)) + zeroPoint`.
public struct QuantizeArguments: @unchecked Sendable {
    public var input: UnsafePointer<Float>
    /// Elements from one pixel to the next.
    public var inputStride: Int
    public var output: ImageView
    public var scale: Float
    public var range: OutputRange

    @inlinable public init(
        input: UnsafePointer<Float>, inputStride: Int, output: ImageView, scale: Float, range: OutputRange
    ) {
        self.input = input
        self.inputStride = inputStride
        self.output = output
        self.scale = scale
        self.range = range
    }
}

/// floatUnary: a function of each element.
public struct FloatUnaryArguments: @unchecked Sendable {
    public enum Function: Sendable {
        case sigmoid, exponential, tanh, squareRoot, floor
        case clamp(low: Float, high: Float)
    }
    public var function: Function
    public var input: UnsafePointer<Float>
    public var inputStride: Int
    public var output: UnsafeMutablePointer<Float>
    public var outputStride: Int
    public var rows: Int
    public var count: Int

    @inlinable public init(
        _ function: Function, input: UnsafePointer<Float>, inputStride: Int,
        output: UnsafeMutablePointer<Float>, outputStride: Int, rows: Int, count: Int
    ) {
        self.function = function
        self.input = input
        self.inputStride = inputStride
        self.output = output
        self.outputStride = outputStride
        self.rows = rows
        self.count = count
    }
}

/// floatBinary and floatBinaryConstant: a function of two elements, broadcast by distances of 0.
public struct FloatBinaryArguments: @unchecked Sendable {
    public enum Function: UInt8, Sendable {
        case add = 0
        case subtract, multiply, divide, maximum, minimum
    }
    public var function: Function
    public var a: UnsafePointer<Float>
    public var b: UnsafePointer<Float>
    public var output: UnsafeMutablePointer<Float>
    public var walk: StridedWalk

    public init(
        _ function: Function, a: UnsafePointer<Float>, b: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, walk: StridedWalk
    ) {
        self.function = function
        self.a = a
        self.b = b
        self.output = output
        self.walk = walk.elementwiseOrder
    }
}

/// transpose, slice, broadcast: output element i is the input element that the walk pairs with it.
public struct StridedCopyArguments: @unchecked Sendable {
    public var input: UnsafeRawPointer
    public var output: UnsafeMutableRawPointer
    /// 1 or 4
    public var elementBytes: Int
    public var walk: StridedWalk

    public init(
        input: UnsafeRawPointer, output: UnsafeMutableRawPointer, elementBytes: Int, walk: StridedWalk
    ) {
        self.input = input
        self.output = output
        self.elementBytes = elementBytes
        self.walk = walk.copyOrder
    }
}

/// softmax of float32 along any axis.
public struct AxisSoftmaxArguments: @unchecked Sendable {
    public var input: UnsafePointer<Float>
    public var inputView: AxisView
    public var output: UnsafeMutablePointer<Float>
    public var outputView: AxisView

    @inlinable public init(
        input: UnsafePointer<Float>, inputView: AxisView, output: UnsafeMutablePointer<Float>,
        outputView: AxisView
    ) {
        self.input = input
        self.inputView = inputView
        self.output = output
        self.outputView = outputView
    }
}

/// reduce: sum, mean or maximum along an axis; the output's view has size 1.
public struct ReduceArguments: @unchecked Sendable {
    public enum Function: UInt8, Sendable {
        case sum = 0
        case mean, max
    }
    public var function: Function
    public var input: UnsafePointer<Float>
    public var inputView: AxisView
    public var output: UnsafeMutablePointer<Float>
    public var outputView: AxisView

    @inlinable public init(
        _ function: Function, input: UnsafePointer<Float>, inputView: AxisView,
        output: UnsafeMutablePointer<Float>, outputView: AxisView
    ) {
        self.function = function
        self.input = input
        self.inputView = inputView
        self.output = output
        self.outputView = outputView
    }
}

/// matMul and matMulConstant: `y[m, n] = ((0 + a[m, 0] * b[0, n]) + a[m, 1] * b[1, n]) + ...`
public struct MatMulArguments: @unchecked Sendable {
    public struct Matrix: @unchecked Sendable {
        public var base: UnsafeMutablePointer<Float>
        public var rowStride: Int
        /// From one matrix of a batch to the next; 0 where all use one.
        public var batchStride: Int

        @inlinable public init(base: UnsafeMutablePointer<Float>, rowStride: Int, batchStride: Int) {
            self.base = base
            self.rowStride = rowStride
            self.batchStride = batchStride
        }
    }
    public var a: Matrix
    public var b: Matrix
    public var output: Matrix
    public var batch: Int
    public var m: Int
    public var k: Int
    public var n: Int

    @inlinable public init(
        a: Matrix, b: Matrix, output: Matrix, batch: Int, m: Int, k: Int, n: Int
    ) {
        self.a = a
        self.b = b
        self.output = output
        self.batch = batch
        self.m = m
        self.k = k
        self.n = n
    }
}

/// topK: for each row, the positions of its `k` largest elements, larger ones first, equal ones by
/// position; NaN comes after all numbers.
public struct TopKArguments: @unchecked Sendable {
    public var input: UnsafePointer<Float>
    public var inputStride: Int
    public var output: UnsafeMutablePointer<Float>
    public var outputStride: Int
    public var rows: Int
    /// At most 2^24.
    public var count: Int
    /// At most `count`.
    public var k: Int

    @inlinable public init(
        input: UnsafePointer<Float>, inputStride: Int, output: UnsafeMutablePointer<Float>,
        outputStride: Int, rows: Int, count: Int, k: Int
    ) {
        self.input = input
        self.inputStride = inputStride
        self.output = output
        self.outputStride = outputStride
        self.rows = rows
        self.count = count
        self.k = k
    }
}

/// gather: `y[o, i, p, c] = x[o, indices[i], p, c]`; gatherElements: `x[o, indices[o, i, p, c], p, c]`.
public struct GatherArguments: @unchecked Sendable {
    public var input: UnsafeRawPointer
    public var inputView: AxisView
    public var indices: UnsafePointer<Float>
    /// gather: rows of indices, in order; gatherElements: the output's shape.
    public var indexView: AxisView
    public var isElementwise: Bool
    public var output: UnsafeMutableRawPointer
    public var outputView: AxisView
    /// 1 or 4
    public var elementBytes: Int

    @inlinable public init(
        input: UnsafeRawPointer, inputView: AxisView, indices: UnsafePointer<Float>, indexView: AxisView,
        isElementwise: Bool, output: UnsafeMutableRawPointer, outputView: AxisView, elementBytes: Int
    ) {
        self.input = input
        self.inputView = inputView
        self.indices = indices
        self.indexView = indexView
        self.isElementwise = isElementwise
        self.output = output
        self.outputView = outputView
        self.elementBytes = elementBytes
    }
}
