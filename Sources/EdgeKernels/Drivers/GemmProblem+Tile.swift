import CEdgeSIMD

extension GemmProblem {
    var outputBytes: Int { outputElement.bytes }

    /// Of all output channels of the first group, and of no rows yet.
    ///
    /// - Parameters:
    ///   - weights: laid out like the problem's own, of `quads` quads a block.
    ///   - runs: pieces that a row's activations lie in, `runStride` bytes apart.
    @inline(__always)
    func tile(
        panel: UnsafeRawPointer, panelStride: Int, weights: UnsafePointer<Int8>, quads: Int, runs: Int = 1,
        runStride: Int = 0
    ) -> EdgeGemmTile {
        EdgeGemmTile(
            panel: panel, panelStride: panelStride, rows: 0, quads: Int32(quads), channels: Int32(channels),
            weights: weights, bias: bias, weightSum: weightSum, scale: requantization.scale,
            low: requantization.low, high: requantization.high, zeroPoint: requantization.zeroPoint,
            output: output, outputStride: outputStride, dequantize: outputElement == .int8 ? 0 : 1,
            runs: Int32(runs),
            runStride: runStride)
    }

    /// Turns a tile of the problem's own weights to the output channels of `blocks` in `group`; where they go, the
    /// caller says.
    @inline(__always)
    func turn(_ tile: inout EdgeGemmTile, to blocks: Range<Int>, group: Int = 0) {
        let first = group * self.blocks + blocks.lowerBound
        tile.channels = Int32(min(blocks.upperBound * 16, channels) - blocks.lowerBound * 16)
        tile.weights = weights + first * quads * 64
        tile.bias = bias + first * 16
        tile.weightSum = weightSum + first * 16
        tile.scale = requantization.scale + first * 16
    }
}
