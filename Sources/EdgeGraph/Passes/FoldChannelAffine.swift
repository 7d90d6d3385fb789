/// Scale and shift per channel behind a convolution, transposed convolution, gemm or batch normalization
/// goes into its weights: a batch normalization, or a product or sum with constants that differ by channel
/// only.
func foldChannelAffine(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard let y = node.inputs.first ?? nil, r.isPrivate(y), let producer = r.producer(y),
            let channels = r.shape(y).count >= 2 ? r.shape(y)[1] : nil,
            let affine = ChannelAffine(node, shape: r.shape(y), channels: channels, r),
            let inputs = folded(affine, into: producer, channels: channels, &r)
        else { continue }
        r.replace(index, with: producer.op, inputs, name: producer.name)
    }
}

/// `scale[c] * x + shift[c]` on dimension 1.
private struct ChannelAffine {
    var scale: [Float]
    var shift: [Float]

    /// What `node` does to its first input of `shape`; nil where it is not this.
    init?(_ node: Node, shape: [Int], channels: Int, _ r: GraphRewriter) {
        scale = Array(repeating: 1, count: channels)
        shift = Array(repeating: 0, count: channels)
        switch node.op {
        case .batchNormalization(let epsilon):
            let parameters = node.inputs.dropFirst().map { r.constant($0) }
            guard parameters.count == 4, parameters.allSatisfy({ $0?.floats.count == channels }) else {
                return nil
            }
            let (gamma, beta) = (parameters[0]!.floats, parameters[1]!.floats)
            let (mean, variance) = (parameters[2]!.floats, parameters[3]!.floats)
            for c in 0..<channels {
                let factor = Double(gamma[c]) / (Double(variance[c]) + Double(epsilon)).squareRoot()
                scale[c] = Float(factor)
                shift[c] = Float(Double(beta[c]) - Double(mean[c]) * factor)
            }
        case .binary(.multiply):
            guard let values = Self.perChannel(node, shape: shape, r) else { return nil }
            scale = values
        case .binary(.add):
            guard let values = Self.perChannel(node, shape: shape, r) else { return nil }
            shift = values
        default: return nil
        }
        guard scale.allSatisfy(\.isFinite), shift.allSatisfy(\.isFinite) else { return nil }
    }

    /// The second operand as one number per channel, where it is constant along every other dimension.
    private static func perChannel(_ node: Node, shape: [Int], _ r: GraphRewriter) -> [Float]? {
        guard node.inputs.count == 2, r.shape(node.outputs[0]) == shape,
            let tensor = r.constant(node.inputs[1]),
            tensor.type == .float, tensor.shape.count <= shape.count
        else { return nil }
        if tensor.count == 1 { return Array(repeating: tensor.floats[0], count: shape[1]) }
        let aligned = Array(repeating: 1, count: shape.count - tensor.shape.count) + tensor.shape
        guard aligned[1] == shape[1], tensor.count == shape[1] else { return nil }
        return tensor.floats
    }
}

/// The inputs of `producer` with `affine` worked into its constants; nil where they are not constants.
private func folded(
    _ affine: ChannelAffine, into producer: Node, channels: Int, _ r: inout GraphRewriter
) -> [ValueID?]? {
    guard producer.inputs.count >= 2, let x = producer.inputs[0], let w = producer.inputs[1],
        var weights = r.constant(w), weights.type == .float
    else { return nil }
    if case .batchNormalization = producer.op {
        return foldedNormalization(affine, producer, x, channels: channels, &r)
    }
    var bias = [Float](repeating: 0, count: channels)
    if producer.inputs.count > 2, let id = producer.inputs[2] {
        guard let tensor = r.constant(id), tensor.floats.count == channels else { return nil }
        bias = tensor.floats
    }
    switch producer.op {
    case .conv:
        scaleRows(&weights, by: affine.scale)
    case .gemm:
        guard isNormalized(producer, r) else { return nil }
        scaleRows(&weights, by: affine.scale)
    case .convTranspose(let attributes, _):
        // Weights are [C, M/groups, ...]: output channel m of group g is column m of the rows of g.
        let columns = channels / attributes.groups
        let rowsPerGroup = weights.shape[0] / attributes.groups
        let plane = weights.shape.dropFirst(2).reduce(1, *)
        for row in 0..<weights.shape[0] {
            for column in 0..<columns {
                let factor = affine.scale[row / rowsPerGroup * columns + column]
                for i in 0..<plane { weights.floats[(row * columns + column) * plane + i] *= factor }
            }
        }
    default: return nil
    }
    for c in 0..<channels { bias[c] = bias[c] * affine.scale[c] + affine.shift[c] }
    guard weights.floats.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else { return nil }
    return [
        x, r.addConstant(weights, name: r.graph[w].name),
        r.addConstant(Tensor(shape: [channels], floats: bias), name: producer.name + ".bias"),
    ]
}

private func foldedNormalization(
    _ affine: ChannelAffine, _ producer: Node, _ x: ValueID, channels: Int, _ r: inout GraphRewriter
) -> [ValueID?]? {
    guard let gamma = r.constant(producer.inputs[1]), let beta = r.constant(producer.inputs[2]) else {
        return nil
    }
    let scale = zip(gamma.floats, affine.scale).map { $0 * $1 }
    let shift = (0..<channels).map { beta.floats[$0] * affine.scale[$0] + affine.shift[$0] }
    guard (scale + shift).allSatisfy(\.isFinite) else { return nil }
    return [
        x, r.addConstant(Tensor(shape: [channels], floats: scale), name: producer.name + ".scale"),
        r.addConstant(Tensor(shape: [channels], floats: shift), name: producer.name + ".shift"),
        producer.inputs[3], producer.inputs[4],
    ]
}

/// Multiplies each slice of dimension 0 by its factor.
private func scaleRows(_ tensor: inout Tensor, by factors: [Float]) {
    let run = factors.isEmpty ? 0 : tensor.floats.count / factors.count
    for (row, factor) in factors.enumerated() where factor != 1 {
        for i in (row * run)..<((row + 1) * run) { tensor.floats[i] *= factor }
    }
}
