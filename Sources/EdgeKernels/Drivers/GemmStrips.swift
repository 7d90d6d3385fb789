import CEdgeSIMD

/// A convolution whose rows of activations are read from padded rows of the input, not from packed windows.
///
/// The input rows that one output row needs are copied once, with their padding; a window then is `runs` pieces
/// of them, one a kernel row, and neighbouring windows share all but a stride. Worth it where few output
/// channels use what packing copies: a window of 3 x 3 would be copied three times.
struct GemmStrips {
    /// Most output channels.
    static var channels: Int { 64 }
    /// Most bytes of the padded rows: what every plan's scratch holds.
    static var bytes: Int { 16 * 1024 }

    let problem: GemmProblem
    let kernel: GemmKernel
    /// Bytes of one padded row.
    let rowBytes: Int

    /// nil where the kernel or the shape does not allow it, or it would not pay.
    init?(_ problem: GemmProblem, _ kernel: GemmKernel) {
        let w = problem.window
        let channels = problem.input.channels
        let run = w.kernelWidth * channels
        guard kernel.runQuads > 0, kernel.panel.bytes == 1, problem.groups == 1, w.kernelHeight > 1,
            w.dilationWidth == 1, problem.input.pixelStride == channels, run % (4 * kernel.runQuads) == 0,
            problem.channels <= Self.channels, problem.outputWidth >= 2 * kernel.tileRows
        else { return nil }
        rowBytes = ((problem.outputWidth - 1) * w.strideWidth + w.kernelWidth) * channels
        guard rowBytes * w.kernelHeight <= Self.bytes else { return nil }
        self.problem = problem
        self.kernel = kernel
    }

    /// Packing may write up to 64 bytes past the last row.
    var scratchBytes: Int { roundUp(problem.window.kernelHeight * rowBytes + 64, to: 64) }

    /// Output rows `rows`.
    func multiply(_ rows: Range<Int>, _ scratch: UnsafeMutableRawPointer) {
        let w = problem.window
        let windowStep = w.strideWidth * problem.input.channels
        let outputBytes = problem.dequantizes ? 4 : 1
        var tile = EdgeGemmTile(
            panel: UnsafeRawPointer(scratch), panelStride: windowStep, rows: 0, quads: Int32(problem.quads),
            channels: Int32(problem.channels), weights: problem.weights, bias: problem.bias,
            weightSum: problem.weightSum, scale: problem.requantization.scale,
            low: problem.requantization.low, high: problem.requantization.high,
            zeroPoint: problem.requantization.zeroPoint, output: problem.output,
            outputStride: problem.outputStride, dequantize: problem.dequantizes ? 1 : 0,
            runs: Int32(w.kernelHeight), runStride: rowBytes)
        for y in rows {
            for ky in 0..<w.kernelHeight {
                pack(
                    row: y * w.strideHeight - w.padTop + ky * w.dilationHeight, into: scratch + ky * rowBytes)
            }
            var x = 0
            while x < problem.outputWidth {
                let pixel = y * problem.outputWidth + x
                tile.panel = UnsafeRawPointer(scratch + x * windowStep)
                tile.rows = Int32(min(kernel.tileRows, problem.outputWidth - x))
                tile.output = problem.output + pixel * problem.outputStride * outputBytes
                kernel.run(&tile)
                x += kernel.tileRows
            }
        }
    }

    /// Copies row `y` of the input with the padding left and right of it; padding only where there is none.
    private func pack(row y: Int, into destination: UnsafeMutableRawPointer) {
        let input = problem.input
        guard y >= 0 && y < input.height else {
            fill(destination, rowBytes)
            return
        }
        let before = min(problem.window.padLeft * input.channels, rowBytes)
        let inside = min(input.width * input.channels, rowBytes - before)
        let row = UnsafePointer(input.base) + y * input.width * input.pixelStride
        fill(destination, before)
        if inside > 0 {
            var copy = EdgeGemmPack(
                destination: destination + before, source: row,
                sourceEnd: UnsafePointer(input.base) + input.height * input.width * input.pixelStride,
                pixels: 1,
                rows: 1, runs: 1, length: Int32(inside), pixelStep: 0, rowStride: 0, runStride: 0,
                destinationStep: 0)
            kernel.pack(&copy)
        }
        // After the copy, which may write past its end.
        fill(destination + before + inside, rowBytes - before - inside)
    }

    private func fill(_ destination: UnsafeMutableRawPointer, _ count: Int) {
        let value = UInt8(truncatingIfNeeded: problem.inputZeroPoint) ^ (kernel.panel == .int8 ? 0 : 0x80)
        destination.assumingMemoryBound(to: UInt8.self).update(repeating: value, count: count)
    }
}
