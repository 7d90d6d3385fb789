/// e^x for x <= 0 in a fixed order of binary32 operations (ARITHMETIC.md, "Exponential"): the same bits
/// on every CPU. Zero below -87. Relative error under 2^-22.
@inline(__always)
func exponential(_ x: Float) -> Float {
    if x < -87 { return 0 }
    let shifted = x * 1.442_695_04 + 12_582_912  // x / ln 2, rounded to an integer by the addition
    let n = shifted - 12_582_912
    // ln 2 in two parts; the high one has nine bits, so its product with n is exact.
    var r = x - n * 0.693_359_375
    r = r - n * -0.000_212_194_44
    var p: Float = 1 / 5040
    p = p * r + 1 / 720
    p = p * r + 1 / 120
    p = p * r + 1 / 24
    p = p * r + 1 / 6
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    let power = Int32(bitPattern: shifted.bitPattern) &- 0x4B40_0000
    return p * Float(bitPattern: UInt32(bitPattern: (power &+ 127) &<< 23))
}

/// e^x for any x: `1 / exponential(-x)` where x is positive.
@inline(__always)
func exponentialOfAny(_ x: Float) -> Float { x > 0 ? 1 / exponential(0 - x) : exponential(x) }

/// `e = exponential(-|x|)`; `1 / (1 + e)`, or `e / (1 + e)` where x is negative.
@inline(__always)
func sigmoid(_ x: Float) -> Float {
    let isNegative = x < 0
    let e = exponential(isNegative ? x : 0 - x)
    return (isNegative ? e : 1) / (1 + e)
}
