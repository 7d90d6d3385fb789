/// Frames of a stream, one after another.
///
///     var reader = FrameReader(try ByteSource(path: "-"))
///     while true {
///         switch try reader.next() {
///         case .frame(let frame): …
///         case .damaged(let damage): …
///         case .end: return
///         }
///     }
///
/// No input makes it fail once it knows the format: damage costs the frames it touches. It allocates nothing
/// once its source's window holds the largest frame.
public struct FrameReader {
    public let source: ByteSource
    /// Frames so far, whole and damaged.
    public private(set) var count: UInt64 = 0
    private let colour: YUVColour?
    private var reader: Reader

    private enum Reader {
        /// The format is told by the first bytes.
        case unknown
        case mjpeg(MJPEGReader)
        case y4m(Y4MReader)
        case png(PNGReader)
        case raw(RawReader)
        case ended
    }

    /// - Parameters:
    ///   - format: nil to tell it by the first bytes; nothing is read here.
    ///   - colour: how YUV samples are coded, in place of what the stream says.
    /// - Throws: `VisionError` for raw frames of no possible size.
    public init(
        _ source: ByteSource, format: StreamFormat? = nil, colour: YUVColour? = nil
    ) throws(VisionError) {
        self.source = source
        self.colour = colour
        reader = .unknown
        if let format { reader = try makeReader(format) }
    }

    private func makeReader(_ format: StreamFormat) throws(VisionError) -> Reader {
        switch format {
        case .mjpeg: return .mjpeg(MJPEGReader(source))
        case .y4m: return .y4m(Y4MReader(source, colour: colour))
        case .png: return .png(PNGReader(source))
        case .raw(let format, let width, let height):
            guard let layout = RawLayout(format: format, width: width, height: height, limit: source.limit)
            else {
                throw VisionError(
                    what: "frames of \(width) x \(height) \(format.rawValue) are impossible or larger than "
                        + "\(source.limit >> 20) MiB", place: source.name,
                    mend: "give another size, or raise the limit")
            }
            return .raw(RawReader(source, layout: layout, colour: colour ?? .bt601))
        }
    }

    /// The next frame. Its bytes are valid until the next call.
    ///
    /// - Throws: `VisionError` where the first bytes are of no known format; the reader has ended then.
    public mutating func next() throws(VisionError) -> FrameEvent {
        if case .unknown = reader {
            reader = .ended
            if let format = try StreamFormat.detect(source) { reader = try makeReader(format) }
        }
        switch read() {
        case .frame(var frame):
            frame.number = count
            count += 1
            return .frame(frame)
        case .damaged(var damage):
            // A frame that a request to stop has cut is not damaged.
            if damage.reason == .cutShort, source.ending == .stopped { return end() }
            damage.number = count
            count += 1
            return .damaged(damage)
        case .end: return end()
        }
    }

    private mutating func end() -> FrameEvent {
        reader = .ended
        return .end
    }

    /// Moved out and back in, so that each reader works in place.
    private mutating func read() -> FrameEvent {
        switch reader {
        case .mjpeg(var inner):
            defer { reader = .mjpeg(inner) }
            return inner.next()
        case .y4m(var inner):
            defer { reader = .y4m(inner) }
            return inner.next()
        case .png(var inner):
            defer { reader = .png(inner) }
            return inner.next()
        case .raw(var inner):
            defer { reader = .raw(inner) }
            return inner.next()
        case .unknown, .ended: return .end
        }
    }
}
