import CPNG

/// Decodes a mask: one class index a pixel, as a gray picture. The samples of a PNG are taken as stored:
/// entries of a palette (not its colours), gray of 1, 2, 4 or 8 bits unscaled. BMP and PGM must be gray.
///
/// - Throws: `VisionError` naming the file, the place and the mend.
public func decodeClassMap(path: String) throws(VisionError) -> Image {
    let bytes = try readFile(path, wanted: wantedMask)
    let span = bytes.span
    guard ImageFormat(sniffing: span) == .png else {
        let image = try decodeImage(span, name: path)
        guard image.channels == 1 else {
            throw VisionError(
                what: "is a colour picture, not class indices", place: path, mend: "give \(wantedMask)")
        }
        return image
    }
    let source = PictureSource(bytes: span, name: path, format: .png, options: DecodeOptions())
    return try decodeIndices(source)
}

private let wantedMask = "a PNG mask with a class index for every pixel"

private func decodeIndices(_ source: borrowing PictureSource) throws(VisionError) -> Image {
    var result = CPNGResult()
    let bytes = source.bytes
    var ok = bytes.withUnsafeBufferPointer {
        cpng_decode_indices($0.baseAddress, $0.count, nil, 0, &result)
    }
    guard ok else { throw pngError(source, result) }
    let (width, height) = (Int(result.width), Int(result.height))
    try source.checkSize(width: width, height: height, at: 16)
    let count = width * height
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
        ok = bytes.withUnsafeBufferPointer {
            cpng_decode_indices($0.baseAddress, $0.count, out.baseAddress, count, &result)
        }
        initialized = ok ? count : 0
    }
    guard ok else { throw pngError(source, result) }
    return Image(width: width, height: height, channels: 1, pixels: pixels)
}
