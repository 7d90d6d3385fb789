import EdgeCompile
import EdgeFormat
import EdgeGraph
import Testing

/// Attention becomes one int8 operator, however the graph writes it.
@Suite struct AttentionTests {
    private func convert(
        _ n: inout NetworkBuilder, _ outputs: [ValueID], quanta: Float = 3,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [OpKind] {
        n.graph.outputs = outputs
        let converted = try Converted(n.graph, n.samples())
        #expect(converted.worstQuanta <= quanta, "seed \(n.seed)", sourceLocation: sourceLocation)
        return converted.kinds
    }

    /// As convolutional networks write it: a column a token, heads beside each other in the channels. Nothing is
    /// moved: tokens are pixels.
    @Test func ofImages() throws {
        var n = NetworkBuilder()
        let x = n.add(.unary(.negate), [n.input([1, 24, 3, 5])])
        let parts = n.addAll(
            .split(axis: 2, sizes: [4, 4, 4]), [n.add(.reshape(shape: [1, 2, 12, 15]), [x])], outputs: 3)
        let query = n.add(.transpose(permutation: [0, 1, 3, 2]), [parts[0]])
        let scaled = n.add(.binary(.multiply), [n.add(.matMul, [query, parts[1]]), n.constant([], [0.5])])
        let weights = n.add(.transpose(permutation: [0, 1, 3, 2]), [n.add(.softmax(axis: 3), [scaled])])
        let mixed = n.add(.matMul, [parts[2], weights])
        let kinds = try convert(&n, [n.add(.reshape(shape: [1, 8, 3, 5]), [mixed])])
        // The output is a copy of a view.
        #expect(kinds == [.lookup, .attention, .requantize])
    }

    /// As transformers write it, with heads as a batch, and the scores divided.
    @Test(arguments: [[3, 7, 4], [1, 3, 7, 4]]) func ofSequences(_ shape: [Int]) throws {
        var n = NetworkBuilder()
        let (query, key, value) = (
            n.add(.reshape(shape: shape), [n.input([1, 3, 7, 4], name: "q")]),
            n.add(.reshape(shape: shape), [n.input([1, 3, 7, 4], name: "k")]),
            n.add(.reshape(shape: shape), [n.input([1, 3, 7, 4], name: "v")])
        )
        let last = shape.count - 1
        var swapped = Array(shape.indices)
        swapped.swapAt(last, last - 1)
        let turned = n.add(.transpose(permutation: swapped), [key])
        let scaled = n.add(.binary(.divide), [n.add(.matMul, [query, turned]), n.constant([1], [2])])
        let mixed = n.add(.matMul, [n.add(.softmax(axis: last), [scaled]), value])
        #expect(try convert(&n, [mixed]).contains(.attention))
    }

    /// Keys and values that are never negative have a zero point of -128 of their own, and are brought to 0.
    @Test func keysBehindAClamp() throws {
        var n = NetworkBuilder()
        let x = n.input([1, 2, 6, 5])
        let positive = n.add(.unary(.clip(low: 0, high: 1.5)), [x])
        let turned = n.add(.transpose(permutation: [0, 1, 3, 2]), [positive])
        let weights = n.add(.softmax(axis: 3), [n.add(.matMul, [x, turned])])
        // With half the resolution.
        let kinds = try convert(&n, [n.add(.matMul, [weights, positive])], quanta: 5)
        #expect(kinds.contains(.attention) && kinds.contains(.requantize), "\(kinds)")
    }

    /// A softmax over the queries, or one that is read twice, is no attention.
    @Test func othersStayAsTheyAre() throws {
        var n = NetworkBuilder()
        let x = n.input([1, 2, 6, 6])
        let product = n.add(.matMul, [x, x])
        let overRows = n.add(.matMul, [n.add(.softmax(axis: 2), [product]), x])
        #expect(try !convert(&n, [overRows]).contains(.attention))

        var twice = NetworkBuilder()
        let y = twice.input([1, 2, 6, 6])
        let weights = twice.add(.softmax(axis: 3), [twice.add(.matMul, [y, y])])
        let first = twice.add(.matMul, [weights, y])
        #expect(try !convert(&twice, [first, weights]).contains(.attention))
    }
}
