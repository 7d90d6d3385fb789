import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeKernels
import Testing

/// Every operator converted alone: inputs and weights lie on the int8 grid, so that all that is left is the
/// rounding of the output. The result is then within half a quantum of the float value, plus what rounding
/// of the bias and of binary32 adds: one quantum is the promise.
@Suite struct OperatorTests {
    private func check(
        _ expected: [OpKind], quanta: Float = 1, shape: [Int] = [1, 5, 7, 6],
        sourceLocation: SourceLocation = #_sourceLocation,
        _ build: (inout NetworkBuilder, ValueID) -> [ValueID]
    ) throws {
        var network = NetworkBuilder()
        let x = network.input(shape)
        network.graph.outputs = build(&network, x)
        let converted = try Converted(network.graph, network.samples())
        #expect(converted.kinds == expected, sourceLocation: sourceLocation)
        #expect(converted.worstQuanta <= quanta, "seed \(network.seed)", sourceLocation: sourceLocation)
        #expect(converted.worstReal <= 1e-4, "seed \(network.seed)", sourceLocation: sourceLocation)
    }

    @Test func convolution() throws {
        try check([.conv2D]) { [$0.conv($1, 9)] }
        try check([.conv2D]) { [$0.conv($1, 33, kernel: [1, 1], before: [0, 0], after: [0, 0])] }
        try check([.conv2D]) { [$0.conv($1, 4, strides: [2, 1])] }
        try check([.conv2D]) { [$0.conv($1, 4, dilations: [2, 2], before: [2, 1], after: [0, 2])] }
        try check([.conv2D]) { [$0.conv($1, 4, kernel: [2, 3], before: [0, 2], after: [1, 0])] }
        try check([.conv2D], shape: [1, 6, 5, 5]) { [$0.conv($1, 9, groups: 3)] }
        try check([.conv2D], shape: [1, 1, 5, 5]) { [$0.conv($1, 3)] }
    }

