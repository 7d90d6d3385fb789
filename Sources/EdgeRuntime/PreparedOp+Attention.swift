import EdgeFormat
import EdgeKernels

extension TensorMemory {
    func attention(
        _ op: OpRecord, _ q: TensorView, _ y: TensorView
    ) -> PreparedOp.Call {
        let k = input(1, op)
        let v = input(2, op)
        let p = AttentionParameters(op.parameters)
        return .attention(
            AttentionArguments(
                heads: Int(q.dimensions[2]), queries: q.tokens, keys: k.tokens, values: v.tokens,
                output: y.tokens, queryZeroPoint: q.zeroPoint, scoreScale: q.scale * k.scale * p.scale,
                outputScale: v.scale / y.scale,
                range: OutputRange(clampLow: p.clampLow, clampHigh: p.clampHigh, zeroPoint: y.zeroPoint)))
    }
}

extension TensorView {
    /// Of `[1, tokens, heads, depth]`: a head is a pixel.
    fileprivate var tokens: AttentionArguments.Tokens {
        AttentionArguments.Tokens(
            base: elements(Int8.self), count: Int(dimensions[1]), depth: channels,
            stride: Int(dimensions[2]) * pixelStride, headStride: pixelStride)
    }
}
