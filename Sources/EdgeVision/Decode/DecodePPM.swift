/// Netpbm's gray and colour maps, plain (P2, P3) and raw (P5, P6), of 8 or 16 bits; 16-bit samples and
/// other maxima are scaled to 255, rounded to nearest.
func decodePPM(_ source: borrowing PictureSource) throws(VisionError) -> Image {
    let kind = source.bytes[1]
    let channels = kind == 0x33 || kind == 0x36 ? 3 : 1
    var scanner = PPMScanner(offset: 2)
    let width = try scanner.number(source)
    let height = try scanner.number(source)
    try source.checkSize(width: width, height: height, at: 2)
    let maximum = try scanner.number(source)
    guard (1...65535).contains(maximum) else {
        throw source.error("its sample maximum is \(maximum)", at: scanner.offset)
    }
    let count = width * height * channels
    func scaled(_ sample: Int, at offset: Int) throws(VisionError) -> UInt8 {
        guard sample <= maximum else { throw source.error("a sample above its maximum", at: offset) }
        return UInt8((sample * 255 + maximum / 2) / maximum)
    }

    // A plain sample takes two bytes, a raw one at least one: refuse before allocating.
    let isPlain = kind == 0x32 || kind == 0x33
    let sampleBytes = !isPlain && maximum > 255 ? 2 : 1
    var pixels: [UInt8] = []
    if isPlain {
        try source.require(2 * count - 1, at: scanner.offset)
        pixels.reserveCapacity(count)
        for _ in 0..<count {
            let at = scanner.offset
            pixels.append(try scaled(try scanner.number(source), at: at))
        }
    } else {
        let start = scanner.offset + 1  // one white-space character ends the header
        guard start <= source.bytes.count, PPMScanner.isSpace(source.bytes[start - 1]) else {
            throw source.error("no white space after its header", at: scanner.offset)
        }
        try source.require(count * sampleBytes, at: start)
        pixels.reserveCapacity(count)
        for i in 0..<count {
            let at = start + i * sampleBytes
            let high = Int(source.bytes[at])
            let sample = sampleBytes == 2 ? high << 8 | Int(source.bytes[at + 1]) : high
            pixels.append(maximum == 255 ? UInt8(sample) : try scaled(sample, at: at))
        }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
}

/// Reads the decimal numbers of a Netpbm header, stepping over white space and `#` comments.
struct PPMScanner {
    var offset: Int

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    mutating func number(_ source: borrowing PictureSource) throws(VisionError) -> Int {
        let bytes = source.bytes
        while offset < bytes.count {
            if bytes[offset] == 0x23 {
                while offset < bytes.count, bytes[offset] != 0x0A { offset += 1 }
            } else if Self.isSpace(bytes[offset]) {
                offset += 1
            } else {
                break
            }
        }
        var value = 0
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]), value < 1 << 31 {
            value = value * 10 + Int(bytes[offset] - 0x30)
            offset += 1
        }
        if offset == start {
            throw source.error(start == bytes.count ? "the data end early" : "no number", at: start)
        }
        return value
    }
}
