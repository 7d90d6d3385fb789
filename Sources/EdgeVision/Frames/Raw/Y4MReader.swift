/// YUV4MPEG2: a stream header, then frames of `FRAME`, perhaps fields, a newline, and the planes. A stream
/// header between two frames begins another format.
///
/// Frames have one size, so a damaged frame header costs its own frame only: the next one's is where it would
/// have been. Where it is not there either, the next text that looks like a header is taken.
struct Y4MReader {
    private let source: ByteSource
    private let colour: YUVColour?
    private var header: Y4MHeader?
    private var taken = 0
    private var isLost = false
    /// Of the last good frame header, with its newline; nil before the first.
    private var frameHeaderBytes: Int?

    /// Longest header line; those of real programs have about a hundred bytes.
    static let longestLine = 4096
    private static let frameMagic: StaticString = "FRAME"

    /// - Parameter colour: in place of what the header says.
    init(_ source: ByteSource, colour: YUVColour?) {
        self.source = source
        self.colour = colour
    }

    mutating func next() -> FrameEvent {
        source.skip(taken)
        taken = 0
        while true {
            if isLost, !findHeader() { return .end }
            isLost = false
            guard source.has(1) else { return .end }
            guard source.has(Self.frameMagic.utf8CodeUnitCount + 1) else { return lastBytes() }
            if source.has(Y4MHeader.magic.utf8CodeUnitCount), startsStream(at: 0) {
                if let damage = readStreamHeader() { return damage }
                continue
            }
            return readFrame()
        }
    }

    // MARK: Headers

    private func startsStream(at offset: Int) -> Bool {
        source.window.starts(with: Y4MHeader.magic, at: offset)
    }

    /// `FRAME` and a space or a newline.
    private func startsFrame(at offset: Int) -> Bool {
        let bytes = source.window
        let end = offset + Self.frameMagic.utf8CodeUnitCount
        guard end < bytes.count, bytes.starts(with: Self.frameMagic, at: offset) else { return false }
        return bytes[end] == 0x0A || bytes[end] == UInt8(ascii: " ")
    }

    /// Length of the line at the window's start, without its newline; nil where it does not end, or holds what
    /// is no text.
    private func lineLength() -> Int? {
        var length = 0
        while length < Self.longestLine, source.has(length + 1) {
            let byte = source.window[length]
            if byte == 0x0A { return length }
            guard 0x20...0x7E ~= byte else { return nil }
            length += 1
        }
        return nil
    }

    /// nil where the header is good.
    private mutating func readStreamHeader() -> FrameEvent? {
        guard let length = lineLength() else {
            let damage = damaged(
                source.ending == nil ? .streamHeader(.text) : .cutShort, at: 0)
            skipMagic()
            return damage
        }
        do throws(Y4MHeader.Fault) {
            header = try Y4MHeader(
                UnsafeRawBufferPointer(rebasing: source.window[..<length]), limit: source.limit)
            source.skip(length + 1)
            return nil
        } catch {
            let damage = damaged(.streamHeader(error.what), at: error.offset)
            header = nil
            skipMagic()
            return damage
        }
    }

    private mutating func skipMagic() {
        source.skip(min(Y4MHeader.magic.utf8CodeUnitCount, source.window.count))
        isLost = true
    }

    // MARK: Frames

    private mutating func readFrame() -> FrameEvent {
        guard let header else {
            let damage = damaged(.streamHeader(.magic), at: 0)
            source.skip(1)
            isLost = true
            return damage
        }
        guard startsFrame(at: 0) else { return damagedFrame(header) }
        guard let length = lineLength() else { return damagedFrame(header) }
        let begin = length + 1
        // Of another length than before: its fields changed, or one of its bytes became a newline.
        if let usual = frameHeaderBytes, begin != usual, !endsFrame(at: begin + header.frameBytes),
            endsFrame(at: usual + header.frameBytes)
        {
            return damagedFrame(header)
        }
        guard source.has(begin + header.frameBytes) else { return lastBytes() }
        frameHeaderBytes = begin
        taken = begin + header.frameBytes
        let planes = UnsafeRawBufferPointer(rebasing: source.window[begin..<taken])
        let frameColour = colour ?? YUVColour(.bt601, header.range ?? .limited)
        return .frame(
            SourceFrame(
                number: 0, position: source.position,
                content: .pixels(header.layout.view(planes, colour: frameColour))))
    }

    /// Over the whole frame, where a header or the input's end stands behind it: then bytes of its header
    /// changed, but none are missing.
    private mutating func damagedFrame(_ header: Y4MHeader) -> FrameEvent {
        let damage = damaged(.frameHeader, at: 0)
        let length = (frameHeaderBytes ?? Self.frameMagic.utf8CodeUnitCount + 1) + header.frameBytes
        if endsFrame(at: length) {
            source.skip(length)
        } else {
            source.skip(1)
            isLost = true
        }
        return damage
    }

    /// Whether a header or the input's end is there.
    private func endsFrame(at offset: Int) -> Bool {
        if source.has(offset + Y4MHeader.magic.utf8CodeUnitCount) {
            return startsFrame(at: offset) || startsStream(at: offset)
        }
        return source.ending != nil && source.window.count == offset
    }

    /// Slides the source to the next text that looks like a header.
    private func findHeader() -> Bool {
        while source.has(Y4MHeader.magic.utf8CodeUnitCount) {
            let bytes = source.window
            let searched = bytes.count - Y4MHeader.magic.utf8CodeUnitCount + 1
            for offset in 0..<searched {
                let first = bytes[offset]
                guard first == UInt8(ascii: "F") || first == UInt8(ascii: "Y") else { continue }
                if startsStream(at: offset) || (header != nil && startsFrame(at: offset)) {
                    source.skip(offset)
                    return true
                }
            }
            source.skip(searched)
        }
        source.skip(source.window.count)
        return false
    }

    // MARK: Ends

    private func damaged(_ reason: FrameDamage.Reason, at offset: Int) -> FrameEvent {
        .damaged(
            FrameDamage(frame: source.position, position: source.position + UInt64(offset), reason: reason))
    }

    private func lastBytes() -> FrameEvent {
        let rest = source.window.count
        let event = damaged(.cutShort, at: rest)
        source.skip(rest)
        return event
    }
}
