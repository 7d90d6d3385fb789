import EdgeGraph
import EdgeImport
import Testing

/// What the passes leave of small models; that they compute the same is in `ReadingTests`.
@Suite struct SimplifyTests {
    /// Operators that remain of a model, in order.
    private func operators(_ name: String) throws -> [Operator] {
        var graph = try readONNX(path: Cases.path(name)).graph
        let names = graph.outputs.map { graph[$0].name }
        simplify(&graph)
        #expect(graph.outputs.map { graph[$0].name } == names)
        var again = graph
        #expect(simplify(&again).isEmpty, "a second run finds something")
        return graph.nodes.map(\.op)
    }

    @Test(arguments: [
        ("silu", UnaryFunction.silu), ("hardswish-relu6", .hardSwish), ("hardswish-inner", .hardSwish),
        ("hardswish-hardsigmoid", .hardSwish), ("relu6-relu-min", .clip(low: 0, high: 6)),
        ("mish-softplus", .mish), ("gelu-erf", .gelu(tanhApproximation: false)),
        ("gelu-tanh-pow", .gelu(tanhApproximation: true)), ("clip-inputs", .clip(low: 0, high: 1.5)),
        ("hardsigmoid-minmax", .hardSigmoid(alpha: 0.2, beta: 0.5)), ("transpose-pair", .relu),
    ])
    func activation(name: String, function: UnaryFunction) throws {
        #expect(try operators(name) == [.unary(function)])
    }

    @Test(arguments: [
        "gemm-bias", "gemm-no-bias", "gemm-scalar-bias", "batchnorm-after-gemm",
    ])
    func productsWithConstantsAreNormal(name: String) throws {
        #expect(try operators(name) == [.gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true)])
    }

    @Test func matMulAndAddAreOneGemm() throws {
        #expect(
            try operators("matmul-add") == [
                .reshape(shape: [3, 5]), .gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true),
                .reshape(shape: [1, 3, 4]),
            ])
    }

    @Test(arguments: ["batchnorm-after-conv", "batchnorm-after-convtranspose", "pad-before-conv"])
    func becomesOneConvolution(name: String) throws {
        let left = try operators(name)
        #expect(left.count == 1)
        switch left[0] {
        case .conv, .convTranspose: break
        default: Issue.record("\(left[0])")
        }
    }

    @Test func paddingStaysBeforeAPoolThatCouldSeeIt() throws {
        #expect(try operators("pad-before-maxpool").count == 2)
        #expect(try operators("pad-relu-maxpool").count == 2)
        #expect(try operators("pad-before-averagepool").count == 1)
    }

    @Test func wholePlanePools() throws {
        #expect(try operators("averagepool-whole-plane") == [.globalAveragePool])
        #expect(try operators("reducemean-spatial") == [.globalAveragePool, .reshape(shape: [1, 4])])
        #expect(try operators("reducemean-nhwc") == [.globalAveragePool, .reshape(shape: [1, 4])])
    }

    @Test func normalizationWithoutAConvolutionStays() throws {
        let left = try operators("batchnorm-before-relu")
        #expect(left.count == 3)
    }

    @Test func everyPassIsUsedAndNamedOnce() throws {
        var made: Set<String> = []
        for name in Cases.all.cases.keys {
            var graph = try readONNX(path: Cases.path(name)).graph
            made.formUnion(simplify(&graph).keys)
        }
        // Constants are folded while reading already: that pass finds only what other passes leave. None of the
        // networks here pads channels or sorts pixels into them; EdgeGraphTests do.
        let elsewhere: Set = ["fold-constants", "pad-channels", "fold-sampling"]
        #expect(made.union(elsewhere) == Set(simplificationPasses.map(\.name)))
        #expect(Set(simplificationPasses.map(\.name)).count == simplificationPasses.count)
    }
}
