/// Chains of reshapes as the last one, chains of transposes as their composition; a transpose of what is
/// one line of elements as a reshape.
func mergeMovement(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard let input = node.inputs.first ?? nil else { continue }
        switch node.op {
        case .reshape:
            guard let inner = r.producer(input), case .reshape = inner.op else { continue }
            r.replace(index, with: node.op, [inner.inputs[0]])
        case .transpose(let outer):
            let shape = r.shape(input)
            if shape.count(where: { $0 != 1 }) <= 1, outer != outer.sorted() {
                r.replace(index, with: .reshape(shape: r.shape(node.outputs[0])), [input])
            } else if let inner = r.producer(input), case .transpose(let first) = inner.op {
                r.replace(index, with: .transpose(permutation: outer.map { first[$0] }), [inner.inputs[0]])
            }
        default: continue
        }
    }
}
