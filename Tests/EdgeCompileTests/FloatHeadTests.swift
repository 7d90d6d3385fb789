import EdgeCompile
import EdgeFormat
import EdgeGraph
import Testing

/// Heads run in float32, by rule and without moving what need not move.
@Suite struct FloatHeadTests {
    /// Two scales of one head: `[1, channels, 6, 6]` and `[1, channels, 3, 3]`.
    private func layers(_ n: inout NetworkBuilder, _ channels: Int) -> (ValueID, ValueID) {
        let x = n.input([1, 4, 6, 6])
        let half = n.add(
            .maxPool(
                PoolAttributes(
                    kernel: [2, 2], strides: [2, 2], dilations: [1, 1], padsBefore: [0, 0],
                    padsAfter: [0, 0])), [x])
        return (n.conv(x, channels), n.conv(half, channels))
    }

    private func convert(
        _ network: inout NetworkBuilder, _ outputs: [ValueID], error: Float = 1e-4,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Converted {
        network.graph.outputs = outputs
        let converted = try Converted(network.graph, network.samples())
        // Inputs and weights lie on the int8 grid: only float32 rounds.
        #expect(converted.worstReal <= error, "seed \(network.seed)", sourceLocation: sourceLocation)
        return converted
    }

    /// Boxes and scores of two scales side by side, pixels first: every convolution writes where its values
    /// belong, nothing is copied.
    @Test func channelsLastHeadMovesNothing() throws {
        var n = NetworkBuilder()
        let (a, b) = layers(&n, 5)
        let (c, d) = layers2(&n, 3, a, b)
        let first = n.add(.reshape(shape: [1, 8, 36]), [n.add(.concat(axis: 1), [a, c])])
        let second = n.add(.reshape(shape: [1, 8, 9]), [n.add(.concat(axis: 1), [b, d])])
        let all = n.add(.concat(axis: 2), [first, second])
        let converted = try convert(&n, [n.add(.transpose(permutation: [0, 2, 1]), [all])])
        #expect(converted.kinds == [.maxPool2D, .conv2D, .conv2D, .conv2D, .conv2D])
        #expect(converted.pairs[0][0].isReal)
    }

    private func layers2(
        _ n: inout NetworkBuilder, _ channels: Int, _ a: ValueID, _ b: ValueID
    ) -> (ValueID, ValueID) {
        let x = n.graph.inputs[0]
        let half = n.graph.nodes[0].outputs[0]
        return (n.conv(x, channels), n.conv(half, channels))
    }

    /// A head with a distribution for each side of a box: softmax, expectation, decoding, sigmoid scores.
    @Test func distributionHead() throws {
        var n = NetworkBuilder()
        let (a, b) = layers(&n, 16)
        let (c, d) = layers2(&n, 3, a, b)
        let sides = n.add(
            .concat(axis: 2),
            [n.add(.reshape(shape: [1, 16, 36]), [a]), n.add(.reshape(shape: [1, 16, 9]), [b])])
        let scores = n.add(
            .concat(axis: 2),
            [n.add(.reshape(shape: [1, 3, 36]), [c]), n.add(.reshape(shape: [1, 3, 9]), [d])])
        let bins = n.add(
            .transpose(permutation: [0, 2, 1, 3]), [n.add(.reshape(shape: [1, 4, 4, 45]), [sides])])
        let shares = n.add(.softmax(axis: 1), [bins])
        let weights = n.constant([1, 4, 1, 1], [0, 1, 2, 3])
        let mean = n.add(
            .conv(
                ConvAttributes(
                    kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0],
                    padsAfter: [0, 0], groups: 1)), [shares, weights])
        let distances = n.add(.reshape(shape: [1, 4, 45]), [mean])
        let parts = n.addAll(.split(axis: 1, sizes: [2, 2]), [distances], outputs: 2)
        let anchors = n.constant([1, 2, 45], (0..<90).map { Float($0 % 45) })
        let low = n.add(.binary(.subtract), [anchors, parts[0]])
        let high = n.add(.binary(.add), [anchors, parts[1]])
        let center = n.add(.binary(.divide), [n.add(.binary(.add), [low, high]), n.constant([1], [2])])
        let size = n.add(.binary(.subtract), [high, low])
        let strides = n.constant([1, 45], (0..<45).map { $0 < 36 ? 8 : 16 })
        let boxes = n.add(.binary(.multiply), [n.add(.concat(axis: 1), [center, size]), strides])
        let output = n.add(.concat(axis: 1), [boxes, n.add(.unary(.sigmoid), [scores])])
        let converted = try convert(&n, [output], error: 5e-3)
        #expect(!converted.kinds.contains(.dequantize) && !converted.kinds.contains(.quantize))
        // Sides and scores change their order once each.
        #expect(converted.kinds.count { $0 == .transpose } == 2)
        #expect(converted.kinds.contains(.matMulConstant) && converted.kinds.contains(.softmax))
    }

