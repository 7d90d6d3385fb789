/// Where attention keeps what it makes of a head and of a few of its queries, in the scratch of one thread: keys
/// and values laid out as weights of matrix products, scores and weights of the queries.
struct AttentionPlan {
    /// Queries at a time: as many as the tallest tile has rows.
    static var rows: Int { 16 }

    /// Tokens and elements, padded to what products take.
    let keys, depth, valueDepth, keyQuads: Int
    // Offsets in the scratch.
    let packedKeys, packedValues, bias, weightSum, scoreScale, zeros, outputScale: Int
    let panel, scores, weights, sums: Int
    let scratchBytes: Int

    init(_ a: AttentionArguments) {
        keys = roundUp(a.keys.count, to: 16)
        keyQuads = (a.keys.count + 3) / 4
        depth = roundUp(a.keys.depth, to: 4)
        valueDepth = roundUp(a.values.depth, to: 16)
        var end = 0
        func take(_ bytes: Int) -> Int {
            defer { end += roundUp(bytes, to: 64) }
            return end
        }
        packedKeys = take(keys * depth)
        packedValues = take(valueDepth * keyQuads * 4)
        bias = take(keys * 4)
        weightSum = take(keys * 4)
        scoreScale = take(keys * 4)
        zeros = take(valueDepth * 4)
        outputScale = take(valueDepth * 4)
        // Packing may write up to 64 bytes past the last row.
        panel = take(Self.rows * depth * 2 + 64)
        scores = take(Self.rows * keys * 4)
        weights = take(Self.rows * keyQuads * 8)
        sums = take(Self.rows * valueDepth * 4)
        scratchBytes = end
    }
}
