extension Verifier {
    mutating func verifyTransposedConv2D(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        let parameters = WindowedOpParameters(op.parameters)
        let window = parameters.window
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        try requireClamp(i, low: parameters.clampLow, high: parameters.clampHigh)
        let groups = parameters.groups
        guard groups >= 1, x.dimensions[3] % groups == 0, y.dimensions[3] % groups == 0 else {
            throw opFault(i, .badShape, "groups", "do not divide the channels")
        }
        try verifyTransposedAxis(
            i, size: x.dimensions[1], output: y.dimensions[1], kernel: window.kernelHeight,
            stride: window.strideHeight, dilation: window.dilationHeight, pad: window.padTop)
        try verifyTransposedAxis(
            i, size: x.dimensions[2], output: y.dimensions[2], kernel: window.kernelWidth,
            stride: window.strideWidth, dilation: window.dilationWidth, pad: window.padLeft)
        guard window.padBottom == 0, window.padRight == 0 else {
            throw opFault(i, .outOfRange, "padding", "below and right is set: the output's size says it")
        }
        // Strides are at most 2^15 each.
        guard Int(window.strideHeight) * Int(window.strideWidth) <= VerifierLimits.phases else {
            throw opFault(i, .tooMany, "strides", "have a product above 4096")
        }

        let weights = inputTensor(1, op)
        guard weights.layout == .phased16x4, weights.elementType == .int8 else {
            throw opFault(i, .badOperand, "weights", "are not int8 in layout phased16x4")
        }
        guard weights.rank == 4, weights.dimensions[0] == y.dimensions[3],
            weights.dimensions[1] == window.kernelHeight, weights.dimensions[2] == window.kernelWidth,
            weights.dimensions[3] == x.dimensions[3] / groups
        else { throw opFault(i, .badShape, "weights", "are not of shape [N, kh, kw, C / groups]") }
        let phases = TransposedPhases(window)
        let channels = Int(y.dimensions[3] / groups)
        let groupInputs = Int(weights.dimensions[3])
        let bytes = phases.weightBytes(groups: Int(groups), channels: channels, groupInputs: groupInputs)
        guard weights.dataBytes == UInt64(wide: bytes) else {
            throw opFault(i, .badShape, "weights", "do not fill their blocks")
        }
        // Phases without taps have parameters all the same.
        for k in 1...4 { try spend(i, inputTensor(k, op)) }
        try verifyPhasedContents(
            i, op, phases, groups: Int(groups), channels: channels, groupInputs: groupInputs)
    }

    /// The output starts within the span of the full result and ends before the next input pixel's or tap's
    /// first position past it.
    private func verifyTransposedAxis(
        _ i: Int, size: Int32, output: Int32, kernel: Int32, stride: Int32, dilation: Int32, pad: Int32
    ) throws(FormatError) {
        let limit = VerifierLimits.window
        guard kernel >= 1, kernel <= limit, stride >= 1, stride <= limit, dilation >= 1, dilation <= limit
        else { throw opFault(i, .outOfRange, "kernel, stride or dilation", "is not within 1...32768") }
        let (extent, overflow) = (kernel - 1).multipliedReportingOverflow(by: dilation)
        guard !overflow, extent < 1 << 28 else {
            throw opFault(i, .outOfRange, "dilated kernel", "is above 2^28")
        }
        guard pad >= 0, pad <= limit else {
            throw opFault(i, .outOfRange, "padding", "is not within 0...32768")
        }
        let full = UInt64(wide: Int(size - 1)) * UInt64(wide: Int(stride)) + UInt64(wide: Int(extent))
        guard
            UInt64(wide: Int(output)) + UInt64(wide: Int(pad)) <= full
                + UInt64(wide: Int(max(stride, dilation)))
        else { throw opFault(i, .badShape, "output height and width", "do not follow from the window") }
    }
}
