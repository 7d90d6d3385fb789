/// A picture in memory: 8 bits a sample, rows top to bottom without gaps, samples of a pixel side by side.
public struct Image: Sendable, Equatable {
    public let width: Int
    public let height: Int
    /// 1 (gray) or 3 (red, green, blue).
    public let channels: Int
    /// `height * width * channels` samples, `[height][width][channel]`.
    public let pixels: [UInt8]

    /// - Precondition: sizes are positive, `channels` is 1 or 3 and `pixels` has as many samples.
    public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && (channels == 1 || channels == 3))
        precondition(pixels.count == width * height * channels)
        self.width = width
        self.height = height
        self.channels = channels
        self.pixels = pixels
    }
}
