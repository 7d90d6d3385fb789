/// The Exif orientation of a JPEG, from its first APP1 segment (Exif 2.3, sections 4.5.2, 4.6.2 and 4.7.2).
/// nil where there is none or the segment makes no sense: orientation is never a reason to refuse a photo.
func exifOrientation(ofJPEG bytes: Span<UInt8>) -> Orientation? {
    var offset = 2
    while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
        let marker = bytes[offset + 1]
        if marker == 0xFF {  // a fill byte
            offset += 1
            continue
        }
        let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
        let end = offset + 2 + length
        guard marker != 0xDA, marker != 0xD9, length >= 2, end <= bytes.count else { return nil }
        if marker == 0xE1, let found = orientation(inSegment: bytes, from: offset + 4, to: end) {
            return found
        }
        offset = end
    }
    return nil
}

/// Walks image file directory 0 of the TIFF structure that follows `Exif\0\0`.
private func orientation(inSegment bytes: Span<UInt8>, from: Int, to end: Int) -> Orientation? {
    let signature: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    guard end - from >= 14 else { return nil }
    for i in signature.indices where bytes[from + i] != signature[i] { return nil }
    let tiff = from + 6
    let isLittle = bytes[tiff] == 0x49
    guard bytes[tiff] == bytes[tiff + 1], isLittle || bytes[tiff] == 0x4D else { return nil }

    func uint16(_ at: Int) -> Int? {
        guard at >= tiff, at + 2 <= end else { return nil }
        let (a, b) = (Int(bytes[at]), Int(bytes[at + 1]))
        return isLittle ? a | b << 8 : a << 8 | b
    }
    func uint32(_ at: Int) -> Int? {
        guard let a = uint16(at), let b = uint16(at + 2) else { return nil }
        return isLittle ? a | b << 16 : a << 16 | b
    }
    // A segment has at most 64 KiB; a larger offset could overflow on 32-bit machines.
    guard uint16(tiff + 2) == 42, let directory = uint32(tiff + 4), (0..<1 << 16).contains(directory),
        let entries = uint16(tiff + directory)
    else { return nil }
    for i in 0..<entries {
        let entry = tiff + directory + 2 + 12 * i
        guard let tag = uint16(entry) else { return nil }
        // Tag 274, type SHORT, one value, held in the entry itself.
        if tag == 274, uint16(entry + 2) == 3, let value = uint16(entry + 8), value <= 8 {
            return Orientation(rawValue: UInt8(value))
        }
    }
    return nil
}
