import CEdgeSIMD

extension KernelSet {
    public func maxPool(_ a: MaxPoolArguments, part: Int = 0, of parts: Int = 1) {
        var pool = EdgePool(
            input: UnsafePointer(a.input.base), rows: 1, columns: 1, channels: Int32(a.output.channels),
            rowStep: a.window.dilationHeight * a.input.width * a.input.pixelStride,
            columnStep: a.window.dilationWidth * a.input.pixelStride, output: a.output.base,
            inputZeroPoint: 0, multiplier: 1, low: 0, high: 0, zeroPoint: 0)
        forEachWindow(a.input, a.output, a.window, part, parts, &pool) { maxPool.run(&$0) }
    }

    /// A global average of one pixel is split over channels.
    public func averagePool(_ a: AveragePoolArguments, part: Int = 0, of parts: Int = 1) {
        var input = a.input
        var output = a.output
        var pixelPart = part
        var pixelParts = parts
        if output.height * output.width == 1 {
            let channels = piece(part, of: parts, count: output.channels, unit: 64)
            if channels.isEmpty { return }
            input.base += channels.lowerBound
            output.base += channels.lowerBound
            output.channels = channels.count
            pixelPart = 0
            pixelParts = 1
        }
        var pool = EdgePool(
            input: UnsafePointer(input.base), rows: 1, columns: 1, channels: Int32(output.channels),
            rowStep: a.window.dilationHeight * input.width * input.pixelStride,
            columnStep: a.window.dilationWidth * input.pixelStride, output: output.base,
            inputZeroPoint: a.inputZeroPoint, multiplier: 1, low: a.range.low, high: a.range.high,
            zeroPoint: a.range.zeroPoint)
        let whole = Int32(a.window.kernelHeight * a.window.kernelWidth)
        forEachWindow(input, output, a.window, pixelPart, pixelParts, &pool) {
            $0.multiplier = a.ratio / toFloat(a.countIncludesPadding ? whole : $0.rows &* $0.columns)
            averagePool.run(&$0)
        }
    }
}

/// The taps of a window along one axis that lie inside the input.
@inline(__always)
private func validTaps(start: Int, taps: Int, dilation: Int, size: Int) -> Range<Int> {
    let first = start < 0 ? (-start + dilation - 1) / dilation : 0
    let last = size - 1 - start  // distance to the last pixel
    let end = last < 0 ? 0 : min(taps, last / dilation + 1)
    return first < end ? first..<end : 0..<0
}

/// Calls `body` for each output pixel of this part with the valid part of its window.
@inline(__always)
private func forEachWindow(
    _ input: ImageView, _ output: ImageView, _ w: Window, _ part: Int, _ parts: Int,
    _ pool: inout EdgePool, _ body: (inout EdgePool) -> Void
) {
    let pixels = piece(part, of: parts, count: output.height * output.width)
    for pixel in pixels {
        let y = pixel / output.width
        let x = pixel - y * output.width
        let top = y * w.strideHeight - w.padTop
        let left = x * w.strideWidth - w.padLeft
        let rows = validTaps(
            start: top, taps: w.kernelHeight, dilation: w.dilationHeight, size: input.height)
        let columns = validTaps(
            start: left, taps: w.kernelWidth, dilation: w.dilationWidth, size: input.width)
        if rows.isEmpty || columns.isEmpty { continue }
        let firstRow = top + rows.lowerBound * w.dilationHeight
        let firstColumn = left + columns.lowerBound * w.dilationWidth
        pool.input =
            UnsafePointer(input.base)
            + (firstRow * input.width + firstColumn) * input.pixelStride
        pool.rows = Int32(rows.count)
        pool.columns = Int32(columns.count)
        pool.output = output.base + pixel * output.pixelStride
        body(&pool)
    }
}
