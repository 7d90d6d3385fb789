/// One rewriting of the graph that keeps what it computes (up to rounding).
public struct Pass: Sendable {
    public let name: String
    /// What it does, in one line.
    public let summary: String
    let apply: @Sendable (inout GraphRewriter) -> Void
}

/// The passes of `simplify`, in order. Adding one: a file in this folder and a line here.
public let simplificationPasses: [Pass] = [
    Pass(
        name: "fold-constants", summary: "compute what depends on constants only", apply: foldConstants),
    Pass(
        name: "remove-identities", summary: "drop operators that give their input back",
        apply: removeIdentities),
    Pass(
        name: "normalize-arithmetic", summary: "x - c and x / c as x + c' and x * c', constant last",
        apply: normalizeArithmetic),
    Pass(
        name: "recognize-clips", summary: "minimum and maximum with numbers as clip, chains of clips as one",
        apply: recognizeClips),
    Pass(
        name: "recognize-hard-sigmoid", summary: "clip(a x + b, 0, h) / h as hardSigmoid",
        apply: recognizeHardSigmoid),
    Pass(
        name: "recognize-gated-activations",
        summary: "x * gate(x) as silu, hardSwish, mish or gelu", apply: recognizeGatedActivations),
    Pass(
        name: "merge-movement", summary: "chains of reshapes and of transposes as one",
        apply: mergeMovement),
    Pass(
        name: "recognize-global-pools",
        summary: "means and maxima over the whole plane as global pools", apply: recognizeGlobalPools),
    Pass(
        name: "normalize-matrix-products",
        summary: "products with constants as gemm: weights [N,K], bias [N]",
        apply: normalizeMatrixProducts),
    Pass(
        name: "fold-padding", summary: "zero padding into the convolution or pool behind it",
        apply: foldPadding),
    Pass(
        name: "fold-sampling",
        summary: "pixels sorted into channels (Focus, spaceToDepth) into the convolution behind them",
        apply: foldSampling),
    Pass(
        name: "pad-channels", summary: "zero channels as a convolution without weights for them",
        apply: padChannels),
    Pass(
        name: "fold-channel-affine",
        summary: "batch normalization and per-channel constants into the weights before them",
        apply: foldChannelAffine),
]

/// Rewrites `graph` with `simplificationPasses`, again and again until none finds anything: fewer and
/// fused operators, the same inputs and outputs (values, order and names), every shape known.
///
/// - Precondition: `graph` is in topological order with every shape inferred, as the importer gives it.
/// - Returns: Rewrites made, by the name of the pass.
@discardableResult
public func simplify(_ graph: inout Graph) -> [String: Int] {
    var made: [String: Int] = [:]
    var rewriter = GraphRewriter(graph)
    for _ in 0..<maximumRounds {
        let before = rewriter.changes
        for pass in simplificationPasses {
            let start = rewriter.changes
            pass.apply(&rewriter)
            guard rewriter.changes > start else { continue }
            made[pass.name, default: 0] += rewriter.changes - start
            rewriter.finish()
        }
        if rewriter.changes == before { break }
    }
    graph = rewriter.graph
    graph.removeDeadNodes()
    graph.removeUnusedValues()
    return made
}

/// Real graphs settle in three or four rounds; the bound only guards against passes that undo each other.
private let maximumRounds = 16
