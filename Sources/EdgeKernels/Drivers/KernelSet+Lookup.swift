import CEdgeSIMD

extension KernelSet {
    public func lookup(_ a: LookupArguments, part: Int = 0, of parts: Int = 1) {
        var p = EdgeLookup(
            input: UnsafePointer(a.input.base), output: a.output.base, table: a.table, rows: 0,
            count: Int32(a.output.channels), inputStride: a.input.pixelStride,
            outputStride: a.output.pixelStride)
        let pixels = piece(part, of: parts, count: a.output.height * a.output.width)
        if pixels.isEmpty { return }
        p.input += pixels.lowerBound * p.inputStride
        p.output += pixels.lowerBound * p.outputStride
        p.rows = Int32(pixels.count)
        if a.isPerChannel {
            if transpose.isa == .portable || pixels.count < ChannelRows.fewestPixels {
                lookupByPixel(p, channels: 0..<a.output.channels)
            } else {
                lookupByChannel(p)
            }
            return
        }
        let count = Int(p.count)
        if p.inputStride == count && p.outputStride == count { join(&p.rows, &p.count) }
        lookup.run(&p)
    }

    /// A table for each channel: blocks of channels are turned to rows of pixels, looked up each in its table, and
    /// turned back. Not inlined, so that the stack of those who never come here, as on bare metal, stays small.
    @inline(never)
    private func lookupByChannel(_ p: EdgeLookup) {
        let whole = Int(p.count) / ChannelRows.channels * ChannelRows.channels
        var rows = ChannelRows.Bytes(repeating: 0)
        withUnsafeMutableBytes(of: &rows) { bytes in
            let row = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Int8.self)
            var first = 0
            while first < Int(p.rows) {
                let pixels = min(Int(p.rows) - first, ChannelRows.pixels)
                let input = p.input + first * p.inputStride
                let output = p.output + first * p.outputStride
                var channel = 0
                while channel < whole {
                    var turn = EdgeTranspose(
                        input: input + channel, output: row, rows: Int32(pixels),
                        columns: Int32(ChannelRows.channels), inputStride: p.inputStride,
                        outputStride: ChannelRows.pixels)
                    transpose.run(&turn)
                    for i in 0..<ChannelRows.channels {
                        let values = row + i * ChannelRows.pixels
                        var one = EdgeLookup(
                            input: UnsafePointer(values), output: values,
                            table: p.table + (channel + i) * 256,
                            rows: 1, count: Int32(pixels), inputStride: 0, outputStride: 0)
                        lookup.run(&one)
                    }
                    var back = EdgeTranspose(
                        input: UnsafePointer(row), output: output + channel,
                        rows: Int32(ChannelRows.channels),
                        columns: Int32(pixels), inputStride: ChannelRows.pixels, outputStride: p.outputStride)
                    transpose.run(&back)
                    channel += ChannelRows.channels
                }
                first += pixels
            }
        }
        if whole < Int(p.count) { lookupByPixel(p, channels: whole..<Int(p.count)) }
    }
}

/// A block of channels as rows of pixels, on the stack.
private enum ChannelRows {
    static var channels: Int { 16 }
    static var pixels: Int { 128 }
    /// With fewer, turning them takes longer than it saves.
    static var fewestPixels: Int { 48 }
    typealias Bytes = InlineArray<2048, Int8>
}

/// A table for each channel, element by element.
private func lookupByPixel(_ p: EdgeLookup, channels: Range<Int>) {
    for row in 0..<Int(p.rows) {
        let x = p.input + row * p.inputStride
        let y = p.output + row * p.outputStride
        var entry = p.table + channels.lowerBound * 256 + 128
        for c in channels {
            y[c] = entry[Int(x[c])]
            entry += 256
        }
    }
}
