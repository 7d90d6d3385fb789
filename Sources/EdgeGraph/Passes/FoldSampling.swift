/// Pixels sorted into channels (YOLOv5's Focus: four slices with steps of two, side by side; or spaceToDepth) into
/// the convolution behind them: over the picture itself its window is as many times larger, its steps too. The same
/// products in another order, and nothing is moved.
///
/// Only of pictures, of up to four channels: with more, a window of neighbours may have a faster form.
func foldSampling(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard case .conv(let conv) = node.op, conv.kernel.count == 2, conv.groups == 1,
            conv.dilations.allSatisfy({ $0 == 1 }), let input = node.inputs[0], r.isPrivate(input),
            let weights = r.constant(node.inputs[1]), let sampling = Sampling(of: input, r)
        else { continue }
        let block = sampling.block
        let enlarged = ConvAttributes(
            kernel: conv.kernel.map { $0 * block }, strides: conv.strides.map { $0 * block },
            dilations: conv.dilations, padsBefore: conv.padsBefore.map { $0 * block },
            padsAfter: conv.padsAfter.map { $0 * block }, groups: 1)
        var inputs = node.inputs
        inputs[0] = sampling.source
        inputs[1] = r.addConstant(sampling.enlarged(weights), name: node.name)
        r.replace(index, with: .conv(enlarged), inputs)
    }
}

/// Channels that each are every `block`th pixel of every `block`th row of one of `source`'s.
private struct Sampling {
    struct Channel {
        var source: Int
        var row: Int
        var column: Int
    }

    let source: ValueID
    let sourceChannels: Int
    let block: Int
    var channels: [Channel] = []

    init?(of id: ValueID, _ r: GraphRewriter) {
        guard let node = r.producer(id) else { return nil }
        switch node.op {
        case .spaceToDepth(let block):
            guard let source = node.inputs[0] else { return nil }
            self.init(source, block, r)
            for row in 0..<block {
                for column in 0..<block { append(row, column) }
            }
        case .concat(axis: 1):
            let parts = node.inputs.map { $0.flatMap { Slices(of: $0, r) } }
            guard case let first?? = parts.first, first.rowStep == first.columnStep, first.rowStep > 1
            else { return nil }
            self.init(first.source, first.rowStep, r)
            for part in parts {
                guard let part, part.source == source, part.rowStep == block, part.columnStep == block,
                    part.row < block, part.column < block
                else { return nil }
                append(part.row, part.column)
            }
        default: return nil
        }
        // Whole blocks: outside the sampled planes lies what is outside the picture.
        let planes = r.shape(id)
        let picture = r.shape(source)
        guard picture.count == 4, sourceChannels <= 4, planes.count == 4, channels.count == planes[1],
            picture[2] == planes[2] * block, picture[3] == planes[3] * block
        else { return nil }
    }

    private init(_ source: ValueID, _ block: Int, _ r: GraphRewriter) {
        self.source = source
        self.block = block
        sourceChannels = r.shape(source).count == 4 ? r.shape(source)[1] : 0
    }

    private mutating func append(_ row: Int, _ column: Int) {
        for channel in 0..<sourceChannels {
            channels.append(Channel(source: channel, row: row, column: column))
        }
    }

    /// Weights [M, channels, kH, kW] as [M, sourceChannels, kH * block, kW * block].
    func enlarged(_ weights: Tensor) -> Tensor {
        let (height, width) = (weights.shape[2], weights.shape[3])
        let shape = [weights.shape[0], sourceChannels, height * block, width * block]
        var result = [Float](repeating: 0, count: shape.reduce(1, *))
        var from = 0
        for output in 0..<shape[0] {
            for channel in channels {
                for y in 0..<height {
                    let row = (output * sourceChannels + channel.source) * shape[2] + y * block + channel.row
                    for x in 0..<width {
                        result[row * shape[3] + x * block + channel.column] += weights.floats[from]
                        from += 1
                    }
                }
            }
        }
        return Tensor(shape: shape, floats: result)
    }
}

/// One or more slices of rows and columns after each other: rows `row`, `row + rowStep`, …
private struct Slices {
    var source: ValueID
    var (row, column) = (0, 0)
    var (rowStep, columnStep) = (1, 1)

    init?(of id: ValueID, _ r: GraphRewriter) {
        source = id
        while let node = r.producer(source), case .slice(let starts, _, let steps) = node.op {
            guard let input = node.inputs[0], r.shape(input).count == 4,
                r.shape(input).prefix(2) == r.shape(source).prefix(2), steps[2] > 0, steps[3] > 0,
                starts[0] == 0, starts[1] == 0, starts[2] >= 0, starts[3] >= 0
            else { return nil }
            // From the last slice to the first: what it steps over are rows of what the one before gave.
            row = row * steps[2] + starts[2]
            column = column * steps[3] + starts[3]
            rowStep *= steps[2]
            columnStep *= steps[3]
            source = input
        }
        if source == id { return nil }
    }
}
