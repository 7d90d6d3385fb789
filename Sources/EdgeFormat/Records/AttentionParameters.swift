/// attention: word 0 is the factor of the scores (f32), words 11 and 12 the clamp.
public struct AttentionParameters: Sendable, Equatable {
    /// What products of queries and keys are scaled by before the softmax: 1 / sqrt(D) in a transformer.
    public var scale: Float
    public var clampLow: Int32 = -128
    public var clampHigh: Int32 = 127

    public init(scale: Float) { self.scale = scale }

    public init(_ p: OpParameters) {
        scale = Float(bitPattern: UInt32(bitPattern: p[0]))
        clampLow = p[11]
        clampHigh = p[12]
    }

    public var words: OpParameters {
        var p = OpParameters()
        p[0] = Int32(bitPattern: scale.bitPattern)
        p[11] = clampLow
        p[12] = clampHigh
        return p
    }
}
