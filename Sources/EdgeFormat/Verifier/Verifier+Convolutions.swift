extension Verifier {
    mutating func verifyConv2D(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        let parameters = WindowedOpParameters(op.parameters)
        try requireImageShape(i, x, "input")
        try requireQuantized(i, x, "input")
        try requireImageShape(i, y, "output")
        if y.elementType == .float32 {
            try requireOpenClamp(i, parameters)
        } else {
            try requireQuantized(i, y, "output")
        }
        try requireClamp(i, parameters, of: y)
        guard x.elementType == .int8 || parameters.laneSafety == LaneSafety.none.rawValue else {
            throw opFault(i, .outOfRange, "lane safety", "is claimed though the activations are int16")
        }
        let groups = parameters.groups
        guard groups >= 1, x.dimensions[3] % groups == 0, y.dimensions[3] % groups == 0 else {
            throw opFault(i, .badShape, "groups", "do not divide the channels")
        }
        try verifyWindow(i, parameters.window, input: x, output: y)

        let weights = inputTensor(1, op)
        guard weights.rank == 4, weights.dimensions[0] == y.dimensions[3],
            weights.dimensions[1] == parameters.window.kernelHeight,
            weights.dimensions[2] == parameters.window.kernelWidth,
            weights.dimensions[3] == x.dimensions[3] / groups
        else { throw opFault(i, .badShape, "weights", "are not of shape [N, kh, kw, C / groups]") }
        try verifyBlockedWeights(
            i, op, groups: Int(groups), channels: Int(y.dimensions[3] / groups),
            depth: Int(weights.dimensions[1]) * Int(weights.dimensions[2]) * Int(weights.dimensions[3]))
    }

    private func requireOpenClamp(_ i: Int, _ parameters: WindowedOpParameters) throws(FormatError) {
        guard parameters.clampLow == -128, parameters.clampHigh == 127 else {
            throw opFault(i, .outOfRange, "clamp", "of a float32 output is not -128...127")
        }
    }

    mutating func verifyFullyConnected(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        let parameters = WindowedOpParameters(op.parameters)
        try requireInt8(i, x, "input")
        guard parameters.window == WindowParameters(kernelHeight: 1, kernelWidth: 1), parameters.groups == 1
        else { throw opFault(i, .outOfRange, "window and groups", "are not those of a 1 by 1 kernel") }
        try requireClamp(i, low: parameters.clampLow, high: parameters.clampHigh)
        if y.elementType == .float32 { try requireOpenClamp(i, parameters) }
        guard x.rank >= 1, x.rank == y.rank else {
            throw opFault(i, .badShape, "input and output", "differ in rank or are scalars")
        }
        let last = Int(x.rank) - 1
        for axis in 0..<last where x.dimensions[axis] != y.dimensions[axis] {
            throw opFault(i, .badShape, "input and output", "differ before the last dimension")
        }
        let weights = inputTensor(1, op)
        guard weights.rank == 4, weights.dimensions[0] == y.dimensions[last], weights.dimensions[1] == 1,
            weights.dimensions[2] == 1, weights.dimensions[3] == x.dimensions[last]
        else { throw opFault(i, .badShape, "weights", "are not of shape [N, 1, 1, K]") }
        try verifyBlockedWeights(
            i, op, groups: 1, channels: Int(y.dimensions[last]), depth: Int(x.dimensions[last]))
    }

    mutating func verifyDepthwiseConv2D(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        let parameters = WindowedOpParameters(op.parameters)
        try requireImageShape(i, x, "input")
        try requireQuantized(i, x, "input")
        try requireImageShape(i, y, "output")
        try requireQuantized(i, y, "output")
        guard x.elementType == .int16 || y.elementType == .int8 else {
            throw opFault(i, .badOperand, "output", "of a depthwise convolution of int8 is int16")
        }
        try requireClamp(i, parameters, of: y)
        guard parameters.groups == 1 else {
            throw opFault(i, .outOfRange, "groups", "of a depthwise convolution are not 1")
        }
        guard x.dimensions[3] == y.dimensions[3] else {
            throw opFault(i, .badShape, "channels", "of input and output differ")
        }
        try verifyWindow(i, parameters.window, input: x, output: y)

        let weights = inputTensor(1, op)
        guard weights.layout == .depthwise16, weights.elementType == .int8,
            weights.dimensions[0] == parameters.window.kernelHeight,
            weights.dimensions[1] == parameters.window.kernelWidth,
            weights.dimensions[2] == x.dimensions[3]
        else { throw opFault(i, .badOperand, "weights", "are not depthwise16 of shape [kh, kw, C]") }
        try spend(i, weights)
        try verifyDepthwiseContents(
            i, op, taps: Int(weights.dimensions[0]) * Int(weights.dimensions[1]),
            channels: Int(weights.dimensions[2]))
    }

    private mutating func verifyBlockedWeights(
        _ i: Int, _ op: OpRecord, groups: Int, channels: Int, depth: Int
    ) throws(FormatError) {
        let weights = inputTensor(1, op)
        guard weights.layout == .blocked16x4, weights.elementType == .int8 else {
            throw opFault(i, .badOperand, "weights", "are not int8 in layout blocked16x4")
        }
        guard let bytes = weights.constantBytes(groups: groups),
            weights.dataBytes == UInt64(wide: bytes)
        else {
            throw opFault(i, .badShape, "weights", "do not fill their blocks")
        }
        try spend(i, weights)
        try verifyBlockedContents(i, op, groups: groups, channels: channels, depth: depth)
    }

    /// Counts bytes that this op reads against the bound on all ops.
    mutating func spend(_ i: Int, _ constant: TensorRecord) throws(FormatError) {
        let (rest, overflow) = readBudget.subtractingReportingOverflow(Int(narrow: constant.dataBytes))
        guard !overflow, rest >= 0 else {
            throw opFault(
                i, .tooMany, "constants", "are shared so often that all ops read 64 times the weights")
        }
        readBudget = rest
    }
}
