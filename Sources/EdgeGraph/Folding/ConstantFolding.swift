/// Computes operators whose inputs are all constant, within a budget: a small hostile file must neither
/// hang the converter nor make it allocate gigabytes.
public struct ConstantFolder: Sendable {
    /// Bytes that computed constants may still take.
    public private(set) var bytes: Int
    /// Elements that may still be read or written.
    public private(set) var work: Int

    /// The defaults suffice for the largest classifiers with every weight computed (VGG-19: 575 MB).
    public init(bytes: Int = 768 << 20, work: Int = 1 << 30) {
        self.bytes = bytes
        self.work = work
    }

    /// Reserves room for a constant of `spec`; false where the budget does not have it.
    public mutating func reserve(_ spec: TensorSpec) -> Bool {
        guard let count = TensorLimits.elementCount(spec.shape), count * spec.type.elementSize <= bytes else {
            return false
        }
        bytes -= count * spec.type.elementSize
        return true
    }

    /// The outputs of `op`, or nil where it is not one that is folded, does not fit its inputs, or the
    /// budget is spent. Results are those of `evaluate`.
    public mutating func fold(_ op: Operator, _ inputs: [Tensor?]) -> [Tensor]? {
        guard op.isFoldable, inputs.count <= Self.maximumInputs, !inputs.isEmpty else { return nil }
        guard let specs = try? op.outputSpecs(inputs.map { $0.map(TensorSpec.init) }) else { return nil }
        let elements =
            inputs.reduce(0) { $0 + ($1?.count ?? 0) } + specs.reduce(0) { $0 + $1.shape.reduce(1, *) }
        guard elements <= work else { return nil }
        for spec in specs where !reserve(spec) { return nil }
        work -= elements
        return try? evaluate(op, inputs: inputs)
    }

    /// Operands of one folded operator.
    static let maximumInputs = 256
}

extension Operator {
    /// True for the operators that exporters use to compute shapes and to prepare weights: their cost is
    /// that of reading their inputs and writing their outputs.
    var isFoldable: Bool {
        switch self {
        case .unary, .binary, .reduce, .concat, .split, .slice, .pad, .reshape, .transpose, .expand,
            .identity, .cast, .gather, .gatherElements, .argMax, .whereSelect:
            true
        case .conv, .convTranspose, .gemm, .matMul, .batchNormalization, .instanceNormalization,
            .layerNormalization, .lrn, .prelu, .maxPool, .averagePool, .globalAveragePool, .globalMaxPool,
            .softmax, .logSoftmax, .resize, .topK, .depthToSpace, .spaceToDepth, .detect, .unsupported:
            false
        }
    }
}
