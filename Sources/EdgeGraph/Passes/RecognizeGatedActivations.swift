/// `x * gate(x)` as one function: silu, hardSwish, mish, gelu; gelu with erf (Hendrycks and Gimpel, "Gaussian
/// Error Linear Units", 2016) or its tanh approximation.
func recognizeGatedActivations(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        switch node.op {
        case .binary(.multiply), .binary(.divide): break
        default: continue
        }
        let (scale, terms) = r.factors(node.outputs[0])
        guard terms.count == 2 else { continue }
        for (x, gate) in [(terms[0], terms[1]), (terms[1], terms[0])] {
            guard r.shape(x) == r.shape(node.outputs[0]), r.shape(gate) == r.shape(x),
                r.graph[x].type == .float, let function = gatedFunction(x, gate: gate, scale: scale, r)
            else { continue }
            r.replace(index, with: .unary(function), [x])
            break
        }
    }
}

/// The function that `scale * x * gate` is of `x`.
private func gatedFunction(
    _ x: ValueID, gate: ValueID, scale: Float, _ r: GraphRewriter
) -> UnaryFunction? {
    guard let node = r.producer(gate) else { return nil }
    switch node.op {
    case .unary(.sigmoid): return node.inputs[0] == x && scale == 1 ? .silu : nil
    case .unary(.hardSigmoid(let alpha, let beta)):
        return node.inputs[0] == x && scale == 1 && isClose(alpha, 1 / 6) && isClose(beta, 0.5)
            ? .hardSwish : nil
    case .unary(.clip(0, let high)):
        guard isClose(scale * high, 1), let inner = r.polynomial(node.inputs[0], in: x) else { return nil }
        return isClose(inner.map { $0 * scale }, [0.5, 1 / 6]) ? .hardSwish : nil
    case .unary(.tanh):
        guard scale == 1, let inner = r.producer(node.inputs[0]) else { return nil }
        return isSoftplus(inner, of: x, r) ? .mish : nil
    case .binary(.add):
        // 1 + erf(x / sqrt 2), 1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)), halved.
        guard isClose(scale, 0.5), r.scalar(node.inputs[1]) == 1, let inner = r.producer(node.inputs[0])
        else { return nil }
        switch inner.op {
        case .unary(.erf):
            guard let argument = r.polynomial(inner.inputs[0], in: x) else { return nil }
            return isClose(argument, [0, Float(0.5).squareRoot()]) ? .gelu(tanhApproximation: false) : nil
        case .unary(.tanh):
            guard let argument = r.polynomial(inner.inputs[0], in: x) else { return nil }
            let slope = (2 / Float.pi).squareRoot()
            return isClose(argument, [0, slope, 0, 0.044715 * slope]) ? .gelu(tanhApproximation: true) : nil
        default: return nil
        }
    default: return nil
    }
}

/// softplus(x), or log(1 + exp(x)).
private func isSoftplus(_ node: Node, of x: ValueID, _ r: GraphRewriter) -> Bool {
    switch node.op {
    case .unary(.softplus): return node.inputs[0] == x
    case .unary(.log):
        guard let sum = r.producer(node.inputs[0]), sum.op == .binary(.add), r.scalar(sum.inputs[1]) == 1,
            let exponential = r.producer(sum.inputs[0])
        else { return false }
        return exponential.op == .unary(.exp) && exponential.inputs[0] == x
    default: return false
    }
}
