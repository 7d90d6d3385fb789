/// Gives arithmetic with a constant one form: `x + c` or `x * c`, the constant second.
func normalizeArithmetic(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard case .binary(let function) = node.op, node.inputs.count == 2, let a = node.inputs[0],
            let b = node.inputs[1], r.graph[a].type == .float, r.constant(a) == nil || r.constant(b) == nil
        else { continue }
        switch function {
        case .add, .multiply, .minimum, .maximum:
            if r.constant(a) != nil { r.replace(index, with: node.op, [b, a]) }
        case .subtract:
            guard let c = r.constant(b) else { continue }
            let negated = Tensor(shape: c.shape, floats: c.floats.map { -$0 })
            r.replace(
                index, with: .binary(.add), [a, r.addConstant(negated, name: r.graph[b].name)])
        case .divide:
            guard let c = r.constant(b) else { continue }
            let inverse = Tensor(shape: c.shape, floats: c.floats.map { 1 / $0 })
            guard inverse.floats.allSatisfy(\.isNormal) else { continue }
            r.replace(
                index, with: .binary(.multiply), [a, r.addConstant(inverse, name: r.graph[b].name)])
        default: continue
        }
    }
}
