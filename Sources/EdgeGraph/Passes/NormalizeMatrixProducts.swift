/// Products with constant weights as `gemm(x, W [N,K], bias? [N])`, neither scaled nor transposed on the
/// left: what `EdgeCompile` lowers to a fully connected operator.
func normalizeMatrixProducts(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        switch node.op {
        case .gemm(let alpha, let beta, let transposeA, let transposeB):
            if !transposeA, !isNormalized(node, r) {
                normalizeGemm(index, alpha: alpha, beta: beta, transposeB: transposeB, &r)
            }
        case .binary(.add): fuseBias(index, &r)
        default: continue
        }
    }
    // Products without a bias come after: an addition looks for the product as it was.
    for index in r.nodeIndices where r.node(index).op == .matMul {
        if r.isUsed(r.node(index).outputs[0]) { replaceProduct(index, r.node(index), bias: nil, &r) }
    }
}

/// True for a product by a constant in the form that this pass gives it.
func isNormalized(_ node: Node, _ r: GraphRewriter) -> Bool {
    guard case .gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true) = node.op,
        let weights = r.constant(node.inputs[1])
    else { return false }
    guard node.inputs.count > 2, let bias = node.inputs[2] else { return true }
    return r.constant(bias)?.shape == [weights.shape[0]]
}

private func normalizeGemm(
    _ index: Int, alpha: Float, beta: Float, transposeB: Bool, _ r: inout GraphRewriter
) {
    let node = r.node(index)
    guard let weights = r.constant(node.inputs[1]), weights.type == .float,
        var rows = transposeB ? weights : transposed(weights)
    else { return }
    let outputs = rows.shape[0]
    var inputs: [ValueID?] = [node.inputs[0], nil]
    if node.inputs.count > 2, let id = node.inputs[2], beta != 0 {
        guard let bias = r.constant(id), let vector = biasVector(bias, count: outputs) else { return }
        inputs.append(
            r.addConstant(
                Tensor(shape: [outputs], floats: vector.map { $0 * beta }), name: r.graph[id].name))
    }
    if alpha != 1 { rows.floats = rows.floats.map { $0 * alpha } }
    inputs[1] = r.addConstant(rows, name: r.graph[node.inputs[1]!].name)
    r.replace(index, with: normalGemm, inputs)
}

private let normalGemm = Operator.gemm(alpha: 1, beta: 1, transposeA: false, transposeB: true)

/// x @ W + b, with b one number per column: a gemm.
private func fuseBias(_ index: Int, _ r: inout GraphRewriter) {
    let node = r.node(index)
    guard node.inputs.count == 2, let product = node.inputs[0], let id = node.inputs[1],
        let bias = r.constant(id), r.isPrivate(product), r.shape(product) == r.shape(node.outputs[0]),
        let inner = r.producer(product)
    else { return }
    switch inner.op {
    case .matMul:
        guard let columns = r.shape(product).last, let vector = biasVector(bias, count: columns) else {
            return
        }
        replaceProduct(index, inner, bias: vector, &r)
    default: return
    }
}

/// Makes node `index` the product that `inner` is, plus `bias`; tensors of more than two dimensions are
/// reshaped to a matrix and back, which costs nothing.
private func replaceProduct(_ index: Int, _ inner: Node, bias: [Float]?, _ r: inout GraphRewriter) {
    guard let x = inner.inputs[0], let w = inner.inputs[1], r.constant(x) == nil,
        let weights = r.constant(w), weights.type == .float, weights.shape.count == 2,
        let rows = transposed(weights)
    else { return }
    let shape = r.shape(x)
    guard shape.count >= 2 else { return }
    var inputs: [ValueID?] = [x, r.addConstant(rows, name: r.graph[w].name)]
    if let bias {
        inputs.append(r.addConstant(Tensor(shape: [bias.count], floats: bias), name: inner.name + ".bias"))
    }
    if shape.count == 2 {
        r.replace(index, with: normalGemm, inputs, name: inner.name)
        return
    }
    let matrix = [shape.dropLast().reduce(1, *), shape[shape.count - 1]]
    guard let flat = r.add(.reshape(shape: matrix), [x], name: inner.name + "/rows") else { return }
    inputs[0] = flat
    guard let result = r.add(normalGemm, inputs, name: inner.name) else { return }
    r.replace(
        index, with: .reshape(shape: r.shape(r.node(index).outputs[0])), [result],
        name: inner.name + "/shape")
}

/// `bias` as one number per column, where it broadcasts along nothing else.
private func biasVector(_ bias: Tensor, count: Int) -> [Float]? {
    guard bias.type == .float, bias.shape.dropLast().allSatisfy({ $0 == 1 }) else { return nil }
    if bias.count == 1 { return Array(repeating: bias.floats[0], count: count) }
    return bias.count == count ? bias.floats : nil
}

private func transposed(_ matrix: Tensor) -> Tensor? {
    try? evaluate(.transpose(permutation: [1, 0]), inputs: [matrix]).first
}
