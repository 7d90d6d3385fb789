/// The picture formats that are understood.
public enum ImageFormat: String, Sendable, CaseIterable {
    case jpeg = "JPEG"
    case png = "PNG"
    case bmp = "BMP"
    case ppm = "PPM"

    /// By the first bytes alone: names lie more often than contents do.
    public init?(sniffing bytes: Span<UInt8>) {
        func starts(with magic: [UInt8]) -> Bool {
            guard bytes.count >= magic.count else { return false }
            for i in magic.indices where bytes[i] != magic[i] { return false }
            return true
        }
        if starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if starts(with: [0x42, 0x4D]) {
            self = .bmp
        } else if bytes.count >= 3, bytes[0] == 0x50, [0x32, 0x33, 0x35, 0x36].contains(bytes[1]),
            PPMScanner.isSpace(bytes[2])
        {
            self = .ppm
        } else {
            return nil
        }
    }
}
