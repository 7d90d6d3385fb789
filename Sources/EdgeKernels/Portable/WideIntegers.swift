// 64-bit sums from machine words. On 32-bit machines the standard library's own conversions go through an
// array, which Embedded Swift with -no-allocations refuses; both are little-endian.

@inline(__always)
func widened(_ x: Int32) -> Int64 {
    #if _pointerBitWidth(_32)
        unsafeBitCast((x, x &>> 31), to: Int64.self)
    #else
        Int64(x)
    #endif
}

/// The lower 32 bits.
@inline(__always)
func lowWord(_ x: Int64) -> Int32 {
    #if _pointerBitWidth(_32)
        unsafeBitCast(x, to: (Int32, Int32).self).0
    #else
        Int32(truncatingIfNeeded: x)
    #endif
}
