import CEdgeSIMD

/// A tile of a product whose output is int16: the kernel, which knows int8 and float32, leaves `F(acc) * scale`,
/// and that is clamped and rounded as ARITHMETIC.md's "Requantize" goes on.
enum Int16Tile {
    /// Most rows of any kernel's tile.
    static var rows: Int { 16 }
    /// Most blocks of 16 channels.
    static var blocks: Int { 4 }
    static var bytes: Int { rows * blocks * 16 * MemoryLayout<Float>.stride }

    fileprivate static func run(
        _ kernel: GemmKernel, _ tile: EdgeGemmTile, through memory: UnsafeMutableRawPointer
    ) {
        var t = tile
        t.output = memory
        t.outputStride = blocks * 16
        kernel.run(&t)
        for row in 0..<Int(tile.rows) {
            let values = memory.assumingMemoryBound(to: Float.self) + row * blocks * 16
            let output = tile.output.assumingMemoryBound(to: Int16.self) + row * tile.outputStride
            for i in 0..<Int(tile.channels) { output[i] = quantize16(values[i], tile.low, tile.high) }
        }
    }
}

extension GemmProblem {
    /// Of the memory that `run` goes through.
    var tileBytes: Int { outputElement == .int16 ? Int16Tile.bytes : 0 }

    /// Runs a tile, whatever its output's elements are.
    @inline(__always)
    func run(_ kernel: GemmKernel, _ tile: inout EdgeGemmTile, through memory: UnsafeMutableRawPointer) {
        if outputElement == .int16 {
            Int16Tile.run(kernel, tile, through: memory)
        } else {
            kernel.run(&tile)
        }
    }
}
