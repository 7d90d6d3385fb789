import EdgeHost

/// Turns a frame of a stream into pixels, in memory that is used again for the next one.
struct FrameDecoder {
    /// A decoded frame; its pixels are valid until the next one is decoded and while the source's window stays.
    struct Picture {
        var view: PixelView
        /// Of the whole picture, where `view` is a scaled decode of it.
        var original: (width: Int, height: Int)
        /// What may be wrong with it; nil where nothing is.
        var warning: String?
    }

    private let buffer = PixelBuffer()
    private var jpegDecoder = JPEGDecoder()
    private let options = DecodeOptions()
    private var habit = LeftoverHabit()

    /// - Parameter input: photos are decoded at a fraction of their size as long as they stay as large as this
    ///   input resizes them to; nil for their full size.
    /// - Throws: `VisionError` for a picture that cannot be decoded whole.
    mutating func decode(_ content: SourceFrame.Content, for input: PictureInput?) throws(VisionError)
        -> Picture
    {
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

    private mutating func decodeJPEG(
        _ bytes: UnsafeRawBufferPointer, _ input: PictureInput?
    ) throws(VisionError) -> Picture {
        let facts = try jpegDecoder.decode(bytes, into: buffer) { input?.resizedSize(width: $0, height: $1) }
        let isHabit = habit.allows(facts)
        if let warning = facts.warning, facts.warnings > facts.leftovers || !isHabit {
            throw VisionError(
                what: warning, place: "in the frame", mend: "check the camera and its cable")
        }
        return Picture(view: buffer.view, original: (facts.width, facts.height), warning: facts.warning)
    }
}

extension PixelBuffer {
    func copy(_ image: Image) {
        reshape(
            format: image.channels == 1 ? .gray8 : .rgb24, width: image.width, height: image.height)
        image.pixels.withUnsafeBufferPointer { plane(0).update(from: $0.baseAddress!, count: $0.count) }
    }
}
