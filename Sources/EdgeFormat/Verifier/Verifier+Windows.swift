extension Verifier {
    /// Ranges of the window words, and the output size they give:
    /// `(size + padBefore + padAfter - ((kernel - 1) * dilation + 1)) / stride + 1`, rounded down.
    ///
    /// Padding is smaller than the dilated kernel, so that without dilation every window holds at least one
    /// pixel of the input.
    func verifyWindow(
        _ i: Int, _ window: WindowParameters, input: TensorRecord, output: TensorRecord
    ) throws(FormatError) {
        let height = try outputSize(
            i, size: input.dimensions[1], kernel: window.kernelHeight, stride: window.strideHeight,
            dilation: window.dilationHeight, padBefore: window.padTop, padAfter: window.padBottom)
        let width = try outputSize(
            i, size: input.dimensions[2], kernel: window.kernelWidth, stride: window.strideWidth,
            dilation: window.dilationWidth, padBefore: window.padLeft, padAfter: window.padRight)
        guard output.dimensions[1] == height, output.dimensions[2] == width else {
            throw opFault(i, .badShape, "output height and width", "do not follow from the window")
        }
    }

    private func outputSize(
        _ i: Int, size: Int32, kernel: Int32, stride: Int32, dilation: Int32, padBefore: Int32,
        padAfter: Int32
    ) throws(FormatError) -> Int32 {
        let limit = VerifierLimits.window
        guard kernel >= 1, kernel <= limit, stride >= 1, stride <= limit, dilation >= 1, dilation <= limit
        else { throw opFault(i, .outOfRange, "kernel, stride or dilation", "is not within 1...32768") }
        // At most 2^30: the sums below stay within Int32, as sizes are at most 2^28.
        let (extent, overflow) = (kernel - 1).multipliedReportingOverflow(by: dilation)
        guard !overflow, extent < 1 << 28 else {
            throw opFault(i, .outOfRange, "dilated kernel", "is above 2^28")
        }
        guard padBefore >= 0, padBefore <= extent, padAfter >= 0, padAfter <= extent else {
            throw opFault(i, .outOfRange, "padding", "is negative or not smaller than the dilated kernel")
        }
        let room = size + padBefore + padAfter - (extent + 1)
        guard room >= 0 else { throw opFault(i, .badShape, "window", "is larger than the padded input") }
        return room / stride + 1
    }

    // MARK: Pools

    func verifyMaxPool2D(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let parameters = WindowedOpParameters(op.parameters)
        let (x, y) = try poolOperands(i, op, parameters)
        try requireSameQuantization(i, x, y)
        try verifyWindow(i, parameters.window, input: x, output: y)
        guard parameters.clampLow == -128, parameters.clampHigh == 127 else {
            throw opFault(i, .outOfRange, "clamp", "of a max pool is not -128...127")
        }
    }

    func verifyAveragePool2D(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let parameters = WindowedOpParameters(op.parameters)
        let (x, y) = try poolOperands(i, op, parameters)
        try requireClamp(i, low: parameters.clampLow, high: parameters.clampHigh)
        try requireFactor(i, x.scale / y.scale)
        guard parameters.countIncludesPadding == 0 || parameters.countIncludesPadding == 1 else {
            throw opFault(i, .outOfRange, "count includes padding", "is not 0 or 1")
        }
        let pixels: Int
        if parameters.isGlobal {
            guard parameters.window == .global, parameters.countIncludesPadding == 0 else {
                throw opFault(i, .outOfRange, "window", "of a global average is not all default")
            }
            guard y.dimensions[1] == 1, y.dimensions[2] == 1 else {
                throw opFault(i, .badShape, "output", "of a global average is not 1 by 1")
            }
            pixels = Int(x.dimensions[1]).multipliedReportingOverflow(by: Int(x.dimensions[2])).partialValue
        } else {
            try verifyWindow(i, parameters.window, input: x, output: y)
            pixels = Int(parameters.window.kernelHeight) * Int(parameters.window.kernelWidth)
        }
        guard pixels < VerifierLimits.averagedPixels else {
            throw opFault(i, .overflow, "window", "holds 2^23 pixels or more")
        }
        try requireFactor(i, x.scale / y.scale / Float(pixels))
    }

    private func poolOperands(
        _ i: Int, _ op: OpRecord, _ parameters: WindowedOpParameters
    ) throws(FormatError) -> (x: TensorRecord, y: TensorRecord) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        guard x.dimensions[3] == y.dimensions[3] else {
            throw opFault(i, .badShape, "channels", "of input and output differ")
        }
        guard parameters.groups == 1 else { throw opFault(i, .outOfRange, "groups", "of a pool are not 1") }
        guard parameters.window.dilationHeight == 1, parameters.window.dilationWidth == 1 else {
            throw opFault(i, .unsupportedFeature, "dilation", "of a pool is not 1")
        }
        return (x, y)
    }
}

extension WindowParameters {
    /// The window words of a global average: a kernel of 0 by 0, all else at its default.
    public static var global: WindowParameters { WindowParameters(kernelHeight: 0, kernelWidth: 0) }
}

extension WindowedOpParameters {
    /// averagePool2D over the whole plane.
    public var isGlobal: Bool { window.kernelHeight == 0 && window.kernelWidth == 0 }
}
