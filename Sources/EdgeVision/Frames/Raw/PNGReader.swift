/// PNG pictures one after another, as ffmpeg's `image2pipe` writes them: a signature and chunks up to `IEND`
/// (PNG specification, third edition, 5.2 and 5.3). After damage it looks for the next signature.
struct PNGReader {
    private let source: ByteSource
    private var taken = 0
    private var isLost = false

    /// 89 "PNG" CR LF 1A LF
    static func begins(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        bytes.count - offset >= 8
            && bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
                == 0x8950_4E47_0D0A_1A0A
    }

    init(_ source: ByteSource) { self.source = source }

    mutating func next() -> FrameEvent {
        source.skip(taken)
        taken = 0
        if isLost, !findSignature() { return .end }
        guard source.has(1) else { return .end }
        guard source.has(8), Self.begins(source.window, at: 0) else { return damaged(.chunk, at: 0, skip: 1) }
        isLost = false
        var offset = 8
        while true {
            guard source.has(offset + 12) else { return missing(offset + 12) }
            let bytes = source.window
            let length = Int64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian)
            let end = Int64(offset) + 12 + length
            guard isName(bytes, offset + 4), length <= Int64(Int32.max) else {
                return damaged(.chunk, at: offset, skip: 8)
            }
            guard end <= Int64(source.limit) else {
                return damaged(.tooLarge(limit: source.limit), at: offset, skip: 8)
            }
            guard source.has(Int(end)) else { return missing(Int(end)) }
            if source.window.starts(with: "IEND", at: offset + 4) {
                taken = Int(end)
                return .frame(
                    SourceFrame(
                        number: 0, position: source.position,
                        content: .png(UnsafeRawBufferPointer(rebasing: source.window[..<taken]))))
            }
            offset = Int(end)
        }
    }

    /// Four letters.
    private func isName(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Bool {
        for i in offset..<offset + 4 where !(0x41...0x5A ~= bytes[i] || 0x61...0x7A ~= bytes[i]) {
            return false
        }
        return true
    }

    private mutating func findSignature() -> Bool {
        while source.has(8) {
            let searched = source.window.count - 7
            for offset in 0..<searched where Self.begins(source.window, at: offset) {
                source.skip(offset)
                return true
            }
            source.skip(searched)
        }
        source.skip(source.window.count)
        return false
    }

    private mutating func missing(_ wanted: Int) -> FrameEvent {
        if wanted > source.limit { return damaged(.tooLarge(limit: source.limit), at: wanted, skip: 8) }
        return damaged(.cutShort, at: source.window.count, skip: min(8, source.window.count))
    }

    private mutating func damaged(_ reason: FrameDamage.Reason, at offset: Int, skip: Int) -> FrameEvent {
        let position = source.position
        source.skip(min(skip, source.window.count))
        isLost = true
        return .damaged(FrameDamage(frame: position, position: position + UInt64(offset), reason: reason))
    }
}
