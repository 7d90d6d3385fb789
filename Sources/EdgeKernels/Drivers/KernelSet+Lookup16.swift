import CEdgeSIMD

extension KernelSet {
    /// lookup of int16.
    public func lookup16(_ a: Lookup16Arguments, part: Int = 0, of parts: Int = 1) {
        let pixels = piece(part, of: parts, count: a.output.height * a.output.width)
        if pixels.isEmpty { return }
        func words(_ view: ImageView) -> UnsafeMutablePointer<Int16> {
            (UnsafeMutableRawPointer(view.base) + pixels.lowerBound * view.pixelStride)
                .assumingMemoryBound(to: Int16.self)
        }
        var p = EdgeLookup16(
            input: UnsafePointer(words(a.input)), output: words(a.output), table: a.table,
            tableStride: a.isPerChannel ? 1025 : 0, rows: Int32(pixels.count),
            count: Int32(a.output.channels), inputStride: a.input.pixelStride / 2,
            outputStride: a.output.pixelStride / 2)
        lookup16.run(&p)
    }
}