    /// The best rows of a table and where they lie, as NMS-free networks end.
    @Test func selection() throws {
        var n = NetworkBuilder()
        let (a, _) = layers(&n, 5)
        let table = n.add(.transpose(permutation: [0, 2, 1]), [n.add(.reshape(shape: [1, 5, 36]), [a])])
        let best = n.add(.reduce(.max, axes: [2], keepDimensions: false), [table])
        let top = n.addAll(.topK(axis: 1, k: 7, largest: true), [best], outputs: 2)
        n.graph.values[top[1].index].type = .integer
        let rows = n.add(.reshape(shape: [1, 7, 1]), [top[1]])
        n.graph.values[rows.index].type = .integer
        n.graph.values[rows.index].shape = [1, 7, 1]
        let wide = n.add(.expand(shape: [1, 7, 5]), [rows])
        n.graph.values[wide.index].type = .integer
        n.graph.values[wide.index].shape = [1, 7, 5]
        let picked = n.add(.gatherElements(axis: 1), [table, wide])
        n.graph.values[picked.index].shape = [1, 7, 5]
        let converted = try convert(&n, [picked, top[0]])
        #expect(converted.kinds.contains(.topK) && converted.kinds.contains(.gatherElements))
    }

    /// An image turned on its side stays int8 and moves each byte once.
    @Test func turnedImage() throws {
        var n = NetworkBuilder()
        let turned = n.add(.transpose(permutation: [0, 1, 3, 2]), [n.input([1, 8, 5, 4])])
        let converted = try convert(&n, [n.conv(turned, 6)])
        #expect(converted.kinds == [.transpose, .conv2D])
        #expect(converted.worstQuanta <= 1, "seed \(n.seed)")
    }

    /// Every second pixel of each row and column, as networks begin that trade size for channels.
    @Test func stridedSlices() throws {
        var n = NetworkBuilder()
        let x = n.input([1, 3, 6, 8])
        let quarters = [(0, 0), (1, 0), (0, 1), (1, 1)].map { row, column in
            n.add(
                .slice(starts: [0, 0, row, column], ends: [1, 3, 6, 8], steps: [1, 1, 2, 2]), [x])
        }
        let converted = try convert(&n, [n.conv(n.add(.concat(axis: 1), quarters), 6)])
        #expect(converted.kinds.count { $0 == .slice } == 4)
        #expect(converted.worstQuanta <= 1, "seed \(n.seed)")
    }

    /// What is nearly an attention, inside an int8 network: its products are float32, what comes before and after
    /// is int8.
    @Test func products() throws {
        var n = NetworkBuilder()
        let x = n.input([1, 4, 3, 3])
        let qkv = n.add(.reshape(shape: [1, 2, 12, 9]), [n.conv(x, 24)])
        let parts = n.addAll(.split(axis: 2, sizes: [4, 4, 4]), [qkv], outputs: 3)
        let query = n.add(.transpose(permutation: [0, 1, 3, 2]), [parts[0]])
        let product = n.add(.matMul, [query, parts[1]])
        let mask = n.constant([1, 1, 9, 9], (0..<81).map { $0 % 10 == 0 ? 0.1 : 0 })
        let scaled = n.add(
            .binary(.add), [n.add(.binary(.multiply), [product, n.constant([], [0.01])]), mask])
        let attention = n.add(.transpose(permutation: [0, 1, 3, 2]), [n.add(.softmax(axis: 3), [scaled])])
        let mixed = n.add(.reshape(shape: [1, 8, 3, 3]), [n.add(.matMul, [parts[2], attention])])
        n.graph.outputs = [n.conv(mixed, 5)]
        let converted = try Converted(n.graph, n.samples())
        #expect(converted.kinds.count { $0 == .matMul } == 2)
        #expect(converted.kinds.contains(.quantize) && converted.kinds.last == .conv2D)
        #expect(converted.conversion.report.outputSQNR > 25, "seed \(n.seed)")
    }

    /// What ends in a pool, an activation or a softmax has no head and stays int8.
    @Test func classifiersHaveNone() throws {
        var n = NetworkBuilder()
        let x = n.input([1, 4, 6, 6])
        let pooled = n.add(.globalAveragePool, [n.conv(x, 10)])
        let scores = n.add(.softmax(axis: 1), [n.add(.reshape(shape: [1, 10]), [pooled])])
        n.graph.outputs = [scores]
        let converted = try Converted(n.graph, n.samples())
        #expect(converted.kinds == [.conv2D, .averagePool2D, .softmax])
        #expect(converted.conversion.report.headNodes == 0)

        var mask = NetworkBuilder()
        let y = mask.input([1, 4, 6, 6])
        mask.graph.outputs = [mask.add(.unary(.sigmoid), [mask.conv(y, 1)])]
        let converted2 = try Converted(mask.graph, mask.samples())
        #expect(converted2.kinds == [.conv2D, .lookup])
    }
}
