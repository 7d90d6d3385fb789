/// Where one section lies, as its entry in the section table says.
struct SectionEntry {
    var offset = 0
    var bytes = 0
    var stride = 0
    var count = 0
}

/// The entries of the section table by kind. Absent sections are empty.
struct SectionTable {
    private var entries = InlineArray<15, SectionEntry>(repeating: SectionEntry())

    subscript(_ kind: SectionKind) -> SectionEntry { entries[Int(kind.rawValue)] }

    /// Reads and checks the table: sections in ascending order without overlap, structural ones within the
    /// structural part, weights from its end to the end of the file, each kind at most once, all sizes
    /// consistent and within limits.
    init(records: UnsafeRawPointer, header: FileHeader) throws(FormatError) {
        typealias Field = FileLayout.SectionEntry
        var end = FileLayout.headerBytes + header.sectionCount * Field.bytes
        var seen: UInt32 = 0
        for index in 0..<header.sectionCount {
            let at = FileLayout.headerBytes + index * Field.bytes
            func fault(
                _ code: FormatError.Code, _ field: StaticString, _ rule: StaticString
            ) -> FormatError {
                FormatError(
                    code, offset: UInt64(wide: at), record: UInt32(index), subject: "section", field: field,
                    rule: rule)
            }
            let entry = RecordReader(records + at)
            let flags = entry.u32(Field.flags)
            guard flags <= Field.requiredFlag else {
                throw fault(.outOfRange, "flags", "have an unknown bit")
            }

            let offset64 = entry.u64(Field.offset)
            let bytes64 = entry.u64(Field.length)
            let fileBytes = UInt64(wide: header.fileBytes)
            guard offset64 <= fileBytes, bytes64 <= fileBytes - offset64 else {
                throw fault(.truncated, "offset and length", "lie past the end of the file")
            }
            let offset = Int(narrow: offset64)
            let bytes = Int(narrow: bytes64)
            let kind = SectionKind(rawValue: entry.u32(Field.kind))
            guard offset >= end else { throw fault(.badSection, "offset", "lies before the section's turn") }
            end = offset + bytes

            guard let kind else {
                if flags & Field.requiredFlag != 0 {
                    throw fault(.unsupportedFeature, "kind", "is unknown and required")
                }
                continue
            }
            guard seen & (1 &<< kind.rawValue) == 0 else {
                throw fault(.badSection, "kind", "occurs twice")
            }
            seen |= 1 &<< kind.rawValue
            if kind == .weights {
                guard offset == header.recordsEnd, end == header.fileBytes else {
                    throw fault(.badSection, "weights", "do not fill the file from the end of the records")
                }
            } else {
                guard offset % FileLayout.sectionAlignment == 0 else {
                    throw fault(.badSection, "offset", "is not a multiple of 8")
                }
                guard end <= header.recordsEnd else {
                    throw fault(.badSection, "end", "lies past the end of the records")
                }
            }
            entries[Int(kind.rawValue)] = try Self.shape(
                kind, offset: offset, bytes: bytes, stride: entry.u32(Field.stride),
                count: entry.u32(Field.count), fault)
        }
        // What no section holds would escape the checks.
        if seen & (1 &<< SectionKind.weights.rawValue) == 0, header.recordsEnd != header.fileBytes {
            throw FormatError(
                .badSection, offset: UInt64(wide: header.recordsEnd), subject: "weights", field: "section",
                rule: "is missing though bytes follow the records")
        }
    }

    private static func shape(
        _ kind: SectionKind, offset: Int, bytes: Int, stride: UInt32, count: UInt32,
        _ fault: (FormatError.Code, StaticString, StaticString) -> FormatError
    ) throws(FormatError) -> SectionEntry {
        if kind.recordBytes == 1 {
            guard stride == 1, count == 0 else {
                throw fault(.badSection, "stride and count", "of a byte section are not 1 and 0")
            }
            return SectionEntry(offset: offset, bytes: bytes, stride: 1, count: bytes)
        }
        let limit = kind == .operands ? VerifierLimits.operands : VerifierLimits.records
        guard count <= UInt32(limit) else { throw fault(.tooMany, "count", "is above the limit") }
        guard stride >= UInt32(kind.recordBytes), stride <= UInt32(VerifierLimits.strideBytes),
            stride % 4 == 0
        else { throw fault(.badSection, "stride", "is too small, too large or not a multiple of 4") }
        guard Int(count) * Int(stride) == bytes else {
            throw fault(.badSection, "length", "is not count times stride")
        }
        return SectionEntry(offset: offset, bytes: bytes, stride: Int(stride), count: Int(count))
    }
}
