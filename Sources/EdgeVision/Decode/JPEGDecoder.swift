import CJPEG

/// What decoding a JPEG told.
public struct JPEGFacts: Sendable, Equatable {
    /// Of the whole picture, before any scaling: what boxes are mapped back to.
    public var width = 0
    public var height = 0
    /// The buffer holds the picture at 1 / `denominator` of that, rounded up: 1, 2, 4 or 8.
    public var denominator = 1
    /// How the picture lies, by its Exif data; the buffer holds it as stored.
    public var orientation = Orientation.topLeft
    /// Times that the data were corrupt and the decoder went on with what it made of them.
    public var warnings = 0
    /// How many of them are about bytes behind the data of a scan: damage, or a camera's habit.
    public var leftovers = 0
    /// The first of them, in libjpeg's words, and where; nil where there is none.
    public var warning: String?

    public init() {}
}

/// Decodes JPEG pictures one after another, a camera's frames, into memory that is used again. Allocates
/// nothing of its own from the largest picture on (libjpeg has memory of its own for each).
///
/// Corrupt data are reported, not refused: the caller decides. `decodeImage` is for single photos.
public struct JPEGDecoder: Sendable {
    /// Checked against the header before anything is allocated.
    public var maximumPixels = 100_000_000
    /// Give YCbCr as stored, where it is stored at whole size, half the columns, or half of both: the pass
    /// to the tensor converts it after the resize. Else red, green, blue.
    public var keepsPlanes = true

    public init() {}

    /// Decodes into `buffer`: `i420`, `i422`, `i444`, `gray8`, or `rgb24`.
    ///
    /// - Parameter atLeast: the size that the picture will be resized to. It is decoded at 1/2, 1/4 or 1/8 of
    ///   its size where that is no smaller, which is faster by about as much. nil: its full size.
    /// - Throws: `VisionError` for data that are no JPEG, end early, or hold more than `maximumPixels`.
    public mutating func decode(
        _ bytes: UnsafeRawBufferPointer, into buffer: PixelBuffer, atLeast: (width: Int, height: Int)? = nil
    ) throws(VisionError) -> JPEGFacts {
        try decode(bytes, into: buffer) { _, _ in atLeast }
    }

    /// The same where the size wanted depends on the picture's.
    ///
    /// - Parameter atLeast: called with the whole picture's width and height.
    public mutating func decode(
        _ bytes: UnsafeRawBufferPointer, into buffer: PixelBuffer,
        atLeast: (_ width: Int, _ height: Int) -> (width: Int, height: Int)?
    ) throws(VisionError) -> JPEGFacts {
        let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let options = UInt32(CJPEG_TOLERANT) | (keepsPlanes ? UInt32(CJPEG_PLANAR) : 0)
        var result = CJPEGResult()
        guard cjpeg_read_header(base, bytes.count, 1, options, &result) else { throw fault(&result) }
        var facts = JPEGFacts()
        facts.width = Int(result.full_width)
        facts.height = Int(result.full_height)
        let (pixels, overflows) = facts.width.multipliedReportingOverflow(by: facts.height)
        guard !overflows, pixels <= maximumPixels else {
            throw VisionError(
                what: "\(facts.width) x \(facts.height) pixels are more than the \(maximumPixels) allowed",
                place: "JPEG, byte 0", mend: "scale the picture down")
        }
        if let atLeast = atLeast(facts.width, facts.height) {
            facts.denominator = denominator(facts, atLeast)
            if facts.denominator > 1 {
                guard cjpeg_read_header(base, bytes.count, Int32(facts.denominator), options, &result) else {
                    throw fault(&result)
                }
            }
        }
        shape(buffer, result)
        let isPlanar = buffer.format.planeCount == 3
        let decoded = withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<UInt8>?.self, capacity: 3) {
            planes in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 3) { strides in
                planes[0] = buffer.plane(0)
                planes[1] = isPlanar ? buffer.plane(1) : nil
                planes[2] = isPlanar ? buffer.plane(2) : nil
                (strides[0], strides[1], strides[2]) = buffer.strides
                return cjpeg_decode(
                    base, bytes.count, Int32(facts.denominator), options, planes.baseAddress!,
                    strides.baseAddress!, &result)
            }
        }
        guard decoded else { throw fault(&result) }
        facts.orientation =
            exifOrientation(
                ofJPEG: Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self))) ?? .topLeft
        facts.warnings = Int(result.warnings)
        facts.leftovers = Int(result.leftovers)
        if result.warnings > 0 {
            facts.warning =
                "\(withUnsafeBytes(of: &result.message) { cText($0) }), byte \(result.error_offset)"
        }
        return facts
    }

    /// The largest of 1, 2, 4 and 8 that leaves both sides as long as wanted.
    private func denominator(_ facts: JPEGFacts, _ atLeast: (width: Int, height: Int)) -> Int {
        var denominator = 1
        while denominator < 8, facts.width / (2 * denominator) >= atLeast.width,
            facts.height / (2 * denominator) >= atLeast.height
        {
            denominator *= 2
        }
        return denominator
    }

    private func shape(_ buffer: PixelBuffer, _ result: CJPEGResult) {
        buffer.reshape(
            format: PixelFormat(result.layout), width: Int(result.width), height: Int(result.height),
            strides: (Int(result.row_bytes.0), Int(result.row_bytes.1), Int(result.row_bytes.2)),
            rows: (Int(result.rows.0), Int(result.rows.1), Int(result.rows.2)))
        buffer.colour = .jpeg
    }

    private func fault(_ result: inout CJPEGResult) -> VisionError {
        let text = withUnsafeBytes(of: &result.message) { cText($0) }
        return VisionError(
            what: "cannot decode this JPEG (\(text))", place: "JPEG, byte \(result.error_offset)",
            mend: cjpeg_is_available() ? "give a whole picture" : "build with the trait JPEG")
    }
}

extension PixelFormat {
    init(_ layout: CJPEGLayout) {
        switch layout {
        case CJPEG_GRAY: self = .gray8
        case CJPEG_YUV420: self = .i420
        case CJPEG_YUV422: self = .i422
        case CJPEG_YUV444: self = .i444
        default: self = .rgb24
        }
    }
}
