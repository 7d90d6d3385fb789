/// The shape of an uncompressed frame without gaps between rows or planes: as ffmpeg's `rawvideo`, V4L2 and
/// YUV4MPEG2 have it.
struct RawLayout: Equatable {
    let format: PixelFormat
    let width: Int
    let height: Int
    let byteCount: Int

    static let longestSide = 65535

    /// nil where a side is out of range or the frame has more than `limit` bytes.
    init?(format: PixelFormat, width: Int, height: Int, limit: Int) {
        guard 1...Self.longestSide ~= width, 1...Self.longestSide ~= height,
            // First, so that no product overflows 32 bits: a format has at most 4 bytes a pixel and row.
            Int64(width) * Int64(height) <= Int64(min(limit, Int.max / 4 - Self.longestSide))
        else { return nil }
        byteCount = format.frameBytes(width: width, height: height)
        guard byteCount <= limit else { return nil }
        self.format = format
        self.width = width
        self.height = height
    }

    /// The frame at the start of `bytes`.
    func view(_ bytes: UnsafeRawBufferPointer, colour: YUVColour) -> PixelView {
        PixelView(format: format, width: width, height: height, frame: bytes, colour: colour)
    }
}
