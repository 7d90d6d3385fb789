import CEdgeSIMD

/// A convolution whose rows of activations are read from padded rows of the input, not from packed windows.
///
/// The input rows that some output rows need are copied once, with their padding; a window then is `runs` pieces
/// of them, one a kernel row, and neighbouring windows share all but a stride. Worth it where few output
/// channels use what packing copies: windows of 3 x 3 would copy everything nine times.
///
/// Pieces that are no whole number of quads, as of pictures with 3 channels, go on into the next pixel up to
/// their last quad's end, where zeros follow the weights, which are laid out anew for that.
struct GemmStrips {
    /// Most output channels.
    static var channels: Int { 64 }
    /// Most bytes of the padded rows and the weights laid out anew: what every plan's scratch holds.
    static var bytes: Int { 16 * 1024 }
    /// Most bytes of those weights: what is made at every run is to be little.
    static var weightBytes: Int { 4 * 1024 }

    let problem: GemmProblem
    let kernel: GemmKernel
    /// Bytes of one padded row.
    let rowBytes: Int
    /// Of one kernel row.
    private let runQuads: Int
    /// Of weights laid out anew, a multiple of 64; 0: they serve as they are.
    private let weightBytes: Int
    /// Output rows whose input rows are held at a time.
    let outputRows: Int

    /// nil where the kernel or the shape does not allow it, or it would not pay.
    init?(_ problem: GemmProblem, _ kernel: GemmKernel) {
        let w = problem.window
        let channels = problem.input.channels
        let run = w.kernelWidth * channels
        guard kernel.runQuads > 0, kernel.panel.bytes == 1,
            problem.groups == 1, w.kernelHeight > 1,
            w.dilationWidth == 1, problem.input.pixelStride == channels, problem.channels <= Self.channels,
            Self.pays(width: problem.outputWidth, run: run, tileRows: kernel.tileRows)
        else { return nil }
        runQuads = (run + 3) / 4
        if run % (4 * kernel.runQuads) == 0 {
            weightBytes = 0
        } else {
            // Other products may meet in a lane than those that the weights were proven for. Pairs stay together
            // where each kernel row has whole ones.
            guard kernel.runQuads == 1,
                kernel.use.needs == .none || kernel.use.needs == .pairs && run % 2 == 0
            else { return nil }
            weightBytes = problem.blocks * w.kernelHeight * runQuads * 64
            guard weightBytes <= Self.weightBytes else { return nil }
        }
        rowBytes = ((problem.outputWidth - 1) * w.strideWidth + w.kernelWidth) * channels
        let most = Self.bytes - weightBytes
        guard rowBytes * w.kernelHeight <= most else { return nil }
        let spare = most / rowBytes - w.kernelHeight
        outputRows =
            w.dilationHeight > 1 ? 1 : min(spare / w.strideHeight + 1, max(problem.outputHeight, 1))
        self.problem = problem
        self.kernel = kernel
    }

    /// Tiles end with the row: only where pieces are so short that packing them takes longer than multiplying may
    /// a tile be half empty.
    private static func pays(width: Int, run: Int, tileRows: Int) -> Bool {
        if run > 8 { return width >= 2 * tileRows }
        return width % tileRows == 0 || width % tileRows >= tileRows / 2 || width >= 2 * tileRows
    }

    /// Input rows for so many output rows.
    private func inputRows(_ count: Int) -> Int {
        (count - 1) * problem.window.strideHeight + problem.window.kernelHeight
    }

    /// Packing may write up to 64 bytes past the last row.
    var scratchBytes: Int { weightBytes + roundUp(inputRows(outputRows) * rowBytes + 64, to: 64) }

