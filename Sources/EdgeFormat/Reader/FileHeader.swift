/// The 64 bytes at the start of a file, checked as far as they can be without the rest.
public struct FileHeader: Sendable {
    /// Length of the whole file.
    public var fileBytes: Int
    /// End of the structural part `[0, recordsEnd)`; the weights section starts here.
    public var recordsEnd: Int
    public var sectionCount: Int
    public var requiredFeatures: UInt64
    public var optionalFeatures: UInt64
    public var recordsChecksum: UInt32
    public var weightsChecksum: UInt32

    /// Reads the header of a file of `fileBytes` bytes, of which `bytes` are at least the first 64 if the
    /// file has as many.
    public init(_ bytes: UnsafeRawBufferPointer, fileBytes: Int) throws(FormatError) {
        func fault(
            _ code: FormatError.Code, _ offset: Int, _ field: StaticString, _ rule: StaticString
        ) -> FormatError {
            FormatError(code, offset: UInt64(wide: offset), subject: "header", field: field, rule: rule)
        }
        typealias Field = FileLayout.Header

        guard let base = bytes.baseAddress, bytes.count > 0 else {
            throw fault(.truncated, 0, "file", "is empty")
        }
        let header = RecordReader(base)
        for i in 0..<min(bytes.count, 8) where header.u8(i) != FileLayout.magic[i] {
            throw fault(.notAModel, 0, "magic", "is not that of an .edge file")
        }
        guard bytes.count >= FileLayout.headerBytes else {
            throw fault(.truncated, bytes.count, "file", "ends within the header")
        }
        guard header.u32(Field.version) == FileLayout.version else {
            throw fault(.unsupportedVersion, Field.version, "version", "is not 0")
        }
        requiredFeatures = header.u64(Field.requiredFeatures)
        optionalFeatures = header.u64(Field.optionalFeatures)
        guard requiredFeatures == 0 else {
            throw fault(
                .unsupportedFeature, Field.requiredFeatures, "required features",
                "have a bit that this version does not know")
        }
        guard header.u64(Field.reserved) == 0 else {
            throw fault(.outOfRange, Field.reserved, "reserved bytes", "are not zero")
        }
        let storedBytes = header.u64(Field.fileBytes)
        guard storedBytes <= UInt64(wide: fileBytes) else {
            throw fault(.truncated, Field.fileBytes, "file length", "is more than the file holds")
        }
        guard storedBytes == UInt64(wide: fileBytes) else {
            throw fault(.badSection, Field.fileBytes, "file length", "is less than the file holds")
        }
        self.fileBytes = fileBytes
        sectionCount = Int(truncatingIfNeeded: header.u32(Field.sectionCount))
        guard header.u32(Field.sectionCount) <= UInt32(VerifierLimits.sections) else {
            throw fault(.tooMany, Field.sectionCount, "section count", "is above 64")
        }
        let end = header.u64(Field.recordsEnd)
        guard end <= UInt64(wide: fileBytes) else {
            throw fault(.badSection, Field.recordsEnd, "end of records", "lies past the end of the file")
        }
        guard end <= UInt64(wide: VerifierLimits.structuralBytes) else {
            throw fault(.tooMany, Field.recordsEnd, "end of records", "is above 64 MiB")
        }
        guard end % UInt64(wide: FileLayout.dataAlignment) == 0 else {
            throw fault(.badSection, Field.recordsEnd, "end of records", "is not a multiple of 64")
        }
        recordsEnd = Int(narrow: end)
        guard FileLayout.headerBytes + sectionCount * FileLayout.SectionEntry.bytes <= recordsEnd else {
            throw fault(.badSection, Field.recordsEnd, "end of records", "cuts the section table")
        }
        recordsChecksum = header.u32(Field.recordsChecksum)
        weightsChecksum = header.u32(Field.weightsChecksum)
    }

    /// Bytes that a reader copies before it believes anything: the end of the structural part.
    public static func structuralBytes(of file: UnsafeRawBufferPointer) throws(FormatError) -> Int {
        try FileHeader(file, fileBytes: file.count).recordsEnd
    }
}
