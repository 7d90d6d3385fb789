/// Reads little-endian fields of one record at byte offsets from its start. Whoever makes one has checked
/// that the record lies within its bytes.
@usableFromInline
struct RecordReader {
    @usableFromInline let base: UnsafeRawPointer

    @inlinable init(_ base: UnsafeRawPointer) { self.base = base }

    @inlinable func u8(_ offset: Int) -> UInt8 { base.load(fromByteOffset: offset, as: UInt8.self) }

    @inlinable func u16(_ offset: Int) -> UInt16 {
        UInt16(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inlinable func u32(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inlinable func u64(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inlinable func i32(_ offset: Int) -> Int32 { Int32(bitPattern: u32(offset)) }

    @inlinable func float(_ offset: Int) -> Float { Float(bitPattern: u32(offset)) }

    @inlinable func string(_ offset: Int) -> StringRange {
        StringRange(offset: u32(offset), bytes: u32(offset + 4))
    }
}
