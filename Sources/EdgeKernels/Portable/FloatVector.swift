// Eight binary32 numbers at a time, each operation rounded by itself: the same bits as one at a time.

typealias Float8 = SIMD8<Float>

/// The one NaN that an operator gives out: which bits the hardware makes differs from CPU to CPU.
@inline(__always)
var canonicalNaN: Float { Float(bitPattern: 0x7FC0_0000) }

@inline(__always)
func canonical(_ x: Float) -> Float { x == x ? x : canonicalNaN }

@inline(__always)
func canonical(_ x: Float8) -> Float8 {
    x.replacing(with: Float8(repeating: canonicalNaN), where: x .!= x)
}

/// As the scalar one: e^x for x <= 0.
@inline(__always)
func exponential(_ x: Float8) -> Float8 {
    let shifted = x * 1.442_695_04 + 12_582_912
    let n = shifted - 12_582_912
    var r = x - n * 0.693_359_375
    r = r - n * -0.000_212_194_44
    var p = Float8(repeating: 1 / 5040)
    p = p * r + 1 / 720
    p = p * r + 1 / 120
    p = p * r + 1 / 24
    p = p * r + 1 / 6
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    // Out of range where x < -87, which is replaced below.
    let power = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &- (0x4B40_0000 - 127)
    let scale = unsafeBitCast(power &<< 23, to: Float8.self)
    return (p * scale).replacing(with: Float8(repeating: 0), where: x .< -87)
}

@inline(__always)
func load8(_ p: UnsafePointer<Float>) -> Float8 {
    UnsafeRawPointer(p).loadUnaligned(as: Float8.self)
}

@inline(__always)
func store8(_ x: Float8, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: x, as: Float8.self)
}
