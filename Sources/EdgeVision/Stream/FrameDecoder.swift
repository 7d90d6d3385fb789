import CJPEG
import EdgeHost

/// Turns a frame of a stream into pixels, in memory that is used again for the next one.
struct FrameDecoder {
    /// A decoded frame; its pixels are valid until the next one is decoded and while the source's window stays.
    struct Picture {
        var view: PixelView
        /// Of the whole picture, where `view` is a scaled decode of it.
        var original: (width: Int, height: Int)
    }

    private let buffer = PixelBuffer()
    private let options = DecodeOptions()

    /// - Parameter input: photos are decoded at a fraction of their size as long as they stay as large as this
    ///   input resizes them to; nil for their full size.
    /// - Throws: `VisionError` for a picture that cannot be decoded whole.
    func decode(_ content: SourceFrame.Content, for input: PictureInput?) throws(VisionError) -> Picture {
        switch content {
        case .jpeg(let bytes): return try decodeJPEG(bytes, input)
        case .png(let bytes):
            let image = try decodeImage(
                Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self)), name: "frame",
                options: options)
            buffer.copy(image)
            return Picture(view: buffer.view, original: (image.width, image.height))
        case .pixels(let view):
            return Picture(view: view, original: (view.width, view.height))
        }
    }

    private func decodeJPEG(
        _ bytes: UnsafeRawBufferPointer, _ input: PictureInput?
    ) throws(VisionError) -> Picture {
        let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var result = CJPEGResult()
        guard cjpeg_read_header(base, bytes.count, 1, &result) else { throw jpegFault(&result) }
        let original = (width: Int(result.width), height: Int(result.height))
        guard original.width * original.height <= options.maximumPixels else {
            throw VisionError(
                what:
                    "\(original.width) x \(original.height) pixels, more than the \(options.maximumPixels) allowed",
                place: "byte 0 of the frame", mend: "send smaller frames")
        }
        var denominator: Int32 = 1
        if let input {
            let atLeast = input.resizedSize(width: original.width, height: original.height)
            while denominator < 8, original.width / Int(2 * denominator) >= atLeast.width,
                original.height / Int(2 * denominator) >= atLeast.height
            {
                denominator *= 2
            }
            guard cjpeg_read_header(base, bytes.count, denominator, &result) else { throw jpegFault(&result) }
        }
        buffer.reshape(
            format: result.channels == 1 ? .gray8 : .rgb24, width: Int(result.width),
            height: Int(result.height))
        let capacity = Int(result.width) * Int(result.height) * Int(result.channels)
        guard cjpeg_decode(base, bytes.count, denominator, buffer.plane(0), capacity, &result) else {
            throw jpegFault(&result)
        }
        return Picture(view: buffer.view, original: original)
    }

    private func jpegFault(_ result: inout CJPEGResult) -> VisionError {
        VisionError(
            what: withUnsafeBytes(of: &result.message) { cText($0) },
            place: "byte \(result.error_offset) of the frame", mend: "check the camera and its cable")
    }
}

extension PixelBuffer {
    func copy(_ image: Image) {
        reshape(
            format: image.channels == 1 ? .gray8 : .rgb24, width: image.width, height: image.height)
        image.pixels.withUnsafeBufferPointer { plane(0).update(from: $0.baseAddress!, count: $0.count) }
    }
}
