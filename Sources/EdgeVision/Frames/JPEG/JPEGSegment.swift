/// What a segment of a JPEG header may look like (ITU-T T.81, B.2.2 to B.2.4).
enum JPEGSegment {
    /// The largest length field of a segment.
    static func longest(_ marker: UInt8) -> Int {
        switch marker {
        case JPEGMarker.quantizationTables: 2 + 4 * 129
        case JPEGMarker.huffmanTables: 2 + 8 * (17 + 256)
        case JPEGMarker.arithmeticConditioning: 2 + 8 * 2
        case JPEGMarker.restartInterval: 4
        case JPEGMarker.startOfScan: 6 + 2 * 4
        case _ where JPEGMarker.isStartOfFrame(marker): 8 + 3 * 255
        default: 65535
        }
    }

    /// Whether a segment's bytes behind the length field have the structure of their kind.
    static func isPlausible(_ marker: UInt8, _ content: UnsafeRawBufferPointer) -> Bool {
        switch marker {
        case JPEGMarker.quantizationTables: isTables(content, length: quantizationTableLength)
        case JPEGMarker.huffmanTables: isTables(content, length: huffmanTableLength)
        case JPEGMarker.arithmeticConditioning: content.count % 2 == 0
        case JPEGMarker.restartInterval: content.count == 2
        case JPEGMarker.startOfScan:
            content.count >= 6 && 1...4 ~= content[0] && content.count == 4 + 2 * Int(content[0])
        case _ where JPEGMarker.isStartOfFrame(marker):
            content.count >= 9 && content[5] > 0 && content.count == 6 + 3 * Int(content[5])
        case 0xE0 where begins(content, with: "JFIF\0"):
            // Version, units, densities, and the samples of a small picture.
            content.count >= 14 && content.count == 14 + 3 * Int(content[12]) * Int(content[13])
        default: true
        }
    }

    /// Tables one after another up to the segment's end, at least one.
    private static func isTables(
        _ content: UnsafeRawBufferPointer, length: (UnsafeRawBufferPointer, Int) -> Int?
    ) -> Bool {
        var offset = 0
        while offset < content.count {
            guard let table = length(content, offset) else { return false }
            offset += table
        }
        return offset == content.count && offset > 0
    }

    /// Precision and destination in one byte, then 64 elements of 8 or 16 bits.
    private static func quantizationTableLength(_ content: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
        switch content[offset] {
        case 0x00...0x03: 65
        case 0x10...0x13: 129
        default: nil
        }
    }

    /// Class and destination in one byte, 16 numbers of codes, and the value of each code.
    private static func huffmanTableLength(_ content: UnsafeRawBufferPointer, _ offset: Int) -> Int? {
        guard content[offset] & 0xEC == 0, content.count - offset >= 17 else { return nil }
        var codes = 0
        for i in 1...16 { codes += Int(content[offset + i]) }
        return codes <= 256 ? 17 + codes : nil
    }

    /// Whether a comment or an application's segment reaches into the next frame, as one with a damaged length
    /// does: a JPEG begins in it behind a scan header, or right behind an end of image. A thumbnail or a
    /// preview, as cameras store them in Exif and other segments, has neither before it.
    static func holdsForeignFrame(_ content: UnsafeRawBufferPointer) -> Bool {
        guard content.count >= 5 else { return false }
        var (isInThumbnail, sawScan) = (false, false)
        for offset in 0...content.count - 5 where content[offset] == JPEGMarker.fill {
            if JPEGMarker.begins(content, at: offset) {
                if sawScan || isInThumbnail || isEndOfImage(content, offset - 2) { return true }
                isInThumbnail = true
            } else if isInThumbnail {
                if isEndOfImage(content, offset) { isInThumbnail = false }
            } else if isScanHeader(content, offset) {
                sawScan = true
            }
        }
        return false
    }

    private static func isEndOfImage(_ content: UnsafeRawBufferPointer, _ offset: Int) -> Bool {
        offset >= 0 && content[offset] == JPEGMarker.fill && content[offset + 1] == JPEGMarker.endOfImage
    }

    /// - Precondition: `content` has at least `offset + 5` bytes.
    private static func isScanHeader(_ content: UnsafeRawBufferPointer, _ offset: Int) -> Bool {
        content[offset + 1] == JPEGMarker.startOfScan && content[offset + 2] == 0
            && 1...4 ~= content[offset + 4] && content[offset + 3] == 6 + 2 * content[offset + 4]
    }

    private static func begins(_ content: UnsafeRawBufferPointer, with text: StaticString) -> Bool {
        guard content.count >= text.utf8CodeUnitCount else { return false }
        for i in 0..<text.utf8CodeUnitCount where content[i] != text.utf8Start[i] { return false }
        return true
    }
}
