#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// JPEGs one after another, with or without something between them: the headers of
/// `multipart/x-mixed-replace`, the chunk heads of an AVI file, padding.
///
/// After damage it looks for the next start of a JPEG. What a frame that ended too early leaves behind belongs
/// to that frame and makes no frame of its own.
struct MJPEGReader {
    private let source: ByteSource
    /// Length of the frame handed out last.
    private var taken = 0
    /// Whether the bytes ahead are the rest of a damaged frame.
    private var isBehindDamage = false
    /// Bytes passed over in search of a frame, without text and padding.
    private(set) var skippedBytes: UInt64 = 0

    init(_ source: ByteSource) { self.source = source }

    mutating func next() -> FrameEvent {
        source.skip(taken)
        taken = 0
        switch findStart() {
        case .none:
            return .end
        case .damaged:
            let position = source.position
            isBehindDamage = true
            source.skip(2)
            return .damaged(FrameDamage(frame: position, position: position, reason: .startOfImage))
        case .whole: break
        }
        let position = source.position
        var walker = JPEGWalker(source)
        switch walker.walk() {
        case .whole(let length):
            isBehindDamage = false
            taken = length
            let bytes = UnsafeRawBufferPointer(rebasing: source.window[..<length])
            return .frame(SourceFrame(number: 0, position: position, content: .jpeg(bytes)))
        case .damaged(let reason, let offset, let skip):
            isBehindDamage = true
            source.skip(skip)
            return .damaged(
                FrameDamage(frame: position, position: position + UInt64(offset), reason: reason))
        }
    }

    private enum Start { case whole, damaged, none }

    /// Slides the source to the next start of a JPEG, or to one that lost a byte.
    private mutating func findStart() -> Start {
        // Behind a frame's end (or a whole frame) stands filler, then the next frame.
        var followsEnd = !isBehindDamage
        while true {
            if followsEnd, let start = startBehindFiller() { return start }
            followsEnd = false
            guard skipToFill() else { return .none }
            if JPEGMarker.begins(source.window, at: 0) { return .whole }
            followsEnd = source.window[1] == JPEGMarker.endOfImage
            skip(followsEnd ? 2 : 1)
        }
    }

    /// nil where neither a start nor a damaged one stands behind padding and text.
    private mutating func startBehindFiller() -> Start? {
        while source.has(4), Self.isFiller(source.window[0]) {
            // A start-of-image marker whose first byte became one of these.
            if Self.continuesStart(source.window, at: 1) { return .damaged }
            source.skip(1)
        }
        guard source.has(4) else { return nil }
        // Fill bytes may stand before any marker.
        var fill = 0
        while source.has(fill + 5), source.window[fill] == JPEGMarker.fill,
            source.window[fill + 1] == JPEGMarker.fill
        {
            fill += 1
        }
        if JPEGMarker.begins(source.window, at: fill) {
            source.skip(fill)
            return .whole
        }
        let bytes = source.window
        let agreeing =
            (bytes[0] == JPEGMarker.fill ? 1 : 0) + (bytes[1] == JPEGMarker.startOfImage ? 1 : 0)
            + (bytes[2] == JPEGMarker.fill ? 1 : 0)
        return agreeing >= 2 ? .damaged : nil
    }

    /// Whether the bytes are those of a JPEG behind its first byte.
    private static func continuesStart(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        bytes[offset] == JPEGMarker.startOfImage && bytes[offset + 1] == JPEGMarker.fill
            && JPEGMarker.isHeaderSegment(bytes[offset + 2])
    }

    /// Zeros, and the characters of text.
    private static func isFiller(_ byte: UInt8) -> Bool {
        0x20...0x7E ~= byte || byte == 0 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Slides the source to the next byte FF that three more follow.
    private mutating func skipToFill() -> Bool {
        while source.has(4) {
            let bytes = source.window
            let base = bytes.baseAddress.unsafelyUnwrapped
            let searched = bytes.count - 3
            if let found = memchr(base, Int32(JPEGMarker.fill), searched) {
                skip(UnsafeRawPointer(found) - base)
                return true
            }
            skip(searched)
        }
        return false
    }

    private mutating func skip(_ count: Int) {
        source.skip(count)
        skippedBytes += UInt64(count)
    }
}
