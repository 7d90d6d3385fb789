/// What a `FrameReader` found next.
public enum FrameEvent {
    case frame(SourceFrame)
    /// A frame was there and is lost.
    case damaged(FrameDamage)
    /// No more frames; `ByteSource.ending` says why.
    case end
}

/// A frame as it stands in the source. Its bytes are valid until the next call of `FrameReader.next`.
public struct SourceFrame {
    public enum Content {
        /// From its start-of-image to its end-of-image marker.
        case jpeg(UnsafeRawBufferPointer)
        /// From its signature to its last chunk.
        case png(UnsafeRawBufferPointer)
        case pixels(PixelView)
    }

    /// From 0, counting damaged frames too.
    public internal(set) var number: UInt64
    /// Offset of its first byte in the source.
    public var position: UInt64
    public var content: Content
}

/// Why a frame is lost, and where.
public struct FrameDamage: Error, Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        // JPEG
        case startOfImage
        case notAMarker
        case unexpectedMarker(UInt8)
        case segmentLength(UInt8)
        case swallowedFrame(UInt8)
        case noScan
        case noEndOfImage
        // PNG
        case chunk
        // YUV4MPEG2
        case streamHeader(StreamHeaderFault)
        case frameHeader
        // Any
        case tooLarge(limit: Int)
        case cutShort
    }

    public var number: UInt64
    /// Offset of the frame's first byte in the source.
    public var frame: UInt64
    /// Offset of the byte that showed the damage.
    public var position: UInt64
    public var reason: Reason

    public init(number: UInt64 = 0, frame: UInt64, position: UInt64, reason: Reason) {
        self.number = number
        self.frame = frame
        self.position = position
        self.reason = reason
    }
}

extension FrameDamage: CustomStringConvertible {
    /// What is wrong, and at which byte of the source.
    public var description: String { "\(reason) at byte \(position)" }
}

extension FrameDamage.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .startOfImage: "damaged start-of-image marker"
        case .notAMarker: "no marker where one of the header's must be"
        case .unexpectedMarker(let marker): "marker \(hexadecimal(marker)) inside the header"
        case .segmentLength(let marker): "impossible length or content of segment \(hexadecimal(marker))"
        case .swallowedFrame(let marker): "segment \(hexadecimal(marker)) reaches into the next frame"
        case .noScan: "ends before any scan"
        case .noEndOfImage: "no end-of-image marker before the next frame"
        case .chunk: "damaged chunk"
        case .streamHeader(let what): "bad stream header: \(what.rawValue)"
        case .frameHeader: "damaged frame header"
        case .tooLarge(let limit): "more than the \(limit) bytes allowed for a frame"
        case .cutShort: "the input ends inside the frame"
        }
    }
}

private func hexadecimal(_ marker: UInt8) -> String {
    let digits = String(marker, radix: 16, uppercase: true)
    return digits.utf8.count == 1 ? "FF0\(digits)" : "FF\(digits)"
}

/// What is wrong with a YUV4MPEG2 stream header.
public enum StreamHeaderFault: String, Error, Sendable {
    case magic = "the input does not begin with YUV4MPEG2"
    case text = "not one line of text"
    case spacing = "no space before a field"
    case width = "W is not a width of 1 to 65535"
    case height = "H is not a height of 1 to 65535"
    case chroma = "C is none of 8-bit 420, 422, 444, 444alpha and mono"
    case missingWidth = "no width W"
    case missingHeight = "no height H"
    case tooLarge = "frames larger than the limit"
}