    /// The preference decides what the ops of the file claim, and the verifier has proved it.
    @Test func laneSafetyFollowsThePreference() throws {
        // Free weights hold in every lane of two by chance at times, in those of four never.
        for (preference, claims) in [
            (WeightPreference.speed, [LaneSafety.fourTap]), (.accuracy, [.none, .pair]),
        ] {
            var network = NetworkBuilder()
            let x = network.input([1, 8, 9, 9])
            let y = network.conv(x, 16)
            network.graph.outputs = [network.transposed(y, 16)]
            let converted = try Converted(network.graph, network.samples()) { $0.preference = preference }
            #expect(converted.kinds == [.conv2D, .transposedConv2D])
            #expect(
                converted.laneClaims.allSatisfy { claims.map(\.rawValue).contains($0) },
                "\(preference): \(converted.laneClaims), seed \(network.seed)")
        }
    }

    /// A convolution that goes by Winograd's algorithm keeps all 8 bits, whatever the preference: no other way is
    /// faster with fewer. The file holds the scratch for it.
    @Test func winogradKeepsFreeWeights() throws {
        for preference in [WeightPreference.speed, .balanced, .accuracy] {
            var network = NetworkBuilder()
            let x = network.input([1, 32, 12, 13])
            network.graph.outputs = [network.add(.unary(.relu), [network.conv(x, 33)])]
            let converted = try Converted(network.graph, network.samples()) { $0.preference = preference }
            #expect(converted.kinds == [.conv2D])
            #expect(converted.laneClaims == [LaneSafety.none.rawValue], "\(preference), seed \(network.seed)")
            let lanes = converted.conversion.report.lanes
            #expect(lanes.winograd == 1 && lanes.candidates == 0)
            #expect(converted.worstQuanta <= 1, "seed \(network.seed)")
            let bytes = KernelSet.winogradScratchBytes(
                window: Window(kernelHeight: 3, kernelWidth: 3, padTop: 1, padLeft: 1), groups: 1,
                inputChannels: 32, outputChannels: 33, outputHeight: 12, outputWidth: 13)
            #expect(converted.model.model.scratchCap == bytes)
        }
    }

    @Test func transposedConvolution() throws {
        try check([.transposedConv2D]) { [$0.transposed($1, 9)] }
        try check([.transposedConv2D]) {
            [$0.transposed($1, 4, kernel: [3, 3], before: [1, 1], after: [1, 1])]
        }
        try check([.transposedConv2D]) {
            [$0.transposed($1, 4, kernel: [3, 3], before: [1, 1], after: [1, 1], outputPadding: [1, 1])]
        }
        try check([.transposedConv2D]) {
            [$0.transposed($1, 3, kernel: [4, 5], strides: [2, 3], before: [1, 2], after: [1, 0])]
        }
        try check([.transposedConv2D]) {
            [$0.transposed($1, 3, kernel: [2, 3], strides: [3, 2], dilations: [3, 2], before: [0, 1])]
        }
        try check([.transposedConv2D], shape: [1, 6, 5, 4]) {
            [$0.transposed($1, 9, kernel: [4, 4], before: [1, 1], after: [1, 1], groups: 3)]
        }
        // Fused activations, folded normalizations, and placement in a concatenation.
        try check([.transposedConv2D]) { [$0.add(.unary(.relu), [$0.transposed($1, 8)])] }
        try check([.transposedConv2D, .transposedConv2D, .maxPool2D]) { n, x in
            [n.add(.globalMaxPool, [n.add(.concat(axis: 1), [n.transposed(x, 3), n.transposed(x, 4)])])]
        }
    }

    @Test func depthwise() throws {
        try check([.depthwiseConv2D]) { [$0.conv($1, 5, groups: 5)] }
        try check([.depthwiseConv2D], shape: [1, 20, 9, 9]) {
            [$0.conv($1, 20, kernel: [5, 5], strides: [2, 2], before: [1, 2], after: [2, 2], groups: 20)]
        }
        // A depth multiplier is a grouped convolution.
        try check([.conv2D]) { [$0.conv($1, 10, groups: 5)] }
    }

    @Test func fusedActivations() throws {
        try check([.conv2D]) { [$0.add(.unary(.relu), [$0.conv($1, 8)])] }
        try check([.conv2D]) { [$0.add(.unary(.clip(low: -0.5, high: 1.5)), [$0.conv($1, 8)])] }
        try check([.add]) { [$0.add(.unary(.relu), [$0.add(.binary(.add), [$1, $1])])] }
        // Chains of clips are one clamp.
        try check([.depthwiseConv2D]) { n, x in
            let y = n.add(.unary(.clip(low: -1, high: 6)), [n.conv(x, 5, groups: 5)])
            return [n.add(.unary(.relu), [y])]
        }
        // Two readers: the clamp stays apart, as a table. Half a quantum of the convolution's output comes on
        // top, in quanta of the clamped one, whose range is some two to three times smaller.
        try check([.conv2D, .lookup], quanta: 2.5) { n, x in
            let y = n.conv(x, 8)
            return [y, n.add(.unary(.relu), [y])]
        }
    }

    /// A table after a convolution quantizes twice: half a quantum of the convolution's output, times the
    /// function's slope (1.1 at most) and the ratio of scales (2 where the range is symmetric, below 4 where
    /// the random weights make it lopsided), comes on top.
    @Test func convolutionThenFunction() throws {
        for function: UnaryFunction in [
            .silu, .hardSwish, .leakyRelu(alpha: 0.1), .gelu(tanhApproximation: false),
        ] {
            try check([.conv2D, .lookup], quanta: 3) { [$0.add(.unary(function), [$0.conv($1, 8)])] }
        }
    }

    @Test func tables() throws {
        let functions: [UnaryFunction] = [
            .sigmoid, .tanh, .silu, .hardSwish, .erf, .exp, .absolute, .negate, .softplus, .mish, .relu,
            .hardSigmoid(alpha: 0.2, beta: 0.5), .elu(alpha: 1), .leakyRelu(alpha: 0.2), .sin, .floor,
        ]
        for function in functions {
            try check([.lookup]) { [$0.add(.unary(function), [$1])] }
        }
        // A chain with scalars is one table.
        try check([.lookup]) { n, x in
            let two = n.constant([1], [2])
            let y = n.add(.binary(.multiply), [n.add(.unary(.tanh), [x]), two])
            let z = n.add(.binary(.subtract), [n.constant([], [0.25]), y])
            return [n.add(.binary(.divide), [z, n.constant([1, 1, 1, 1], [3])])]
        }
    }

    @Test func fullyConnected() throws {
        try check([.fullyConnected], shape: [1, 40]) { n, x in
            [
                n.add(
                    .gemm(alpha: 0.5, beta: 2, transposeA: false, transposeB: true),
                    [x, n.weights([7, 40]), n.bias(7)])
            ]
        }
        try check([.fullyConnected], shape: [1, 40]) { n, x in
            [n.add(.matMul, [x, n.weights([40, 7], channelAxis: 1)])]
        }
        // int8 between two layers: half a quantum there, times 127 of the largest weight of each input,
        // stays far below the range of the sums; the last layer leaves as real numbers.
        var network = NetworkBuilder()
        let x = network.input([1, 24])
        let product = Operator.gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true)
        let y = network.add(
            .unary(.relu), [network.add(product, [x, network.weights([16, 24]), network.bias(16)])])
        network.graph.outputs = [network.add(product, [y, network.weights([4, 16]), network.bias(4)])]
        let converted = try Converted(network.graph, network.samples())
        #expect(converted.kinds == [.fullyConnected, .fullyConnected])
        let areReal = converted.pairs.joined().allSatisfy { $0.isReal }
        #expect(areReal)
        #expect(converted.conversion.report.outputSQNR > 30, "seed \(network.seed)")
    }

    @Test func flattenBeforeFullyConnected() throws {
        // Bytes are in (h, w, c) order: the weights' columns move instead.
        try check([.fullyConnected], shape: [1, 3, 4, 5]) { n, x in
            let flat = n.add(.reshape(shape: [1, 60]), [x])
            return [
                n.add(
                    .gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true),
                    [flat, n.weights([9, 60]), n.bias(9)])
            ]
        }
    }

    @Test func pointwise() throws {
        try check([.add]) { [$0.add(.binary(.add), [$1, $1])] }
        try check([.mul]) { [$0.add(.binary(.multiply), [$1, $1])] }
        // Half a quantum of the mean, times the largest input, comes on top.
        try check([.averagePool2D, .mul], quanta: 2) { n, x in
            [n.add(.binary(.multiply), [x, n.add(.globalAveragePool, [x])])]
        }
        try check([.depthwiseConv2D]) { n, x in
            [n.add(.binary(.add), [x, n.constant([5, 1, 1], [0.5, 1, -1, 0, 3])])]
        }
        try check([.depthwiseConv2D]) { n, x in
            [
                n.add(
                    .batchNormalization(epsilon: 1e-5),
                    [x]
                        + [[1, 2, 3, 0.5, -1], [0, 1, 2, 3, 4], [0, 0.5, 0, 1, 0], [1, 2, 1, 4, 1]].map {
                            n.constant([5], $0)
                        })
            ]
        }
    }

    @Test func twoInputs() throws {
        var network = NetworkBuilder()
        let a = network.input([1, 6, 3, 3], name: "a")
        let b = network.input([1, 6, 3, 3], name: "b")
        network.graph.outputs = [network.add(.binary(.add), [a, b])]
        let converted = try Converted(network.graph, network.samples())
        #expect(converted.worstQuanta <= 1, "seed \(network.seed)")
        #expect(converted.model.inputNames == ["a", "b"])
    }

    @Test func pools() throws {
        func pool(
            _ kernel: Int, _ stride: Int, pads: [Int] = [0, 0], ceil: Bool = false, count: Bool = false
        ) -> PoolAttributes {
            PoolAttributes(
                kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1],
                padsBefore: pads, padsAfter: pads, ceilMode: ceil, countIncludesPadding: count)
        }
        // A max pool moves bytes: what lies on the grid stays exact.
        try check([.maxPool2D], quanta: 0.01) { [$0.add(.maxPool(pool(2, 2)), [$1])] }
        try check([.maxPool2D], quanta: 0.01) { [$0.add(.maxPool(pool(3, 2, pads: [1, 1])), [$1])] }
        try check([.maxPool2D], quanta: 0.01) { [$0.add(.maxPool(pool(2, 2, ceil: true)), [$1])] }
        try check([.averagePool2D]) { [$0.add(.averagePool(pool(3, 2, pads: [1, 1])), [$1])] }
        try check([.averagePool2D]) { [$0.add(.averagePool(pool(3, 2, pads: [1, 1], count: true)), [$1])] }
        try check([.averagePool2D]) { [$0.add(.globalAveragePool, [$1])] }
        // Outputs are tensors of their own: a reshape at the very end is a copy.
        try check([.averagePool2D, .requantize]) {
            [$0.add(.reduce(.mean, axes: [2, 3], keepDimensions: false), [$1])]
        }
        try check([.maxPool2D], quanta: 0.01) { [$0.add(.globalMaxPool, [$1])] }
        try check([.maxPool2D], quanta: 0.01) {
            [$0.add(.reduce(.max, axes: [2, 3], keepDimensions: true), [$1])]
        }
    }

    @Test func softmax() throws {
        try check([.softmax], shape: [1, 12]) { [$0.add(.softmax(axis: 1), [$1])] }
        try check([.softmax]) { [$0.add(.softmax(axis: 1), [$1])] }
        try check([.fullyConnected, .softmax], shape: [1, 12]) { n, x in
            let logits = n.add(
                .gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true),
                [x, n.weights([5, 12]), n.bias(5)])
            return [n.add(.softmax(axis: 1), [logits])]
        }
    }

    @Test func resize() throws {
        for (coordinates, nearest): (ResizeAttributes.Coordinates, ResizeAttributes.Nearest) in [
            (.asymmetric, .floor), (.halfPixel, .roundPreferFloor), (.halfPixel, .roundPreferCeil),
        ] {
            try check([.resizeNearest], quanta: 0.01) { n, x in
                [
                    n.add(
                        .resize(
                            ResizeAttributes(
                                mode: .nearest, coordinates: coordinates, nearest: nearest,
                                sizes: [1, 5, 14, 18], scales: [1, 1, 2, 3])), [x])
                ]
            }
        }
    }

    /// Weights in 128ths: exact for doubling; elsewhere within 1/256 of the span of two neighbours, 255 quanta
    /// of the input here, along each axis.
    @Test func resizeLinear() throws {
        func resize(
            _ coordinates: ResizeAttributes.Coordinates, _ height: Int, _ width: Int
        ) -> EdgeGraph.Operator {
            .resize(
                ResizeAttributes(
                    mode: .linear, coordinates: coordinates, nearest: .floor, sizes: [1, 5, height, width],
                    scales: [1, 1, Float(height) / 7, Float(width) / 6]))
        }
        for coordinates: ResizeAttributes.Coordinates in [
            .asymmetric, .halfPixel, .pytorchHalfPixel, .halfPixelSymmetric,
        ] {
            try check([.resizeLinear]) { [$0.add(resize(coordinates, 14, 24), [$1])] }
            try check([.resizeLinear], quanta: 3) { [$0.add(resize(coordinates, 9, 4), [$1])] }
        }
        try check([.resizeLinear]) { [$0.add(resize(.alignCorners, 13, 11), [$1])] }
        try check([.resizeLinear], quanta: 3) { [$0.add(resize(.alignCorners, 14, 1), [$1])] }
        try check([.resizeLinear]) {
            [$0.add(.unary(.relu), [$0.add(resize(.halfPixel, 14, 12), [$1])])]
        }
    }

    /// Means and variances are of the quantized input, which lies on the grid: exact up to binary32.
    @Test func normalizations() throws {
        try check([.normalize]) { n, x in
            let scale = n.constant([5], [1, -0.5, 2, 0.25, 3])
            return [n.add(.instanceNormalization(epsilon: 1e-5), [x, scale, n.bias(5)])]
        }
        // Groups, with the affine part apart and an activation.
        try check([.normalize], shape: [1, 6, 5, 4]) { n, x in
            let grouped = n.add(.reshape(shape: [1, 2, 60]), [x])
            let normal = n.add(
                .instanceNormalization(epsilon: 1e-3),
                [grouped, n.constant([2], [1, 1]), n.constant([2], [0, 0])])
            let image = n.add(.reshape(shape: [1, 6, 5, 4]), [normal])
            let scaled = n.add(.binary(.multiply), [image, n.constant([6, 1, 1], [1, 2, -1, 0.5, 3, 1])])
            let shifted = n.add(.binary(.add), [scaled, n.constant([6, 1, 1], [0, 1, -1, 0.5, 0, 2])])
            return [n.add(.unary(.relu), [shifted])]
        }
    }

    @Test func leakySlopes() throws {
        try check([.lookup]) { [$0.add(.prelu, [$1, $0.constant([1], [0.2])])] }
        try check([.prelu]) { [$0.add(.prelu, [$1, $0.constant([5, 1, 1], [0.2, -0.5, 0, 1, 2])])] }
    }

    /// Copies: what lies on the grid stays exact.
    @Test func padding() throws {
        for mode: PadMode in [.edge, .reflect, .constant] {
            try check([.pad2D], quanta: 0.01) {
                [
                    $0.add(
                        .pad(
                            before: [0, 0, 2, 1], after: [0, 0, 0, 3], mode: mode,
                            value: mode == .constant ? 0.5 : 0),
                        [$1])
                ]
            }
        }
        // Zeros that a convolution cannot take as its own padding.
        try check([.pad2D, .conv2D]) { n, x in
            let padded = n.add(
                .pad(before: [0, 0, 2, 2], after: [0, 0, 2, 2], mode: .constant, value: 0), [x])
            return [n.conv(padded, 3)]
        }
    }

    @Test func blocksOfPixels() throws {
        for columnRowDepth in [true, false] {
            try check([.depthToSpace], quanta: 0.01, shape: [1, 12, 3, 4]) {
                [$0.add(.depthToSpace(block: 2, columnRowDepth: columnRowDepth), [$1])]
            }
        }
        try check([.spaceToDepth], quanta: 0.01, shape: [1, 3, 4, 6]) {
            [$0.add(.spaceToDepth(block: 2), [$1])]
        }
    }

    @Test func channelShuffle() throws {
        for groups in [2, 3] {
            try check([.channelShuffle], quanta: 0.01, shape: [1, 6, 3, 4]) { n, x in
                let matrix = n.add(.reshape(shape: [1, groups, 6 / groups, 3, 4]), [x])
                let turned = n.add(.transpose(permutation: [0, 2, 1, 3, 4]), [matrix])
                return [n.add(.reshape(shape: [1, 6, 3, 4]), [turned])]
            }
        }
    }

    @Test func movement() throws {
        // Slices are views: their readers see a part of each pixel.
        try check([.lookup], quanta: 1) { n, x in
            let parts = n.addAll(.split(axis: 1, sizes: [2, 3]), [x], outputs: 2)
            return [n.add(.unary(.tanh), [parts[1]])]
        }
        try check([.maxPool2D], quanta: 0.01) { n, x in
            let part = n.add(.slice(starts: [0, 1, 0, 0], ends: [1, 4, 7, 6], steps: [1, 1, 1, 1]), [x])
            return [n.add(.globalMaxPool, [part])]
        }
        // Placed: both convolutions write into the concatenation. (At the very end it would be a head.)
        try check([.conv2D, .conv2D, .maxPool2D]) { n, x in
            [n.add(.globalMaxPool, [n.add(.concat(axis: 1), [n.conv(x, 3), n.conv(x, 4)])])]
        }
        // The graph's input cannot be placed: it is copied.
        try check([.conv2D, .requantize, .maxPool2D]) { n, x in
            [n.add(.globalMaxPool, [n.add(.concat(axis: 1), [x, n.conv(x, 4)])])]
        }
        // Padding belongs to the convolution.
        try check([.conv2D]) { n, x in
            let padded = n.add(
                .pad(before: [0, 0, 0, 1], after: [0, 0, 1, 1], mode: .constant, value: 0), [x])
            return [n.conv(padded, 3, before: [1, 0], after: [0, 0])]
        }
        try check([.conv2D]) { n, x in
            [n.add(.identity, [n.conv(n.add(.identity, [x]), 3)])]
        }
    }

    /// Nested concatenations lie in one tensor; a skip connection with a far smaller range keeps its own
    /// scale.
    @Test func concatenations() throws {
        try check([.conv2D, .conv2D, .conv2D, .maxPool2D]) { n, x in
            let inner = n.add(.concat(axis: 1), [n.conv(x, 3), n.conv(x, 2)])
            return [n.add(.globalMaxPool, [n.add(.concat(axis: 1), [n.conv(x, 4), inner])])]
        }
        try check([.lookup, .conv2D, .maxPool2D, .requantize, .maxPool2D]) { n, x in
            let small = n.add(.unary(.sigmoid), [x])
            let large = n.conv(x, 8)
            let pooled = n.add(.globalMaxPool, [small])
            return [n.add(.globalMaxPool, [n.add(.concat(axis: 1), [small, large])]), pooled]
        }
    }
}
