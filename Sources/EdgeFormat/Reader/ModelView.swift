/// Reads the records of a model on demand, by index, without allocating.
///
/// Making one checks the header and the section table only; `Verifier` checks everything else. Before that,
/// decoded records may hold any value; after it, every index and enumeration is valid.
///
/// A view does not own its bytes: they must outlive it, and the structural part must not change under it
/// (the runtime hands in a copy).
public struct ModelView: @unchecked Sendable {
    /// The structural part `[0, recordsEnd)`.
    public let records: UnsafeRawBufferPointer
    /// The weights section, at `weightsOffset` in the file.
    public let weights: UnsafeRawBufferPointer
    public let header: FileHeader
    let sections: SectionTable

    /// - Parameters:
    ///   - records: the structural part, or a copy of it; may be longer.
    ///   - file: the whole file, starting at a multiple of 64 in memory.
    public init(
        records: UnsafeRawBufferPointer, file: UnsafeRawBufferPointer
    ) throws(FormatError) {
        header = try FileHeader(records, fileBytes: file.count)
        guard let base = records.baseAddress, let fileBase = file.baseAddress,
            header.recordsEnd <= records.count
        else {
            throw FormatError(
                .truncated, offset: 0, subject: "header", field: "end of records",
                rule: "lies past the end of the records")
        }
        guard UInt(bitPattern: fileBase) % UInt(FileLayout.dataAlignment) == 0 else {
            throw FormatError(
                .misaligned, offset: 0, subject: "file", field: "address in memory",
                rule: "is not a multiple of 64")
        }
        self.records = UnsafeRawBufferPointer(start: base, count: header.recordsEnd)
        sections = try SectionTable(records: base, header: header)
        weights = UnsafeRawBufferPointer(
            start: fileBase + header.recordsEnd, count: header.fileBytes - header.recordsEnd)
    }

    /// A view of a file whose bytes do not change while it is in use.
    public init(_ file: UnsafeRawBufferPointer) throws(FormatError) {
        try self.init(records: file, file: file)
    }

    /// Offset in the file of a record: where an error points.
    public func offset(of kind: SectionKind, _ index: Int) -> UInt64 {
        let section = sections[kind]
        return UInt64(wide: section.offset) + UInt64(wide: index) * UInt64(wide: section.stride)
    }

    public func count(of kind: SectionKind) -> Int { sections[kind].count }

    /// The record `index` of a section. The table was checked, so that it lies within `records`.
    func record(_ kind: SectionKind, _ index: Int) -> RecordReader {
        let section = sections[kind]
        precondition(index >= 0 && index < section.count, "record index out of range")
        return RecordReader(records.baseAddress.unsafelyUnwrapped + section.offset + index * section.stride)
    }
}
