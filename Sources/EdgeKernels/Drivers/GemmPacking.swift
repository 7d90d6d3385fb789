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
        let input = problem.input
        let base = UnsafePointer(input.base) + group * groupChannels
        let end =
            UnsafePointer(input.base) + (input.height * input.width - 1) * input.pixelStride
            + input.channels
        var copy = EdgeGemmPack(
            destination: panel, source: base, sourceEnd: end, pixels: 1, rows: Int32(w.kernelHeight),
            runs: joinsColumns ? 1 : Int32(w.kernelWidth),
            length: Int32(joinsColumns ? groupChannels * w.kernelWidth : groupChannels),
            pixelStep: w.strideWidth * input.pixelStride, rowStride: w.dilationHeight * inputRowStride,
            runStride: w.dilationWidth * input.pixelStride, destinationStep: rowBytes)
        if problem.rowsArePixels {
            copy.source = base + pixels.lowerBound * input.pixelStride
            if input.pixelStride == problem.depthBytes
                && rowBytes == problem.depthBytes * kernel.panel.bytes
            {
                // Rows without gaps on either side: one run.
                copy.length = Int32(pixels.count * problem.depthBytes)
            } else {
                copy.pixels = Int32(pixels.count)
            }
            kernel.pack(&copy)
            return
        }
        var pixel = pixels.lowerBound
        var y = pixel / problem.outputWidth
        var x = pixel % problem.outputWidth
        let interior = interiorColumns
        while pixel < pixels.upperBound {
            let top = y * w.strideHeight - w.padTop
            let left = x * w.strideWidth - w.padLeft
            copy.destination = panel + (pixel - pixels.lowerBound) * rowBytes
            var count = 1
            if interior.contains(x) {
                count = min(interior.upperBound - x, pixels.upperBound - pixel)
                copy.source = base + left * input.pixelStride
                packColumns(count, rows: rowsInside(top), top: top, &copy)
            } else {
                packBorder(top: top, left: left, base: base, end: end, into: copy.destination)
            }
            pixel += count
            x += count
            if x == problem.outputWidth {
                x = 0
                y += 1
            }
        }
    }

    /// Kernel rows whose taps lie inside the input, of a window with this top.
    private func rowsInside(_ top: Int) -> Range<Int> {
        let w = problem.window
        let first = top >= 0 ? 0 : min(w.kernelHeight, (-top + w.dilationHeight - 1) / w.dilationHeight)
        let room = problem.input.height - 1 - top
        let end = room < 0 ? 0 : min(w.kernelHeight, room / w.dilationHeight + 1)
        return first < end ? first..<end : 0..<0
    }

    /// `count` windows side by side whose columns lie inside the input's: the kernel rows `rows` are copied,
    /// the others padded. `copy` names the windows' left column of input row 0.
    private func packColumns(_ count: Int, rows: Range<Int>, top: Int, _ copy: inout EdgeGemmPack) {
        let w = problem.window
        let rowElements = w.kernelWidth * groupChannels
        let first = copy.destination
        if !rows.isEmpty {
            copy.source += (top + rows.lowerBound * w.dilationHeight) * inputRowStride
            copy.destination += rows.lowerBound * rowElements * kernel.panel.bytes
            copy.rows = Int32(rows.count)
            copy.pixels = Int32(count)
            kernel.pack(&copy)
        }
        if rows.count == w.kernelHeight { return }
        // After the copies, which may write past their windows.
        for pixel in 0..<count {
            var padding = first + pixel * rowBytes
            fill(&padding, count: rows.lowerBound * rowElements)
            padding += rows.count * rowElements * kernel.panel.bytes
            fill(&padding, count: (w.kernelHeight - rows.upperBound) * rowElements)
        }
    }

    /// Output columns whose windows lie inside the input's.
    private var interiorColumns: Range<Int> {
        let w = problem.window
        let first = (w.padLeft + w.strideWidth - 1) / w.strideWidth
        let room = problem.input.width - 1 - (w.kernelWidth - 1) * w.dilationWidth + w.padLeft
        let end = room < 0 ? 0 : min(problem.outputWidth, room / w.strideWidth + 1)
        return first < end ? first..<end : 0..<0
    }

    /// A window that hangs over the edge: row by row where its columns are contiguous, else tap by tap.
    private func packBorder(
        top: Int, left: Int, base: UnsafePointer<Int8>, end: UnsafePointer<Int8>,
        into destination: UnsafeMutableRawPointer
    ) {
        let w = problem.window
        let input = problem.input
        var copy = EdgeGemmPack(
            destination: destination, source: base, sourceEnd: end, pixels: 1, rows: 1, runs: 1,
            length: 0, pixelStep: 0, rowStride: 0, runStride: 0, destinationStep: 0)
        let step = joinsColumns ? w.kernelWidth : 1
        for ky in 0..<w.kernelHeight {
            let y = top + ky * w.dilationHeight
            let row = base + y * inputRowStride
            var kx = 0
            while kx < w.kernelWidth {
                let x = left + kx * w.dilationWidth
                // Of the `step` taps from here on, those inside are [before, after).
                let isInside = y >= 0 && y < input.height
                let before = isInside ? min(max(0, -x), step) : step
                let after = isInside ? max(before, min(step, input.width - x)) : step
                fill(&copy.destination, count: before * groupChannels)
                if after > before {
                    copy.source = row + (x + before) * input.pixelStride
                    copy.length = Int32((after - before) * groupChannels)
                    kernel.pack(&copy)
                    copy.destination += (after - before) * groupChannels * kernel.panel.bytes
                }
                fill(&copy.destination, count: (step - after) * groupChannels)
                kx += step
            }
        }
    }

    /// Writes elements of the input's zero point and moves on.
    private func fill(_ destination: inout UnsafeMutableRawPointer, count: Int) {
        if count == 0 { return }
        let zeroPoint = problem.inputZeroPoint
        switch kernel.panel {
        case .int8, .biasedUInt8, .words:
            // The zero point of int16 activations is 0.
            let value = UInt8(truncatingIfNeeded: zeroPoint) ^ (kernel.panel == .biasedUInt8 ? 0x80 : 0)
            destination.assumingMemoryBound(to: UInt8.self).update(repeating: value, count: count)
        case .int16:
            destination.assumingMemoryBound(to: Int16.self).update(
                repeating: Int16(truncatingIfNeeded: zeroPoint), count: count)
        }
        destination += count * kernel.panel.bytes
    }
}
