/// int32 to binary32, to nearest even.
///
/// Embedded Swift for 32-bit targets refuses `Float(Int32)`; the value, so the result, is the same.
@inline(__always)
func toFloat(_ x: Int32) -> Float {
    #if _pointerBitWidth(_64)
        Float(x)
    #else
        Float(Int(x))
    #endif
}

/// Round to nearest even for `|x| < 2^22`: the addition leaves the integer in the low mantissa bits.
@inline(__always)
func roundToInt32(_ x: Float) -> Int32 {
    Int32(bitPattern: (x + 12_582_912).bitPattern) &- 0x4B40_0000  // 1.5 * 2^23 and its bit pattern
}

@inline(__always)
func clamp(_ x: Float, _ low: Float, _ high: Float) -> Float {
    let atLeast = x > low ? x : low
    return atLeast < high ? atLeast : high
}

/// ARITHMETIC.md, "Requantize", after the multiplication.
@inline(__always)
func quantize(_ x: Float, _ low: Float, _ high: Float, _ zeroPoint: Int32) -> Int8 {
    Int8(truncatingIfNeeded: roundToInt32(clamp(x, low, high)) &+ zeroPoint)
}

/// The same of an int16 output.
@inline(__always)
func quantize16(_ x: Float, _ low: Float, _ high: Float) -> Int16 {
    Int16(truncatingIfNeeded: roundToInt32(clamp(x, low, high)))
}
