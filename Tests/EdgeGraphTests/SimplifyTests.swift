import EdgeGraph
import EdgeImport
import EdgeTestRandom
import Testing

/// Simplified networks compute what they computed before.
@Suite struct SimplifyTests {
    /// Every golden case against ONNX Runtime again: within 1e-4, since folding rounds weights anew.
    @Test(arguments: GoldenTests.cases) func goldenCasesKeepTheirOutputs(_ name: String) throws {
        var graph = try readONNX(path: GoldenTests.folder.appending(path: "\(name)/model.onnx").path).graph
        let names = graph.outputs.map { graph[$0].name }
        simplify(&graph)
        #expect(graph.outputs.map { graph[$0].name } == names)
        for value in graph.values { #expect(value.shape != nil || value.constant != nil) }
        let expected = try GoldenTests.arrays(name, "output_")
        let outputs = try Executor(graph).run(try GoldenTests.arrays(name, "input_"))
        try #require(outputs.count == expected.count)
        for (actual, wanted) in zip(outputs, expected) {
            #expect(actual.shape == wanted.shape)
            guard wanted.type == .float else {
                #expect(actual.integers == wanted.integers)
                continue
            }
            let largest = wanted.floats.map(\.magnitude).filter(\.isFinite).max() ?? 0
            let worst =
                zip(actual.floats, wanted.floats).map { a, b in
                    a == b || (a.isNaN && b.isNaN)
                        ? 0 : (a - b).magnitude / (b.magnitude + 0.1 * largest + 1e-30)
                }.max() ?? 0
            #expect(worst <= 1e-4)
        }
    }

    /// What `simplify` leaves gives it nothing more to do.
    @Test(arguments: GoldenTests.cases) func onceIsEnough(_ name: String) throws {
        var graph = try readONNX(path: GoldenTests.folder.appending(path: "\(name)/model.onnx").path).graph
        simplify(&graph)
        #expect(simplify(&graph).isEmpty)
    }

    @Test func randomGraphsKeepTheirOutputs() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var graph = ExecutorTests().randomGraph(&random)
            let x = random.tensor([2, 6])
            let before = try Executor(graph).run([x])
            let nodes = graph.nodes.count
            simplify(&graph)
            #expect(graph.nodes.count <= nodes)
            for (a, b) in zip(before, try Executor(graph).run([x])) {
                #expect(a.shape == b.shape, "seed \(seed)")
                let worst =
                    zip(a.floats, b.floats).map { ($0 - $1).magnitude / (1 + $0.magnitude) }.max() ?? 0
                #expect(worst <= 1e-5, "seed \(seed)")
            }
        }
    }

    // MARK: Pass by pass

    /// Writes a graph from x [1, 2, 4, 4] node by node.
    struct Sketch {
        var graph = Graph()
        var last: ValueID

        init() {
            last = graph.addValue(Value(name: "x", shape: [1, 2, 4, 4]))
            graph.inputs = [last]
        }

        mutating func constant(_ shape: [Int], _ floats: [Float]) -> ValueID {
            graph.addValue(
                Value(name: "c\(graph.values.count)", constant: Tensor(shape: shape, floats: floats)))
        }

        /// The value so far is the first input, or the last where `reversed`.
        mutating func apply(_ op: Operator, _ others: [ValueID?] = [], reversed: Bool = false) throws {
            let inputs = reversed ? others + [last] : [last] + others
            let specs = inputs.map { id in id.map { TensorSpec(graph[$0].shape!, .float) } }
            let shape = try op.outputSpecs(specs)[0].shape
            last = graph.addValue(Value(name: "v\(graph.nodes.count)", shape: shape))
            graph.nodes.append(
                Node(name: "n\(graph.nodes.count)", op: op, inputs: inputs, outputs: [last]))
        }

        /// Simplifies; the outputs must stay, `pass` must have found something, `nodes` must be left.
        mutating func check(_ pass: String, nodes: Int) throws {
            graph.outputs = [last]
            var random = SeededGenerator(seed: 11)
            let x = random.tensor([1, 2, 4, 4], in: -6...6)
            let before = try Executor(graph).run([x])[0]
            let made = simplify(&graph)
            #expect(made[pass, default: 0] > 0, "\(made)")
            #expect(graph.nodes.count == nodes, "\(graph.nodes.map(\.op))")
            let after = try Executor(graph).run([x])[0]
            #expect(after.shape == before.shape)
            for (a, b) in zip(before.floats, after.floats) { #expect(abs(a - b) <= 1e-5 * (1 + abs(a))) }
        }

        mutating func conv(kernel: Int = 3, pad: Int = 0, bias: Bool = true) throws {
            var random = SeededGenerator(seed: 5)
            let w = random.tensor([2, graph[last].shape![1], kernel, kernel])
            let weights = constant(w.shape, w.floats)
            let attributes = ConvAttributes(
                kernel: [kernel, kernel], strides: [1, 1], dilations: [1, 1], padsBefore: [pad, pad],
                padsAfter: [pad, pad], groups: 1)
            try apply(.conv(attributes), [weights, bias ? constant([2], [0.5, -1]) : nil])
        }
    }

    @Test func batchNormalizationGoesIntoTheWeights() throws {
        var sketch = Sketch()
        try sketch.conv(bias: false)
        let parameters = [[1, 2], [0, 1], [0.5, -0.5], [1, 4]].map { sketch.constant([2], $0) }
        try sketch.apply(.batchNormalization(epsilon: 1e-3), parameters)
        try sketch.check("fold-channel-affine", nodes: 1)
    }

    @Test func channelConstantsGoIntoTheWeights() throws {
        var sketch = Sketch()
        try sketch.conv()
        try sketch.apply(.binary(.multiply), [sketch.constant([2, 1, 1], [3, -2])])
        try sketch.apply(.binary(.add), [sketch.constant([1, 2, 1, 1], [1, 5])], reversed: true)
        try sketch.check("fold-channel-affine", nodes: 1)
    }

    @Test func paddingGoesIntoTheConvolution() throws {
        var sketch = Sketch()
        try sketch.apply(.pad(before: [0, 0, 1, 0], after: [0, 0, 2, 1], mode: .constant, value: 0))
        try sketch.conv(pad: 1)
        try sketch.check("fold-padding", nodes: 1)
        // Any other value stays.
        sketch = Sketch()
        try sketch.apply(.pad(before: [0, 0, 1, 1], after: [0, 0, 1, 1], mode: .constant, value: 2))
        try sketch.conv()
        let nodes = sketch.graph.nodes.count
        sketch.graph.outputs = [sketch.last]
        simplify(&sketch.graph)
        #expect(sketch.graph.nodes.count == nodes)
    }

    /// Slices with steps of two in an order of their own, rows before columns or both at once.
    @Test(arguments: [true, false]) func focusGoesIntoTheConvolution(_ rowsFirst: Bool) throws {
        var sketch = Sketch()
        let x = sketch.last
        func slice(_ row: (Int, Int), _ column: (Int, Int)) -> Operator {
            .slice(
                starts: [0, 0, row.0, column.0],
                ends: sketch.graph[sketch.last].shape!, steps: [1, 1, row.1, column.1])
        }
        var parts: [ValueID] = []
        for (row, column) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            sketch.last = x
            if rowsFirst {
                try sketch.apply(slice((row, 2), (0, 1)))
                try sketch.apply(slice((0, 1), (column, 2)))
            } else {
                try sketch.apply(slice((row, 2), (column, 2)))
            }
            parts.append(sketch.last)
        }
        sketch.last = parts[0]
        try sketch.apply(.concat(axis: 1), Array(parts.dropFirst()))
        try sketch.conv(pad: 1)
        try sketch.check("fold-sampling", nodes: 1)
        guard case .conv(let conv) = sketch.graph.nodes[0].op else {
            Issue.record("\(sketch.graph.nodes[0].op)")
            return
        }
        #expect(conv.kernel == [6, 6] && conv.strides == [2, 2] && conv.padsBefore == [2, 2])
    }

    @Test func spaceToDepthGoesIntoTheConvolution() throws {
        var sketch = Sketch()
        try sketch.apply(.spaceToDepth(block: 2))
        try sketch.conv(kernel: 1)
        try sketch.check("fold-sampling", nodes: 1)
    }

    /// Samples that are given out too stay: the convolution would do the work again.
    @Test func samplesUsedElsewhereStay() throws {
        var sketch = Sketch()
        try sketch.apply(.spaceToDepth(block: 2))
        let samples = sketch.last
        try sketch.conv(kernel: 1)
        sketch.graph.outputs = [sketch.last, samples]
        #expect(simplify(&sketch.graph)["fold-sampling"] == nil)
    }

    /// Steps of rows alone or of columns alone, and a part of the channels, stay.
    @Test func otherSamplesStay() throws {
        for (starts, steps) in [([0, 0, 0, 0], [1, 1, 1, 2]), ([0, 1, 0, 0], [1, 1, 2, 2])] {
            var sketch = Sketch()
            let x = sketch.last
            try sketch.apply(.slice(starts: starts, ends: [1, 2, 4, 4], steps: steps))
            let first = sketch.last
            sketch.last = x
            try sketch.apply(.slice(starts: starts, ends: [1, 2, 4, 4], steps: steps))
            try sketch.apply(.concat(axis: 1), [first])
            try sketch.conv(pad: 1)
            sketch.graph.outputs = [sketch.last]
            #expect(simplify(&sketch.graph)["fold-sampling"] == nil)
        }
    }

    @Test func zeroChannelsAreAConvolution() throws {
        var sketch = Sketch()
        try sketch.apply(.pad(before: [0, 1, 0, 0], after: [0, 2, 0, 0], mode: .constant, value: 0))
        try sketch.check("pad-channels", nodes: 1)
    }

    @Test func channelsLastInputsComeChannelsFirst() throws {
        var graph = Graph()
        let x = graph.addValue(Value(name: "x", shape: [1, 5, 4, 3]))
        let y = graph.addValue(Value(name: "y", shape: [1, 3, 5, 4]))
        let z = graph.addValue(Value(name: "z", shape: [1, 3, 5, 4]))
        graph.inputs = [x]
        graph.nodes = [
            Node(name: "t", op: .transpose(permutation: [0, 3, 1, 2]), inputs: [x], outputs: [y]),
            Node(name: "r", op: .unary(.relu), inputs: [y], outputs: [z]),
        ]
        graph.outputs = [z]
        var random = SeededGenerator(seed: 3)
        let picture = random.tensor([1, 5, 4, 3])
        let before = try Executor(graph).run([picture])[0]
        takeChannelsFirst(&graph)
        #expect(graph[graph.inputs[0]].shape == [1, 3, 5, 4])
        #expect(graph.nodes.count == 1)
        var planes = [Float](repeating: 0, count: 60)
        for p in 0..<20 {
            for c in 0..<3 { planes[c * 20 + p] = picture.floats[p * 3 + c] }
        }
        let after = try Executor(graph).run([Tensor(shape: [1, 3, 5, 4], floats: planes)])[0]
        #expect(after.floats == before.floats)
    }

    @Test func minimumAndMaximumAreOneClip() throws {
        var sketch = Sketch()
        try sketch.apply(.binary(.maximum), [sketch.constant([], [-1])])
        try sketch.apply(.binary(.minimum), [sketch.constant([1], [4])], reversed: true)
        try sketch.apply(.unary(.clip(low: -3, high: 3)))
        try sketch.check("recognize-clips", nodes: 1)
    }

    @Test func hardSigmoidIsRecognised() throws {
        var sketch = Sketch()
        try sketch.apply(.binary(.add), [sketch.constant([], [3])])
        try sketch.apply(.unary(.clip(low: 0, high: 6)))
        try sketch.apply(.binary(.divide), [sketch.constant([], [6])])
        try sketch.check("recognize-hard-sigmoid", nodes: 1)
    }

    @Test func whatDependsOnConstantsOnlyIsComputedOnce() throws {
        var graph = Graph()
        let x = graph.addValue(Value(name: "x", shape: [3]))
        let a = graph.addValue(Value(name: "a", constant: Tensor(shape: [3], floats: [1, 2, 3])))
        let sum = graph.addValue(Value(name: "sum", shape: [3]))
        let root = graph.addValue(Value(name: "root", shape: [3]))
        let y = graph.addValue(Value(name: "y", shape: [3]))
        graph.inputs = [x]
        graph.outputs = [y]
        graph.nodes = [
            Node(name: "n0", op: .binary(.add), inputs: [a, a], outputs: [sum]),
            Node(name: "n1", op: .unary(.negate), inputs: [sum], outputs: [root]),
            Node(name: "n2", op: .binary(.maximum), inputs: [x, root], outputs: [y]),
        ]
        #expect(simplify(&graph)["fold-constants"] == 2)
        #expect(graph.nodes.map(\.name) == ["n2"])
        let output = try Executor(graph).run([Tensor(shape: [3], floats: [-5, -1, -5])])[0]
        #expect(output.floats == [-2, -1, -5])
    }
}
