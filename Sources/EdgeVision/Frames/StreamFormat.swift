/// How frames stand in a stream.
public enum StreamFormat: Sendable, Equatable {
    /// JPEGs one after another, bare or in a multipart or AVI stream; a single photo too.
    case mjpeg
    /// YUV4MPEG2.
    case y4m
    /// PNG pictures one after another.
    case png
    /// Uncompressed frames of one size without anything between them.
    case raw(PixelFormat, width: Int, height: Int)
}

extension StreamFormat {
    /// Bytes that are looked through for the first JPEG of a stream that begins in the middle of one.
    static let sniffedBytes = 4 << 20

    /// Tells the format by the first bytes, which stay in the source. Raw frames cannot be told from noise.
    ///
    /// - Throws: `VisionError` for an empty source, and for one of no known format.
    static func detect(_ source: ByteSource) throws(VisionError) -> StreamFormat? {
        func refuse(_ what: String, _ mend: String) -> VisionError {
            VisionError(what: what, place: "\(source.name), byte 0", mend: mend)
        }
        guard source.has(4) else {
            if source.ending == .stopped || source.failure != nil { return nil }
            throw refuse("holds no frame (\(source.window.count) bytes)", "check the program that writes it")
        }
        _ = source.has(12)
        if source.window.starts(with: Y4MHeader.magic, at: 0) { return .y4m }
        if PNGReader.begins(source.window, at: 0) { return .png }
        if JPEGMarker.begins(source.window, at: 0) { return .mjpeg }
        let container = container(source.window)
        if let container {
            throw refuse(
                "is \(container), a container for video players",
                "let ffmpeg unpack it: ffmpeg -i FILE -q:v 3 -f mjpeg - | edgerun stream MODEL -")
        }
        var searched = 0
        while searched < sniffedBytes, source.has(searched + 4) {
            let bytes = source.window
            while searched + 4 <= bytes.count {
                if JPEGMarker.begins(bytes, at: searched) { return .mjpeg }
                searched += 1
            }
        }
        if source.ending == .stopped || source.failure != nil { return nil }
        throw refuse(
            "is neither MJPEG, Y4M nor PNG", "say what it is: --format yuyv --size 640x480, for example")
    }

    private static func container(_ bytes: UnsafeRawBufferPointer) -> StaticString? {
        if bytes.starts(with: "ftyp", at: 4) { return "MP4 or QuickTime" }
        if bytes.starts(with: "\u{1A}", at: 0), bytes[1] == 0x45, bytes[2] == 0xDF, bytes[3] == 0xA3 {
            return "Matroska or WebM"
        }
        if bytes.starts(with: "FLV", at: 0) { return "FLV" }
        // Annex B of H.264 and H.265: a start code and a parameter set or a delimiter.
        let isLong = bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 1
        let isShort = bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 1
        guard isLong || isShort, bytes.count >= 5 else { return nil }
        let unit = bytes[isLong ? 4 : 3]
        return [0x67, 0x27, 0x09, 0x40, 0x46].contains(unit) ? "H.264 or H.265 video" : nil
    }
}
