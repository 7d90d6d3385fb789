/// How a constant's bytes are ordered (FORMAT.md, "Weight layouts").
public enum WeightLayout: UInt8, Sendable {
    /// Row-major by its dimensions.
    case plain = 0
    /// conv2D and fullyConnected: `[groups][ceil(N/16)][ceil(K/4)][16][4]` int8, N = output channels of
    /// the group, K = kh*kw*C of the group in (kh, kw, c) order; padding is zero. Its tensor's dimensions
    /// are the logical `[N_total, kh, kw, C_group]`.
    case blocked16x4 = 1
    /// depthwiseConv2D: `[kh*kw][ceil(C/16)*16]` int8; padding is zero. Logical `[kh, kw, C]`.
    case depthwise16 = 2
    /// Per-channel parameters (bias and weightSum int32, scale float32): `[groups][ceil(N/16)*16]`, N =
    /// output channels of the group. Logical `[groups, N]`. Padding is 0, in a float32 vector 1.
    case channels16 = 3
    /// transposedConv2D: one `blocked16x4` after the other, one for each phase of the output, int8: phase
    /// (ry, rx), row-major, holds the taps of `TransposedPhases`. Logical `[N_total, kh, kw, C_group]`.
    case phased16x4 = 4

    /// How many bytes there are depends on the op that reads them: on its groups, and on its strides and
    /// dilations.
    public var dependsOnOp: Bool { self == .blocked16x4 || self == .phased16x4 }
}

#if !hasFeature(Embedded)
    extension WeightLayout: CaseIterable {}
#endif
