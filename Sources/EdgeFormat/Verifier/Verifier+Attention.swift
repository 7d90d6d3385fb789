extension Verifier {
    /// q `[1, M, H, D]`, k `[1, N, H, D]`, v `[1, N, H, E]`, y `[1, M, H, E]`. With N, D and E within their limits
    /// no sum leaves 32 bits: `2 * 128 * 127 * D`, and 127 times what the weights of a row add up to.
    func verifyAttention(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let q = inputTensor(0, op)
        let k = inputTensor(1, op)
        let v = inputTensor(2, op)
        let y = outputTensor(op)
        try requireTokens(i, q, "queries")
        try requireTokens(i, k, "keys")
        try requireTokens(i, v, "values")
        try requireTokens(i, y, "output")
        guard k.zeroPoint == 0, v.zeroPoint == 0 else {
            throw opFault(i, .badOperand, "zero point of keys or values", "is not 0")
        }
        guard q.dimensions[2] == k.dimensions[2], q.dimensions[2] == v.dimensions[2],
            q.dimensions[2] == y.dimensions[2]
        else { throw opFault(i, .badShape, "operands", "differ in heads") }
        guard q.dimensions[3] == k.dimensions[3] else {
            throw opFault(i, .badShape, "queries and keys", "differ in depth")
        }
        guard k.dimensions[1] == v.dimensions[1] else {
            throw opFault(i, .badShape, "keys and values", "differ in number")
        }
        guard q.dimensions[1] == y.dimensions[1], v.dimensions[3] == y.dimensions[3] else {
            throw opFault(i, .badShape, "output", "is not of the queries' number and the values' depth")
        }
        guard k.dimensions[1] <= VerifierLimits.keys else {
            throw opFault(i, .tooMany, "keys", "are above 32768")
        }
        guard max(k.dimensions[3], v.dimensions[3]) <= VerifierLimits.headDepth else {
            throw opFault(i, .tooMany, "elements of a head", "are above 8192")
        }
        let parameters = AttentionParameters(op.parameters)
        guard isScale(parameters.scale) else {
            throw opFault(i, .outOfRange, "scale", "is not normal and positive")
        }
        try requireFactor(i, q.scale * k.scale * parameters.scale)
        try requireFactor(i, v.scale / y.scale)
        try requireClamp(i, low: parameters.clampLow, high: parameters.clampHigh)
    }

    private func requireTokens(
        _ i: Int, _ tensor: TensorRecord, _ field: StaticString
    ) throws(FormatError) {
        guard tensor.rank == 4, tensor.dimensions[0] == 1 else {
            throw opFault(i, .badShape, field, "are not of shape [1, tokens, heads, depth]")
        }
        try requireInt8(i, tensor, field)
    }
}
