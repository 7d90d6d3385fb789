// Convolutions and pools: sliding windows over the spatial dimensions of [N,C,D1,D2,...].
// Output sizes as in the ONNX specification of Conv, ConvTranspose, MaxPool and AveragePool.

func convolutionType(_ attributes: ConvAttributes, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    let w = try inputs[1]
    let spatial = try checkWindow(
        x, kernel: attributes.kernel, strides: attributes.strides, dilations: attributes.dilations,
        before: attributes.padsBefore, after: attributes.padsAfter)
    guard w.rank == x.rank, Array(w.shape.dropFirst(2)) == attributes.kernel else {
        throw ShapeError("weights of shape \(w.shape) do not fit the kernel \(attributes.kernel)")
    }
    let groups = attributes.groups
    guard groups >= 1, x.shape[1] % groups == 0, w.shape[0] % groups == 0,
        w.shape[1] == x.shape[1] / groups
    else {
        throw ShapeError(
            "\(x.shape[1]) channels, \(groups) groups and weights of shape \(w.shape) do not fit")
    }
    try checkBias(inputs.optional(2), channels: w.shape[0])
    var shape = [x.shape[0], w.shape[0]]
    for i in spatial {
        shape.append(
            try windowOutput(
                size: x.shape[2 + i], kernel: attributes.kernel[i], stride: attributes.strides[i],
                dilation: attributes.dilations[i], before: attributes.padsBefore[i],
                after: attributes.padsAfter[i], ceilMode: false))
    }
    return TensorType(shape: shape, type: x.type)
}

func transposedConvolutionType(
    _ attributes: ConvAttributes, outputPadding: [Int], _ inputs: OperandTypes
) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    let w = try inputs[1]
    let spatial = try checkWindow(
        x, kernel: attributes.kernel, strides: attributes.strides, dilations: attributes.dilations,
        before: attributes.padsBefore, after: attributes.padsAfter)
    guard outputPadding.count == spatial.count, outputPadding.allSatisfy({ $0 >= 0 && $0 <= maximumAttribute })
    else { throw ShapeError("the output padding \(outputPadding) does not fit") }
    guard w.rank == x.rank, Array(w.shape.dropFirst(2)) == attributes.kernel else {
        throw ShapeError("weights of shape \(w.shape) do not fit the kernel \(attributes.kernel)")
    }
    let groups = attributes.groups
    guard groups >= 1, x.shape[1] % groups == 0, w.shape[0] == x.shape[1] else {
        throw ShapeError(
            "\(x.shape[1]) channels, \(groups) groups and weights of shape \(w.shape) do not fit")
    }
    let (channels, overflow) = w.shape[1].multipliedReportingOverflow(by: groups)
    guard !overflow else { throw ShapeError("\(groups) groups are too many") }
    try checkBias(inputs.optional(2), channels: channels)
    var shape = [x.shape[0], channels]
    for i in spatial {
        let reach = attributes.dilations[i] * (attributes.kernel[i] - 1) + 1
        let size =
            attributes.strides[i] * (x.shape[2 + i] - 1) + outputPadding[i] + reach
            - attributes.padsBefore[i] - attributes.padsAfter[i]
        guard size >= 1 else { throw ShapeError("the padding leaves nothing of dimension \(2 + i)") }
        shape.append(size)
    }
    return TensorType(shape: shape, type: x.type)
}

func poolType(_ attributes: PoolAttributes, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    let spatial = try checkWindow(
        x, kernel: attributes.kernel, strides: attributes.strides, dilations: attributes.dilations,
        before: attributes.padsBefore, after: attributes.padsAfter)
    var shape = [x.shape[0], x.shape[1]]
    for i in spatial {
        shape.append(
            try windowOutput(
                size: x.shape[2 + i], kernel: attributes.kernel[i], stride: attributes.strides[i],
                dilation: attributes.dilations[i], before: attributes.padsBefore[i],
                after: attributes.padsAfter[i], ceilMode: attributes.ceilMode))
    }
    return TensorType(shape: shape, type: x.type)
}

func globalPoolType(_ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    guard x.rank >= 3 else { throw ShapeError("a global pool needs spatial dimensions, not \(x.shape)") }
    guard x.shape.dropFirst(2).allSatisfy({ $0 > 0 }) else {
        throw ShapeError("a global pool over the empty plane of \(x.shape)")
    }
    return TensorType(
        shape: Array(x.shape.prefix(2)) + Array(repeating: 1, count: x.rank - 2), type: x.type)
}

/// Largest kernel size, stride, dilation or padding; keeps the arithmetic on them within Int.
let maximumAttribute = 1 << 24

/// Checks ranks and ranges of window attributes and returns the indices of the spatial dimensions.
private func checkWindow(
    _ x: TensorType, kernel: [Int], strides: [Int], dilations: [Int], before: [Int], after: [Int]
) throws(ShapeError) -> Range<Int> {
    let spatial = x.rank - 2
    guard spatial >= 1 else { throw ShapeError("the input needs spatial dimensions, not shape \(x.shape)") }
    for (name, list) in [
        ("kernel", kernel), ("strides", strides), ("dilations", dilations), ("pads", before),
        ("pads", after),
    ] {
        guard list.count == spatial else {
            throw ShapeError("\(name) has \(list.count) entries for \(spatial) spatial dimensions")
        }
    }
    for list in [kernel, strides, dilations] {
        guard list.allSatisfy({ $0 >= 1 && $0 <= maximumAttribute }) else {
            throw ShapeError("kernel, strides and dilations must be 1 to \(maximumAttribute), not \(list)")
        }
    }
    for list in [before, after] {
        guard list.allSatisfy({ $0 >= 0 && $0 <= maximumAttribute }) else {
            throw ShapeError("pads must be 0 to \(maximumAttribute), not \(list)")
        }
    }
    return 0..<spatial
}

private func checkBias(_ bias: TensorType?, channels: Int) throws(ShapeError) {
    guard let bias else { return }
    guard bias.shape == [channels] else {
        throw ShapeError("a bias of shape \(bias.shape) for \(channels) output channels")
    }
}

private func windowOutput(
    size: Int, kernel: Int, stride: Int, dilation: Int, before: Int, after: Int, ceilMode: Bool
) throws(ShapeError) -> Int {
    let room = size + before + after - (dilation * (kernel - 1) + 1)
    guard room >= 0 else {
        throw ShapeError("a window of \(dilation * (kernel - 1) + 1) on a padded size of \(size + before + after)")
    }
    guard ceilMode else { return room / stride + 1 }
    let output = (room + stride - 1) / stride + 1
    // A last window that would start in the padding behind the input is not counted.
    return (output - 1) * stride >= size + before ? output - 1 : output
}
