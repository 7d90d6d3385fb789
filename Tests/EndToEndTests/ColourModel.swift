import EdgeFormat

/// A classifier made by hand: the mean of an 8 x 8 picture, then one weight a channel. It knows red, green,
/// blue and dark, and its scores can be worked out on paper: a pure colour has the logit 10, dark 3, the
/// others 0.
enum ColourModel {
    static let labels = ["red", "green", "blue", "dark"]

    static func bytes(labels: [String] = labels) throws -> [UInt8] {
        var file = ModelBuilder()
        let x = file.addTensor(activation([1, 8, 8, 3]), name: "picture")
        let mean = file.addTensor(activation([1, 1, 1, 3]), name: "mean")
        var flatRecord = activation([1, 3])
        flatRecord.parent = mean
        let flat = file.addTensor(flatRecord, name: "flat")
        var scores = TensorRecord(kind: .activation, elementType: .float32)
        scores.rank = 2
        scores.dimensions[1] = 4
        let y = file.addTensor(scores, name: "logits")

        file.addOp(
            .averagePool2D, inputs: [x], outputs: [mean],
            parameters: WindowedOpParameters(window: .global).words, name: "average")
        let weights = file.addConvolutionWeights(
            [127, 0, 0, 0, 127, 0, 0, 0, 127, 0, 0, 0], dimensions: [4, 1, 1, 3], name: "weights")
        // The input's zero point of -128 is folded in: -(-128) * sum of weights.
        let bias = file.addChannels([16256, 16256, 16256, 9716] as [Int32], name: "bias")
        let scale = file.addChannels([Float](repeating: 10 / (127 * 255), count: 4), name: "scale")
        let sums = file.addChannels([127, 127, 127, 0] as [Int32], name: "sums")
        file.addOp(
            .fullyConnected, inputs: [flat, weights, bias, scale, sums], outputs: [y],
            parameters: WindowedOpParameters(window: WindowParameters(kernelHeight: 1, kernelWidth: 1)).words,
            name: "classify")
        file.setModel(inputs: [x], outputs: [y])
        file.plan(
            [
                PlacementRecord(tensor: x, offset: 0, bytes: 192),
                PlacementRecord(tensor: mean, offset: 192, bytes: 3),
                PlacementRecord(tensor: y, offset: 256, bytes: 16),
            ], arenaBytes: 320, scratchBytes: file.requiredScratchBytes)
        var preprocessing = PreprocessingRecord()
        preprocessing.mean = InlineArray(repeating: 0)
        preprocessing.std = InlineArray(repeating: 1)
        file.preprocessing = [preprocessing]
        file.labels = labels
        return try file.build()
    }

    /// int8 with one quantum a sample: real = q + 128.
    private static func activation(_ dimensions: [Int32]) -> TensorRecord {
        var record = TensorRecord(kind: .activation, elementType: .int8)
        record.rank = UInt8(dimensions.count)
        for (axis, size) in dimensions.enumerated() { record.dimensions[axis] = size }
        record.scale = 1
        record.zeroPoint = -128
        return record
    }
}
