/// Windows bitmaps with a BITMAPINFOHEADER or later: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits,
/// bit fields, bottom-up and top-down. Run-length coding is refused by name.
func decodeBMP(_ source: borrowing PictureSource) throws(VisionError) -> Image {
    let header = try BMPHeader(source)
    let palette = header.bits <= 8 ? try header.palette(source) : []
    let isGray = !palette.isEmpty && palette.allSatisfy { $0[0] == $0[1] && $0[1] == $0[2] }
    let channels = isGray ? 1 : 3
    let (width, height) = (header.width, header.height)
    try source.require(header.rowBytes * Int64(height), at: header.dataOffset)
    let rowBytes = Int(header.rowBytes)

    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * channels)
    for y in 0..<height {
        let row = header.dataOffset + rowBytes * (header.isTopDown ? y : height - 1 - y)
        for x in 0..<width {
            if header.bits <= 8 {
                let bit = x * header.bits
                let shift = 8 - header.bits - bit % 8
                let index = Int(source.bytes[row + bit / 8]) >> shift & (1 << header.bits - 1)
                guard index < palette.count else {
                    throw source.error("a colour outside its palette", at: row + bit / 8)
                }
                for c in 0..<channels { pixels.append(palette[index][c]) }
            } else if header.bits == 24 {
                for c in 0..<3 { pixels.append(source.bytes[row + 3 * x + 2 - c]) }
            } else {
                let word =
                    header.bits == 16 ? source.uint16(at: row + 2 * x) : source.uint32(at: row + 4 * x)
                for field in header.fields { pixels.append(field.sample(word)) }
            }
        }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
}

/// One colour's bits within a pixel's word.
private struct BitField {
    private let shift: UInt64
    private let maximum: UInt64

    /// nil unless the mask's bits lie side by side.
    init?(mask: Int) {
        let mask = UInt64(UInt32(truncatingIfNeeded: mask))
        guard mask != 0 else { return nil }
        shift = UInt64(mask.trailingZeroBitCount)
        maximum = mask >> shift
        guard maximum & (maximum + 1) == 0 else { return nil }
    }

    func sample(_ word: Int) -> UInt8 {
        let value = UInt64(UInt32(truncatingIfNeeded: word)) >> shift & maximum
        return UInt8((value * 255 + maximum / 2) / maximum)
    }
}

private struct BMPHeader {
    let width: Int
    let height: Int
    let isTopDown: Bool
    let bits: Int
    let dataOffset: Int
    /// Rows are padded to 4 bytes.
    let rowBytes: Int64
    /// Red, green, blue of 16- and 32-bit pixels.
    var fields: [BitField] = []
    private let paletteOffset: Int
    private let paletteCount: Int

    init(_ source: borrowing PictureSource) throws(VisionError) {
        try source.require(54, at: 0)
        dataOffset = source.uint32(at: 10)
        let headerBytes = source.uint32(at: 14)
        guard headerBytes >= 40, headerBytes <= 1 << 16 else {
            throw source.error("an information header of \(headerBytes) bytes", at: 14)
        }
        width = source.int32(at: 18)
        let storedHeight = source.int32(at: 22)
        isTopDown = storedHeight < 0
        height = abs(storedHeight)
        try source.checkSize(width: width, height: height, at: 18)
        bits = source.uint16(at: 28)
        guard [1, 4, 8, 16, 24, 32].contains(bits) else { throw source.error("\(bits) bits a pixel", at: 28) }
        let compression = source.uint32(at: 30)
        let hasFields = (compression == 3 || compression == 6) && (bits == 16 || bits == 32)
        guard compression == 0 || hasFields else {
            throw source.error("compression \(compression), only uncompressed is read", at: 30)
        }
        rowBytes = (Int64(width) * Int64(bits) + 31) / 32 * 4
        let stated = source.uint32(at: 46)
        paletteCount = bits > 8 ? 0 : stated == 0 ? 1 << bits : stated
        paletteOffset = 14 + headerBytes
        guard paletteCount <= 256 else { throw source.error("\(paletteCount) palette colours", at: 46) }
        guard dataOffset >= paletteOffset, dataOffset <= source.bytes.count else {
            throw source.error("its pixels start at byte \(dataOffset)", at: 10)
        }
        guard bits == 16 || bits == 32 else { return }
        var masks = bits == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0x00FF00, 0x0000FF]
        if hasFields {
            try source.require(12, at: 54)
            for c in 0..<3 { masks[c] = source.uint32(at: 54 + 4 * c) }
        }
        for mask in masks {
            guard let field = BitField(mask: mask) else {
                throw source.error("a colour mask with gaps", at: 54)
            }
            fields.append(field)
        }
    }

    /// Red, green, blue of each entry; stored blue first, four bytes each.
    func palette(_ source: borrowing PictureSource) throws(VisionError) -> [[UInt8]] {
        try source.require(4 * paletteCount, at: paletteOffset)
        var colours: [[UInt8]] = []
        for i in 0..<paletteCount {
            let at = paletteOffset + 4 * i
            colours.append([source.bytes[at + 2], source.bytes[at + 1], source.bytes[at]])
        }
        return colours
    }
}
