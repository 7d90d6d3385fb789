/// maxPool2D over the valid pixels of each window; every window must hold at least one.
public struct MaxPoolArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    public var window: Window

    @inlinable public init(input: ImageView, output: ImageView, window: Window) {
        self.input = input
        self.output = output
        self.window = window
    }
}

/// averagePool2D (ARITHMETIC.md, "Average pool"): `acc = sum(q - inputZeroPoint)` over the valid pixels,
/// `q = rne(clamp(Float(acc) * (ratio / Float(count)), low, high)) + zp`.
public struct AveragePoolArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    public var window: Window
    public var inputZeroPoint: Int32
    /// `scaleIn / scaleOut` in binary32: normal, at most 2^64.
    public var ratio: Float
    /// `count` is the whole window instead of its valid pixels.
    public var countIncludesPadding: Bool
    public var range: OutputRange

    @inlinable public init(
        input: ImageView, output: ImageView, window: Window, inputZeroPoint: Int32, ratio: Float,
        countIncludesPadding: Bool = false, range: OutputRange
    ) {
        self.input = input
        self.output = output
        self.window = window
        self.inputZeroPoint = inputZeroPoint
        self.ratio = ratio
        self.countIncludesPadding = countIncludesPadding
        self.range = range
    }

    /// Global average: the window is the whole plane, the output one pixel.
    @inlinable public init(
        global input: ImageView, output: ImageView, inputZeroPoint: Int32, ratio: Float,
        range: OutputRange
    ) {
        self.init(
            input: input, output: output,
            window: Window(kernelHeight: input.height, kernelWidth: input.width),
            inputZeroPoint: inputZeroPoint, ratio: ratio, range: range)
    }
}
