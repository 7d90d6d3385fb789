import EdgeFormat

/// Changes bytes of a finished file and makes its checksums right again, so that a reader meets the change
/// itself. Offsets are those of FORMAT.md, written out here once more on purpose.
public struct FileEditor {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func u32(_ offset: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * $1) }
    }

    public func u64(_ offset: Int) -> UInt64 { UInt64(u32(offset)) | UInt64(u32(offset + 4)) << 32 }

    public mutating func set<T: FixedWidthInteger>(_ value: T, at offset: Int) {
        for i in 0..<MemoryLayout<T>.size {
            bytes[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * i))
        }
    }

    public mutating func set(_ value: Float, at offset: Int) { set(value.bitPattern, at: offset) }

    /// Offset of the section's entry in the section table.
    public func entry(_ kind: SectionKind) -> Int? {
        (0..<Int(u32(12))).map { 64 + 32 * $0 }.first { u32($0) == kind.rawValue }
    }

    /// Offset of a record.
    public func record(_ kind: SectionKind, _ index: Int) -> Int {
        let entry = entry(kind)!
        return Int(u64(entry + 8)) + index * Int(u32(entry + 24))
    }

    public func count(_ kind: SectionKind) -> Int { entry(kind).map { Int(u32($0 + 28)) } ?? 0 }

    /// End of the structural part, within the file.
    public var recordsEnd: Int { min(Int(clamping: u64(24)), bytes.count) }

    /// Recomputes both checksums; leaves a file without a whole header alone.
    public mutating func seal() {
        guard bytes.count >= 64 else { return }
        let end = max(recordsEnd, 64)
        set(bytes[end...].isEmpty ? 0 : checksum(end..<bytes.count), at: 52)
        set(UInt32(0), at: 48)
        set(checksum(0..<end), at: 48)
    }

    public func sealed() -> [UInt8] {
        var copy = self
        copy.seal()
        return copy.bytes
    }

    private func checksum(_ range: Range<Int>) -> UInt32 {
        bytes.withUnsafeBytes { portableCRC32C(0, $0.baseAddress! + range.lowerBound, range.count) }
    }
}
