extension Verifier {
    /// The strings section is UTF-8 as a whole, and every string starts and ends between characters of it:
    /// linear time, however many strings share the same bytes.
    func verifyTexts() throws(FormatError) {
        let strings = model.sections[.strings]
        let bytes = UnsafeRawBufferPointer(
            rebasing: model.records[strings.offset..<strings.offset + strings.bytes])
        if let invalid = firstInvalidUTF8(bytes) {
            throw FormatError(
                .outOfRange, offset: UInt64(wide: strings.offset + invalid), subject: "strings",
                field: "text",
                rule: "is not UTF-8")
        }
        for i in 0..<model.tensorCount where !isText(model.name(ofTensor: i), in: bytes) {
            throw tensorFault(i, .badIndex, "name", "does not lie on characters of the strings section")
        }
        for i in 0..<model.opCount where !isText(model.name(ofOp: i), in: bytes) {
            throw opFault(i, .badIndex, "name", "does not lie on characters of the strings section")
        }
        for i in 0..<model.labelCount where !isText(model.label(i), in: bytes) {
            throw sectionFault(
                .labels, i, "label", .badIndex, "text", "does not lie on characters of the strings section")
        }
        for i in 0..<model.metadataCount {
            let entry = model.metadata(i)
            guard isText(entry.key, in: bytes), isText(entry.value, in: bytes) else {
                throw sectionFault(
                    .metadata, i, "metadata", .badIndex, "key or value",
                    "does not lie on characters of the strings section")
            }
        }
    }

    private func isText(_ range: StringRange, in bytes: UnsafeRawBufferPointer) -> Bool {
        let end = UInt64(wide: range.offset) + UInt64(wide: range.bytes)
        guard end <= UInt64(wide: bytes.count) else { return false }
        return isBoundary(Int(range.offset), bytes) && isBoundary(Int(narrow: end), bytes)
    }

    private func isBoundary(_ offset: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        offset == bytes.count || bytes[offset] & 0xC0 != 0x80
    }

    /// Offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7).
    private func firstInvalidUTF8(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var i = 0
        while i < bytes.count {
            let lead = bytes[i]
            if lead < 0x80 {
                i += 1
                continue
            }
            let length: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0...0xEF:
                length = 3
                if lead == 0xE0 { low = 0xA0 }
                if lead == 0xED { high = 0x9F }
            case 0xF0...0xF4:
                length = 4
                if lead == 0xF0 { low = 0x90 }
                if lead == 0xF4 { high = 0x8F }
            default: return i
            }
            guard i + length <= bytes.count, bytes[i + 1] >= low, bytes[i + 1] <= high else { return i }
            for k in 2..<max(length, 2) where bytes[i + k] & 0xC0 != 0x80 { return i }
            i += length
        }
        return nil
    }
}
