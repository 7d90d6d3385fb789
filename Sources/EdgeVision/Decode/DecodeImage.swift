public struct DecodeOptions: Sendable {
    /// Checked against the header before anything is allocated; guards against decompression bombs.
    public var maximumPixels = 100_000_000
    /// Turn photos as their Exif orientation asks.
    public var honoursOrientation = true
    /// JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as both sides stay at least this long.
    /// Faster, but the pixels differ a little from a full decode followed by a resize, so nil by default.
    public var minimumSide: Int?

    public init() {}
}

/// Decodes a JPEG, PNG, BMP or PPM file, told apart by content. `-` reads standard input.
///
/// - Throws: `VisionError` naming the file, the place and the mend: missing, a directory, empty, of no known
///   format, damaged, cut short, or of more than `options.maximumPixels`.
public func decodeImage(path: String, options: DecodeOptions = DecodeOptions()) throws(VisionError) -> Image {
    let bytes = try readFile(path, wanted: wantedPicture)
    return try decodeImage(bytes.span, name: path == "-" ? "standard input" : path, options: options)
}

/// Decodes a picture from memory; `name` is what errors call it.
public func decodeImage(
    _ bytes: Span<UInt8>, name: String, options: DecodeOptions = DecodeOptions()
) throws(VisionError) -> Image {
    if bytes.isEmpty {
        throw VisionError(what: "is empty (0 bytes)", place: name, mend: "give \(wantedPicture)")
    }
    guard let format = ImageFormat(sniffing: bytes) else {
        throw VisionError(
            what: "is not a known picture", place: "\(name), byte 0", mend: "give \(wantedPicture)")
    }
    let source = PictureSource(bytes: bytes, name: name, format: format, options: options)
    return switch format {
    case .jpeg: try decodeJPEG(source)
    case .png: try decodePNG(source)
    case .bmp: try decodeBMP(source)
    case .ppm: try decodePPM(source)
    }
}

let wantedPicture = "a JPEG, PNG, BMP or PPM picture"

/// What every decoder is handed: the bytes and how to complain about them.
struct PictureSource: ~Escapable {
    let bytes: Span<UInt8>
    let name: String
    let format: ImageFormat
    let options: DecodeOptions

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>, name: String, format: ImageFormat, options: DecodeOptions) {
        self.bytes = bytes
        self.name = name
        self.format = format
        self.options = options
    }

    func error(_ what: String, at offset: Int) -> VisionError {
        VisionError(
            what: "cannot decode this \(format.rawValue) (\(what))", place: "\(name), byte \(offset)",
            mend: "give a whole picture; open it in a viewer to see the damage")
    }

    /// The size as a header states it, before anything is allocated for it.
    func checkSize(width: Int, height: Int, at offset: Int) throws(VisionError) {
        guard width > 0, height > 0 else { throw error("its size is \(width) x \(height)", at: offset) }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        if overflow || pixels > options.maximumPixels {
            throw VisionError(
                what: "\(width) x \(height) pixels are more than the \(options.maximumPixels) allowed",
                place: "\(name), byte \(offset)", mend: "scale the picture down")
        }
    }

    /// - Parameter count: may be more than `Int` holds on a 32-bit machine.
    func require(_ count: some BinaryInteger, at offset: Int) throws(VisionError) {
        if count > bytes.count - offset { throw error("the data end early", at: bytes.count) }
    }

    /// Little-endian; the caller has checked the range with `require`.
    func uint16(at offset: Int) -> Int { Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 }
    func uint32(at offset: Int) -> Int { uint16(at: offset) | uint16(at: offset + 2) << 16 }
    func int32(at offset: Int) -> Int { Int(Int32(truncatingIfNeeded: uint32(at: offset))) }
}
