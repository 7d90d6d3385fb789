/// Uncompressed frames of one size, one after another, with nothing between them.
///
/// There is nothing to find a border by: a byte that is lost shifts all that follow.
struct RawReader {
    private let source: ByteSource
    private let layout: RawLayout
    private let colour: YUVColour
    private var taken = 0

    init(_ source: ByteSource, layout: RawLayout, colour: YUVColour) {
        self.source = source
        self.layout = layout
        self.colour = colour
    }

    mutating func next() -> FrameEvent {
        source.skip(taken)
        taken = 0
        guard source.has(layout.byteCount) else { return lastBytes() }
        taken = layout.byteCount
        return .frame(
            SourceFrame(
                number: 0, position: source.position,
                content: .pixels(layout.view(source.window, colour: colour))))
    }

    private func lastBytes() -> FrameEvent {
        let rest = source.window.count
        guard rest > 0 else { return .end }
        let position = source.position
        source.skip(rest)
        return .damaged(FrameDamage(frame: position, position: position + UInt64(rest), reason: .cutShort))
    }
}
