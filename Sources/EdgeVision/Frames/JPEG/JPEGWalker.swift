#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Finds where a JPEG ends by walking its markers (ITU-T T.81, annex B): segments by their length, entropy
/// coded data by the next marker. An end-of-image marker inside a segment (a thumbnail's) is not taken for
/// the picture's.
///
/// Each segment must have a length and content that its kind allows. A damaged length would otherwise carry
/// the walk over the frames that follow.
struct JPEGWalker {
    enum Outcome {
        /// The picture's length in bytes.
        case whole(Int)
        /// `skip` bytes are behind the damage; the next frame is to be looked for after them.
        case damaged(FrameDamage.Reason, at: Int, skip: Int)
    }

    private let source: ByteSource
    private var offset = 2
    /// Components of the frame header; nil before it.
    private var components: Int?
    /// Whether further scans may follow the first: progressive, or components in scans of their own.
    private var mayHaveMoreScans = false

    /// - Parameter source: its window begins with a start-of-image marker.
    init(_ source: ByteSource) { self.source = source }

    mutating func walk() -> Outcome {
        if let damage = walkHeader() { return damage }
        return walkScans()
    }

    // MARK: Header

    /// To behind the first start-of-scan segment; nil where all is well.
    private mutating func walkHeader() -> Outcome? {
        while true {
            guard source.has(offset + 2) else { return missing() }
            let bytes = source.window
            guard bytes[offset] == JPEGMarker.fill else { return damaged(.notAMarker) }
            let marker = bytes[offset + 1]
            if marker == JPEGMarker.fill {
                offset += 1
                continue
            }
            if marker == JPEGMarker.endOfImage { return damaged(.noScan) }
            guard JPEGMarker.isHeaderSegment(marker) else { return damaged(.unexpectedMarker(marker)) }
            switch checkedSegment(marker) {
            case .success(let end): offset = end
            case .failure(let fault):
                return fault.reason == .cutShort ? missing() : damaged(fault.reason)
            }
            if marker == JPEGMarker.startOfScan { return nil }
        }
    }

    private struct Fault: Error { var reason: FrameDamage.Reason }

    /// The end of the segment at `offset`.
    private mutating func checkedSegment(_ marker: UInt8) -> Result<Int, Fault> {
        guard source.has(offset + 4) else { return .failure(Fault(reason: .cutShort)) }
        let length = Int(source.window[offset + 2]) << 8 | Int(source.window[offset + 3])
        // Before waiting for bytes that a damaged length asks for in vain.
        guard length >= 2, length <= JPEGSegment.longest(marker) else {
            return .failure(Fault(reason: .segmentLength(marker)))
        }
        guard source.has(offset + 2 + length) else { return .failure(Fault(reason: .cutShort)) }
        let content = UnsafeRawBufferPointer(rebasing: source.window[offset + 4..<offset + 2 + length])
        guard JPEGSegment.isPlausible(marker, content) else {
            return .failure(Fault(reason: .segmentLength(marker)))
        }
        if JPEGMarker.applications ~= marker || marker == JPEGMarker.comment,
            JPEGSegment.holdsForeignFrame(content)
        {
            return .failure(Fault(reason: .swallowedFrame(marker)))
        }
        if JPEGMarker.isStartOfFrame(marker) {
            components = Int(content[5])
            mayHaveMoreScans = marker != 0xC0 && marker != 0xC1
        }
        if marker == JPEGMarker.startOfScan {
            guard let components, Int(content[0]) <= components else {
                return .failure(Fault(reason: .segmentLength(marker)))
            }
            if Int(content[0]) < components { mayHaveMoreScans = true }
        }
        return .success(offset + 2 + length)
    }

    // MARK: Scans

    /// To the end of the picture. Whatever does not belong into entropy coded data is walked over: the
    /// decoder will find it, and the picture's end stays the right one.
    private mutating func walkScans() -> Outcome {
        while true {
            guard findFill(), source.has(offset + 2) else { return missing() }
            switch source.window[offset + 1] {
            case JPEGMarker.endOfImage: return .whole(offset + 2)
            case JPEGMarker.fill: offset += 1
            case JPEGMarker.startOfImage:
                guard source.has(offset + 4) else { return missing() }
                if JPEGMarker.begins(source.window, at: offset) {
                    return .damaged(.noEndOfImage, at: offset, skip: offset)
                }
                offset += 2
            case let marker where mayHaveMoreScans && JPEGMarker.isHeaderSegment(marker):
                offset = segmentBetweenScans(marker) ?? offset + 2
            default: offset += 2
            }
        }
    }

    /// The end of the segment at `offset`, where it is one: between scans, damage looks like a segment too, so
    /// another marker must follow it.
    private mutating func segmentBetweenScans(_ marker: UInt8) -> Int? {
        guard !JPEGMarker.isStartOfFrame(marker), case .success(let end) = checkedSegment(marker) else {
            return nil
        }
        if marker == JPEGMarker.startOfScan { return end }
        guard source.has(end + 2), source.window[end] == JPEGMarker.fill else { return nil }
        let next = source.window[end + 1]
        return JPEGMarker.isHeaderSegment(next) || next == JPEGMarker.fill || next == JPEGMarker.endOfImage
            ? end : nil
    }

    /// Moves `offset` to the next byte FF. False where the source ends before it.
    private mutating func findFill() -> Bool {
        while source.has(offset + 1) {
            let bytes = source.window
            let base = bytes.baseAddress.unsafelyUnwrapped
            if let found = memchr(base + offset, Int32(JPEGMarker.fill), bytes.count - offset) {
                offset = UnsafeRawPointer(found) - base
                return true
            }
            offset = bytes.count
        }
        return false
    }

    // MARK: Outcomes

    /// The next frame may begin anywhere behind this one's start.
    private func damaged(_ reason: FrameDamage.Reason) -> Outcome { .damaged(reason, at: offset, skip: 2) }

    /// Bytes that do not come: the source ended, or the frame is too large.
    private func missing() -> Outcome {
        if source.ending == nil || source.window.count >= source.limit {
            return .damaged(.tooLarge(limit: source.limit), at: offset, skip: 2)
        }
        return .damaged(.cutShort, at: source.window.count, skip: 2)
    }
}
