/// `clip(a x + b, 0, h) * s` with `s h = 1` as hardSigmoid(s a, s b). Plain clips of x stay clips.
func recognizeHardSigmoid(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        let (inner, scale, offset) = r.affine(node.outputs[0])
        guard offset == 0, let clip = r.producer(inner), case .unary(.clip(0, let high)) = clip.op,
            isClose(scale * high, 1), let argument = clip.inputs[0]
        else { continue }
        let (base, slope, shift) = r.affine(argument)
        guard slope != 1 || shift != 0 || scale != 1, r.shape(base) == r.shape(node.outputs[0]) else {
            continue
        }
        r.replace(index, with: .unary(.hardSigmoid(alpha: scale * slope, beta: scale * shift)), [base])
    }
}
