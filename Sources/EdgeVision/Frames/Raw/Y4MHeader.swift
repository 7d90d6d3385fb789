/// The stream header of YUV4MPEG2: `YUV4MPEG2 W640 H480 F30:1 C420jpeg …`, fields in any order, and a newline
/// (yuv4mpeg(5) of mjpegtools).
struct Y4MHeader: Equatable {
    var layout: RawLayout
    /// Bytes of a frame: those of the layout, and of an alpha plane that is passed over.
    var frameBytes: Int
    /// The header says `XCOLORRANGE=FULL` or `LIMITED`; nil where it does not.
    var range: YUVColour.Range?

    static let magic: StaticString = "YUV4MPEG2"

    struct Fault: Error, Equatable {
        var what: StreamHeaderFault
        /// Of the field, from the header's first byte.
        var offset: Int
    }

    /// - Parameters:
    ///   - line: the header without its newline.
    ///   - limit: most bytes of a frame.
    /// - Throws: `Fault` naming the field.
    init(_ line: UnsafeRawBufferPointer, limit: Int) throws(Fault) {
        var (width, height) = (0, 0)
        var chroma = Chroma.planar(.i420)
        var offset = Self.magic.utf8CodeUnitCount
        while offset < line.count {
            guard line[offset] == UInt8(ascii: " ") else { throw Fault(what: .spacing, offset: offset) }
            let begin = offset + 1
            var end = begin
            while end < line.count, line[end] != UInt8(ascii: " ") { end += 1 }
            defer { offset = end }
            // Two spaces in a row are forgiven.
            guard end > begin else { continue }
            let value = UnsafeRawBufferPointer(rebasing: line[begin + 1..<end])
            switch line[begin] {
            case UInt8(ascii: "W"): width = try Self.side(value, .width, begin)
            case UInt8(ascii: "H"): height = try Self.side(value, .height, begin)
            case UInt8(ascii: "C"):
                guard let found = Chroma(value) else {
                    throw Fault(what: .chroma, offset: begin)
                }
                chroma = found
            case UInt8(ascii: "X"):
                if value.equals("COLORRANGE=FULL") { range = .full }
                if value.equals("COLORRANGE=LIMITED") { range = .limited }
            default: break  // frame rate, aspect ratio, interlacing, and what others added
            }
        }
        guard width > 0 else { throw Fault(what: .missingWidth, offset: 0) }
        guard height > 0 else { throw Fault(what: .missingHeight, offset: 0) }
        guard let layout = RawLayout(format: chroma.format, width: width, height: height, limit: limit) else {
            throw Fault(what: .tooLarge, offset: 0)
        }
        let alpha = chroma == .planarWithAlpha ? width * height : 0
        guard layout.byteCount <= limit - alpha else {
            throw Fault(what: .tooLarge, offset: 0)
        }
        self.layout = layout
        frameBytes = layout.byteCount + alpha
    }

    private static func side(
        _ text: UnsafeRawBufferPointer, _ what: StreamHeaderFault, _ offset: Int
    ) throws(Fault) -> Int {
        var value = 0
        for byte in text {
            guard 0x30...0x39 ~= byte else { throw Fault(what: what, offset: offset) }
            value = 10 * value + Int(byte - 0x30)
            guard value <= RawLayout.longestSide else { throw Fault(what: what, offset: offset) }
        }
        guard value > 0 else { throw Fault(what: what, offset: offset) }
        return value
    }

    private enum Chroma: Equatable {
        case planar(PixelFormat)
        case planarWithAlpha

        init?(_ text: UnsafeRawBufferPointer) {
            // The kinds of 420 differ in where the chroma samples sit, by half a pixel.
            if text.equals("420jpeg") || text.equals("420mpeg2") || text.equals("420paldv")
                || text.equals("420")
            {
                self = .planar(.i420)
            } else if text.equals("422") {
                self = .planar(.i422)
            } else if text.equals("444") {
                self = .planar(.i444)
            } else if text.equals("444alpha") {
                self = .planarWithAlpha
            } else if text.equals("mono") {
                self = .planar(.gray8)
            } else {
                return nil
            }
        }

        var format: PixelFormat {
            switch self {
            case .planar(let format): format
            case .planarWithAlpha: .i444
            }
        }
    }
}

extension UnsafeRawBufferPointer {
    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && starts(with: text, at: 0) }

    func starts(with text: StaticString, at offset: Int) -> Bool {
        guard count - offset >= text.utf8CodeUnitCount else { return false }
        for i in 0..<text.utf8CodeUnitCount where self[offset + i] != text.utf8Start[i] { return false }
        return true
    }
}
