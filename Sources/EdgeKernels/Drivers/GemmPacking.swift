import CEdgeSIMD

/// Gathers the windows of output pixels into rows of a panel, padding with the input's zero point.
struct GemmPacker {
    let problem: GemmProblem
    let kernel: GemmKernel
    let rowBytes: Int
    /// The window's bytes of one kernel row are contiguous: one copy takes them all.
    let joinsColumns: Bool
    let groupChannels: Int
    /// Bytes from one input row to the next.
    let inputRowStride: Int

    init(_ problem: GemmProblem, _ kernel: GemmKernel, rowBytes: Int) {
        self.problem = problem
        self.kernel = kernel
        self.rowBytes = rowBytes
        groupChannels = problem.input.channels / problem.groups
        joinsColumns = problem.window.dilationWidth == 1 && problem.input.pixelStride == groupChannels
        inputRowStride = problem.input.width * problem.input.pixelStride
    }

    /// Packs output pixels `pixels` of `group` into `panel`.
    func pack(_ pixels: Range<Int>, group: Int, into panel: UnsafeMutableRawPointer) {
        let w = problem.window
        let base = UnsafePointer(problem.input.base) + group * groupChannels
        var y = pixels.lowerBound / problem.outputWidth
        var x = pixels.lowerBound % problem.outputWidth
        let lastRow = (w.kernelHeight - 1) * w.dilationHeight
        let lastColumn = (w.kernelWidth - 1) * w.dilationWidth
        var copy = EdgeGemmPack(
            destination: panel, source: base, rows: Int32(w.kernelHeight),
            runs: joinsColumns ? 1 : Int32(w.kernelWidth),
            length: Int32(joinsColumns ? groupChannels * w.kernelWidth : groupChannels),
            rowStride: w.dilationHeight * inputRowStride,
            runStride: w.dilationWidth * problem.input.pixelStride)
        for row in 0..<pixels.count {
            let top = y * w.strideHeight - w.padTop
            let left = x * w.strideWidth - w.padLeft
            let destination = panel + row * rowBytes
            if top >= 0 && left >= 0 && top + lastRow < problem.input.height
                && left + lastColumn < problem.input.width
            {
                copy.destination = destination
                copy.source = base + top * inputRowStride + left * problem.input.pixelStride
                kernel.pack(&copy)
            } else {
                packBorder(top: top, left: left, base: base, into: destination)
            }
            x += 1
            if x == problem.outputWidth {
                x = 0
                y += 1
            }
        }
    }

    /// A window that hangs over the edge: tap by tap.
    private func packBorder(
        top: Int, left: Int, base: UnsafePointer<Int8>, into destination: UnsafeMutableRawPointer
    ) {
        let w = problem.window
        let tapBytes = groupChannels * kernel.panel.bytes
        var destination = destination
        var copy = EdgeGemmPack(
            destination: destination, source: base, rows: 1, runs: 1, length: Int32(groupChannels),
            rowStride: 0, runStride: 0)
        for ky in 0..<w.kernelHeight {
            let y = top + ky * w.dilationHeight
            for kx in 0..<w.kernelWidth {
                let x = left + kx * w.dilationWidth
                if y >= 0 && y < problem.input.height && x >= 0 && x < problem.input.width {
                    copy.destination = destination
                    copy.source = base + y * inputRowStride + x * problem.input.pixelStride
                    kernel.pack(&copy)
                } else {
                    fill(destination)
                }
                destination += tapBytes
            }
        }
    }

    private func fill(_ destination: UnsafeMutableRawPointer) {
        let zeroPoint = problem.inputZeroPoint
        switch kernel.panel {
        case .int8, .biasedUInt8:
            let value = UInt8(truncatingIfNeeded: zeroPoint) ^ (kernel.panel == .int8 ? 0 : 0x80)
            destination.assumingMemoryBound(to: UInt8.self).update(repeating: value, count: groupChannels)
        case .int16:
            destination.assumingMemoryBound(to: Int16.self).update(
                repeating: Int16(truncatingIfNeeded: zeroPoint), count: groupChannels)
        }
    }
}
