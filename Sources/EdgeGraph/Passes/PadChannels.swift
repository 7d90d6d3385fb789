/// Zero channels before or behind a picture's own as a 1x1 convolution: the others' weights are the identity, theirs
/// are zero. Networks double their channels so at the shortcuts of residual blocks.
func padChannels(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard case .pad(let before, let after, .constant, let value) = node.op, value == 0,
            let x = node.inputs[0], before.count == 4,
            r.shape(x).count == 4, before[1] >= 0, after[1] >= 0, before[1] + after[1] > 0,
            [0, 2, 3].allSatisfy({ before[$0] == 0 && after[$0] == 0 })
        else { continue }
        let own = r.shape(x)[1]
        let channels = before[1] + own + after[1]
        var weights = [Float](repeating: 0, count: channels * own)
        for channel in 0..<own { weights[(before[1] + channel) * own + channel] = 1 }
        let constant = r.addConstant(
            Tensor(shape: [channels, own, 1, 1], floats: weights), name: "\(node.name)/identity")
        let attributes = ConvAttributes(
            kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0], padsAfter: [0, 0],
            groups: 1)
        r.replace(index, with: .conv(attributes), [x, constant])
    }
}
