import CJPEG

/// Encodes pictures as JPEG one after another, for overlays and MJPEG, in memory that is used again. Baseline,
/// chroma at half size.
public struct JPEGEncoder {
    /// The file in the making, and a picture's conversion: of one encoder and its copies.
    private final class Memory {
        var file = CJPEGFile()
        let converted = PixelBuffer()
        deinit { cjpeg_free(&file) }
    }

    private var memory = Memory()

    public init() {}

    /// Replaces the contents of `file` with the encoded picture. Formats other than `rgb24`, `bgr24` and
    /// `gray8` are converted to red, green, blue first.
    ///
    /// - Parameter quality: 1...100, as everywhere; others are cut to that.
    /// - Throws: `VisionError` where this was built without libjpeg, for a picture of more than 65,500 pixels
    ///   a side, and for want of memory.
    public mutating func encode(
        _ view: PixelView, quality: Int, into file: inout [UInt8]
    ) throws(VisionError) {
        if !isKnownUniquelyReferenced(&memory) { memory = Memory() }
        var view = view
        if view.format.isYUV {
            memory.converted.copyRGB(from: view)
            view = memory.converted.view
        }
        var result = CJPEGResult()
        let isEncoded = cjpeg_encode(
            view.planes.0, view.strides.0, Int32(clamping: view.width), Int32(clamping: view.height),
            view.format == .gray8 ? 1 : 3, view.format == .bgr24, Int32(max(1, min(100, quality))),
            &memory.file, &result)
        guard isEncoded else {
            let text = withUnsafeBytes(of: &result.message) { cText($0) }
            throw VisionError(
                what: "cannot encode a JPEG (\(text))", place: "\(view.width) x \(view.height) pixels",
                mend: cjpeg_is_available() ? "scale the picture down" : "build with the trait JPEG")
        }
        file.removeAll(keepingCapacity: true)
        file.append(contentsOf: UnsafeBufferPointer(start: memory.file.bytes, count: memory.file.count))
    }
}
