import CPNG

func decodePNG(_ source: borrowing PictureSource) throws(VisionError) -> Image {
    var result = CPNGResult()
    let bytes = source.bytes
    var ok = bytes.withUnsafeBufferPointer { cpng_read_header($0.baseAddress, $0.count, &result) }
    guard ok else { throw pngError(source, result) }
    let (width, height, channels) = (Int(result.width), Int(result.height), Int(result.channels))
    // The size stands in the IHDR chunk, behind the signature and the chunk's head.
    try source.checkSize(width: width, height: height, at: 16)
    let count = width * height * channels
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
        ok = bytes.withUnsafeBufferPointer {
            cpng_decode($0.baseAddress, $0.count, out.baseAddress, count, &result)
        }
        initialized = ok ? count : 0
    }
    guard ok else { throw pngError(source, result) }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
}

func pngError(_ source: borrowing PictureSource, _ result: CPNGResult) -> VisionError {
    if result.no_library { return result.noLibrary(source.name, or: "give a JPEG, BMP or PPM picture") }
    return source.error(result.text, at: result.error_offset)
}

extension CPNGResult {
    var text: String { withUnsafeBytes(of: message) { cText($0) } }

    /// - Parameter otherwise: what does without PNG.
    func noLibrary(_ place: String, or otherwise: String) -> VisionError {
        VisionError(what: text, place: place, mend: "install libpng (Debian: libpng16-16), or \(otherwise)")
    }
}
