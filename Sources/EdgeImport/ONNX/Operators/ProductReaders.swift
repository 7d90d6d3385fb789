import EdgeGraph

func readGemm(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let op = Operator.gemm(
        alpha: try n.float("alpha", default: 1), beta: try n.float("beta", default: 1),
        transposeA: try n.flag("transA"), transposeB: try n.flag("transB"))
    return [try b.emit(op, try n.input(0), try n.input(1), n.optionalInput(2))]
}

func readBatchNormalization(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    guard try !n.flag("training_mode"), !(1..<max(1, n.outputCount)).contains(where: n.usesOutput) else {
        throw NodeProblem(
            reason: "batch normalization in training mode is not supported",
            mend: "export the model in evaluation mode")
    }
    guard try n.flag("spatial", default: true) else { throw .unsupported("spatial = 0") }
    let op = Operator.batchNormalization(epsilon: try n.float("epsilon", default: 1e-5))
    return [
        try b.emit(op, try n.input(0), try n.input(1), try n.input(2), try n.input(3), try n.input(4))
    ]
}

func readInstanceNormalization(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let op = Operator.instanceNormalization(epsilon: try n.float("epsilon", default: 1e-5))
    return [try b.emit(op, try n.input(0), try n.input(1), try n.input(2))]
}

func readLayerNormalization(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    guard !n.usesOutput(1), !n.usesOutput(2) else { throw .unsupported("its second or third output") }
    let x = try n.input(0)
    let op = Operator.layerNormalization(
        axis: try resolvedAxis(try n.int("axis", default: -1), rank: b.rank(x)),
        epsilon: try n.float("epsilon", default: 1e-5))
    return [try b.emit(op, x, try n.input(1), n.optionalInput(2))]
}

/// As an instance normalization of [N, groups, rest], then scale and bias: per group in operator set 18,
/// per channel from 21 on.
func readGroupNormalization(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let scale = try n.input(1)
    let bias = try n.input(2)
    let shape = b.shape(x)
    let groups = try n.required("num_groups", try n.int("num_groups"))
    guard shape.count >= 2, groups >= 1, groups <= shape[1], shape[1] % groups == 0 else {
        throw .invalid("\(groups) groups of shape \(shape)")
    }
    let normalize = Operator.instanceNormalization(epsilon: try n.float("epsilon", default: 1e-5))
    let rest = shape[1] / groups * shape.dropFirst(2).reduce(1, *)
    let grouped = try b.emit(.reshape(shape: [shape[0], groups, rest]), x)
    if n.opset < 21 {
        return [try b.emit(.reshape(shape: shape), try b.emit(normalize, grouped, scale, bias))]
    }
    let ones = b.constant(Tensor(shape: [groups], floats: Array(repeating: 1, count: groups)))
    let zeros = b.constant(Tensor(shape: [groups], floats: Array(repeating: 0, count: groups)))
    let normalized = try b.emit(.reshape(shape: shape), try b.emit(normalize, grouped, ones, zeros))
    let perChannel = [shape[1]] + Array(repeating: 1, count: shape.count - 2)
    let scaled = try b.emit(
        .binary(.multiply), normalized, try b.emit(.reshape(shape: perChannel), scale))
    return [try b.emit(.binary(.add), scaled, try b.emit(.reshape(shape: perChannel), bias))]
}

func readLpNormalization(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let axis = try resolvedAxis(try n.int("axis", default: -1), rank: b.rank(x))
    let norm: ValueID
    switch try n.int("p", default: 2) {
    case 2: norm = try b.emit(.reduce(.l2, axes: [axis], keepDimensions: true), x)
    case 1:
        norm = try b.emit(
            .reduce(.sum, axes: [axis], keepDimensions: true), try b.emit(.unary(.absolute), x))
    default: throw .invalid("a norm other than 1 and 2")
    }
    return [try b.emit(.binary(.divide), x, norm)]
}

func readLRN(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let op = Operator.lrn(
        alpha: try n.float("alpha", default: 1e-4), beta: try n.float("beta", default: 0.75),
        bias: try n.float("bias", default: 1), size: try n.required("size", try n.int("size")))
    return [try b.emit(op, try n.input(0))]
}
