/// The operators of the integer graph. FORMAT.md gives the exact formula of each.
///
/// Adding one: a case here, a formula in FORMAT.md and in `Tools/reference`, its parameters in
/// `OpParameters`, its checks in `Verifier`, a portable kernel, a case in `PreparedOp` and a lowering
/// in `EdgeCompile`.
public enum OpKind: UInt16, Sendable {
    /// in: x, weights, bias, scale, weightSum · out: y (int8, int16 or float32; x may be int16 too)
    case conv2D = 1
    /// in: x, weights, bias, scale · out: y (depth multiplier 1; both int8, or x int16)
    case depthwiseConv2D = 2
    /// in: x, weights, bias, scale, weightSum · out: y (int8, or float32 where the epilogue dequantizes)
    case fullyConnected = 3
    /// in: a, b of one shape · out: y
    case add = 4
    /// in: a, b (b of a's shape, or 1x1xC) · out: y
    case mul = 5
    case maxPool2D = 6
    /// Zero kernel size in the parameters means the whole plane (global average).
    case averagePool2D = 7
    /// in: x, table (256 int8 entries, index q + 128; of int16, 1025 ends of lines) · out: y
    case lookup = 8
    /// in: x · out: y: the same shape in another scale, or a plain copy
    case requantize = 9
    /// in: x (int8 or float32) · out: float32
    case softmax = 10
    case resizeNearest = 11
    /// in: x, weights, bias, scale, weightSum · out: y
    case transposedConv2D = 12
    /// in: x, rows, columns (int32: 256 * source index + weight of the next) · out: y
    case resizeLinear = 13
    /// in: x · out: y: pixels around an image: a constant, the edge, or the image reflected
    case pad2D = 14
    /// in: x, factor, shift · out: y: channels (or groups of them) to mean 0 and variance 1, then affine
    case normalize = 15
    /// in: x, factors of negative inputs · out: y
    case prelu = 16
    /// in: x · out: y: blocks of pixels from channels
    case depthToSpace = 17
    /// in: x · out: y: channels from blocks of pixels
    case spaceToDepth = 18
    /// in: x · out: y: groups of channels interleaved
    case channelShuffle = 19

    // The float32 tail and movement.

    /// in: x (int8) · out: y (float32)
    case dequantize = 20
    /// in: x (float32) · out: y (int8)
    case quantize = 21
    /// in: x · out: y, both float32
    case floatUnary = 22
    /// in: a, b that broadcast · out: y, all float32
    case floatBinary = 23
    /// in: x, constant that broadcast · out: y, all float32
    case floatBinaryConstant = 24
    /// in: x · out: y: any element type, axes in another order
    case transpose = 25
    /// in: x · out: y: any element type, every step-th element from start along each axis
    case slice = 26
    /// in: x · out: y: any element type, axes of size 1 repeated
    case broadcast = 27
    /// in: x · out: y, one axis of size 1, both float32
    case reduce = 28
    /// in: a `[…, M, K]`, b `[…, K, N]` · out: y `[…, M, N]`, all float32
    case matMul = 29
    /// in: x `[…, K, N]`, constant `[M, K]` · out: y `[…, M, N]`, all float32
    case matMulConstant = 30
    /// in: x `[…, N]` · out: `[…, K]`: where the largest lie, as float32 numbers
    case topK = 31
    /// in: x, indices (float32) · out: y: the slices of one axis that the indices name
    case gather = 32
    /// in: x, indices (float32, y's shape) · out: y: one element for each index
    case gatherElements = 33

    /// in: the maps of each level, geometry, priors where the boxes have them · out: y `[1, D, 6]`, float32:
    /// x1, y1, x2, y2, score and class of what a detection head found, best first
    case detect = 34

    /// in: q `[1, M, H, D]`, k `[1, N, H, D]`, v `[1, N, H, E]` · out: y `[1, M, H, E]`, all int8: of each head H
    /// the values weighted by the softmax of queries times keys
    case attention = 35
}

#if !hasFeature(Embedded)
    extension OpKind: CaseIterable {}
#endif