    /// Output rows `rows`.
    func multiply(_ rows: Range<Int>, _ scratch: UnsafeMutableRawPointer) {
        let w = problem.window
        let windowStep = w.strideWidth * problem.input.channels
        var weights = problem.weights
        if weightBytes > 0 {
            let padded = scratch.assumingMemoryBound(to: Int8.self)
            padRuns(padded)
            weights = UnsafePointer(padded)
        }
        let strips = scratch + weightBytes
        var tile = problem.tile(
            panel: UnsafeRawPointer(strips), panelStride: windowStep, weights: weights,
            quads: w.kernelHeight * runQuads, runs: w.kernelHeight, runStride: rowBytes)
        var first = rows.lowerBound
        while first < rows.upperBound {
            let end = min(first + outputRows, rows.upperBound)
            pack(from: first * w.strideHeight - w.padTop, count: inputRows(end - first), into: strips)
            for y in first..<end {
                let strip = strips + (y - first) * w.strideHeight * rowBytes
                var x = 0
                while x < problem.outputWidth {
                    let pixel = y * problem.outputWidth + x
                    tile.panel = UnsafeRawPointer(strip + x * windowStep)
                    tile.rows = Int32(min(kernel.tileRows, problem.outputWidth - x))
                    tile.output = problem.output + pixel * problem.outputStride * problem.outputBytes
                    problem.run(kernel, &tile, through: scratch + scratchBytes)
                    x += kernel.tileRows
                }
            }
            first = end
        }
    }

    /// Lays the weights out so that every kernel row begins with a quad of its own.
    private func padRuns(_ destination: UnsafeMutablePointer<Int8>) {
        destination.update(repeating: 0, count: weightBytes)
        let run = problem.window.kernelWidth * problem.input.channels
        for block in 0..<problem.blocks {
            let source = problem.weights + block * problem.quads * 64
            let padded = destination + block * problem.window.kernelHeight * runQuads * 64
            for row in 0..<problem.window.kernelHeight {
                for i in 0..<run {
                    let k = row * run + i
                    let from = source + k / 4 * 64 + k % 4
                    let to = padded + (row * runQuads + i / 4) * 64 + i % 4
                    for channel in 0..<16 { to[channel * 4] = from[channel * 4] }
                }
            }
        }
    }

    /// Copies `count` rows of the input, from row `top` on in steps of the dilation, with the padding around
    /// them.
    private func pack(from top: Int, count: Int, into destination: UnsafeMutableRawPointer) {
        let input = problem.input
        let step = problem.window.dilationHeight
        // Of the rows, those inside the input are [before, after).
        let before = top >= 0 ? 0 : min(count, (step - 1 - top) / step)
        let after = max(before, min(count, (input.height - top + step - 1) / step))
        let left = min(problem.window.padLeft * input.channels, rowBytes)
        let inside = min(input.width * input.channels, rowBytes - left)
        if after > before && inside > 0 {
            let inputRow = input.width * input.pixelStride
            let base = UnsafePointer(input.base)
            var copy = EdgeGemmPack(
                destination: destination + before * rowBytes + left,
                source: base + (top + before * step) * inputRow,
                sourceEnd: base + input.height * inputRow, pixels: Int32(after - before), rows: 1, runs: 1,
                length: Int32(inside), pixelStep: step * inputRow, rowStride: 0, runStride: 0,
                destinationStep: rowBytes)
            kernel.pack(&copy)
        }
        // After the copy, which may write past the rows' ends. Right of one row lies the left of the next.
        fill(destination, before * rowBytes + (after > before ? left : 0))
        let around = rowBytes - inside
        if around > 0 && after > before {
            for row in before..<after - 1 { fill(destination + row * rowBytes + left + inside, around) }
            fill(destination + (after - 1) * rowBytes + left + inside, around - left)
        }
        fill(destination + after * rowBytes, (count - after) * rowBytes)
    }

    private func fill(_ destination: UnsafeMutableRawPointer, _ count: Int) {
        let value = UInt8(truncatingIfNeeded: problem.inputZeroPoint) ^ (kernel.panel == .int8 ? 0 : 0x80)
        destination.assumingMemoryBound(to: UInt8.self).update(repeating: value, count: count)
    }
}
