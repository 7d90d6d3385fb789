import CJPEG

/// True where this was built with libjpeg (SwiftPM trait `JPEG`).
public var decodesJPEG: Bool { cjpeg_is_available() }

func decodeJPEG(_ source: borrowing PictureSource) throws(VisionError) -> Image {
    var result = CJPEGResult()
    let bytes = source.bytes
    var ok = bytes.withUnsafeBufferPointer { cjpeg_read_header($0.baseAddress, $0.count, 1, 0, &result) }
    guard ok else { throw jpegError(source, result) }
    try source.checkSize(width: Int(result.width), height: Int(result.height), at: 0)

    let denominator = scaleDenominator(
        width: Int(result.width), height: Int(result.height), minimumSide: source.options.minimumSide)
    if denominator > 1 {
        ok = bytes.withUnsafeBufferPointer {
            cjpeg_read_header($0.baseAddress, $0.count, denominator, 0, &result)
        }
        guard ok else { throw jpegError(source, result) }
    }
    let (width, height) = (Int(result.width), Int(result.height))
    let channels = result.layout == CJPEG_GRAY ? 1 : 3
    let count = width * height * channels
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, initialized in
        ok = bytes.withUnsafeBufferPointer {
            var planes = (
                out.baseAddress, nil as UnsafeMutablePointer<UInt8>?, nil as UnsafeMutablePointer<UInt8>?
            )
            var strides = (width * channels, 0, 0)
            return cjpeg_decode($0.baseAddress, $0.count, denominator, 0, &planes.0, &strides.0, &result)
        }
        initialized = ok ? count : 0
    }
    guard ok else { throw jpegError(source, result) }
    let image = Image(width: width, height: height, channels: channels, pixels: pixels)
    guard source.options.honoursOrientation, let orientation = exifOrientation(ofJPEG: bytes) else {
        return image
    }
    return image.upright(from: orientation)
}

/// The largest of 1, 2, 4 and 8 that keeps both sides at least `minimumSide` long.
func scaleDenominator(width: Int, height: Int, minimumSide: Int?) -> Int32 {
    guard let minimumSide else { return 1 }
    for denominator in [8, 4, 2] where min(width, height) / denominator >= minimumSide {
        return Int32(denominator)
    }
    return 1
}

private func jpegError(_ source: borrowing PictureSource, _ result: CJPEGResult) -> VisionError {
    var result = result
    let text = withUnsafeBytes(of: &result.message) { cText($0) }
    guard cjpeg_is_available() else {
        return VisionError(
            what: text, place: source.name,
            mend: "build with the trait JPEG, or give a PNG, BMP or PPM picture")
    }
    return source.error(text, at: result.error_offset)
}

/// A NUL-terminated text in a fixed C array.
func cText(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
}
