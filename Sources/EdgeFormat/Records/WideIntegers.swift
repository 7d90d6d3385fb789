// Conversions between the 64-bit fields of the file and the machine's words. On 32-bit machines the standard
// library's own go through `words`, an array, which Embedded Swift with -no-allocations refuses.

extension UInt64 {
    /// `value`, which is not negative.
    @inlinable package init(wide value: Int) {
        #if _pointerBitWidth(_32)
            self.init(wide: UInt32(bitPattern: Int32(truncatingIfNeeded: value)))
        #else
            self.init(truncatingIfNeeded: value)
        #endif
    }

    @inlinable package init(wide value: UInt32) {
        #if _pointerBitWidth(_32)
            // Low word first: all that Swift runs on is little-endian.
            self = unsafeBitCast((value, UInt32(0)), to: UInt64.self)
        #else
            self.init(truncatingIfNeeded: value)
        #endif
    }
}

extension Int {
    /// `value`, which was checked to fit.
    @inlinable package init(narrow value: UInt64) { self.init(truncatingIfNeeded: value) }
}
