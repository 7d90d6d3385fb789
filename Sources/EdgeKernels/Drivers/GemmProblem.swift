import CEdgeSIMD

/// What convolution and fully connected have in common: a window over an image, times weights. A fully
/// connected layer is a 1x1 window over an image of one row.
struct GemmProblem {
    /// Bytes: of int16 activations, `channels` is twice their number.
    var input: ImageView
    var inputIsInt16: Bool
    var outputHeight: Int
    var outputWidth: Int
    var window: Window
    var groups: Int
    var inputZeroPoint: Int32
    /// N of one group.
    var channels: Int
    /// K
    var depth: Int
    var weights: UnsafePointer<Int8>
    var bias: UnsafePointer<Int32>
    var weightSum: UnsafePointer<Int32>
    var requantization: Requantization
    var output: UnsafeMutableRawPointer
    /// Elements from one pixel to the next.
    var outputStride: Int
    var outputElement: OutputElement
    /// Proven: a kernel that needs it may run.
    var weightSafety: WeightSafety

    var pixels: Int { outputHeight * outputWidth }
    var quads: Int { (depth + 3) / 4 }
    /// Bytes of the activations that one output sums over.
    var depthBytes: Int { inputIsInt16 ? 2 * depth : depth }
    var blocks: Int { (channels + 15) / 16 }

    /// Whether each row of activations is one pixel of the input, in order.
    var rowsArePixels: Bool {
        window.kernelHeight == 1 && window.kernelWidth == 1 && window.strideHeight == 1
            && window.strideWidth == 1 && window.padTop == 0 && window.padLeft == 0
            && outputHeight == input.height && outputWidth == input.width
    }

    init(_ a: ConvArguments) {
        input = a.input
        inputIsInt16 = a.inputIsInt16
        if inputIsInt16 { input.channels *= 2 }
        outputHeight = a.output.height
        outputWidth = a.output.width
        window = a.window
        groups = a.groups
        inputZeroPoint = a.inputZeroPoint
        channels = a.groupOutputChannels
        depth = a.depth
        weights = a.weights
        bias = a.bias
        weightSum = a.weightSum
        requantization = a.requantization
        weightSafety = a.weightSafety
        output = UnsafeMutableRawPointer(a.output.base)
        outputStride = a.output.pixelStride
        outputElement = a.outputElement
    }

    init(_ a: FullyConnectedArguments) {
        input = ImageView(
            base: UnsafeMutablePointer(mutating: a.input), height: 1, width: a.rows, channels: a.depth,
            pixelStride: a.inputRowStride)
        inputIsInt16 = false
        outputHeight = 1
        outputWidth = a.rows
        window = Window(kernelHeight: 1, kernelWidth: 1)
        groups = 1
        inputZeroPoint = 0
        channels = a.outputChannels
        depth = a.depth
        weights = a.weights
        bias = a.bias
        weightSum = a.weightSum
        requantization = a.requantization
        weightSafety = a.weightSafety
        switch a.output {
        case .int8(let base, let rowStride):
            output = UnsafeMutableRawPointer(base)
            outputStride = rowStride
            outputElement = .int8
        case .float32(let base, let rowStride):
            output = UnsafeMutableRawPointer(base)
            outputStride = rowStride
            outputElement = .float32
        }
    }
}
