import CEdgeSIMD

extension KernelSet {
    public func resizeLinear(_ a: ResizeLinearArguments, part: Int = 0, of parts: Int = 1) {
        let width = a.output.width
        let pixels = piece(part, of: parts, count: a.output.height * width)
        var row = EdgeResizeRow(
            top: UnsafePointer(a.input.base), bottom: UnsafePointer(a.input.base), bottomWeight: 0,
            columns: a.columns, pixels: 0, channels: Int32(a.output.channels),
            inputStep: a.input.pixelStride, outputStep: a.output.pixelStride,
            inputZeroPoint: a.inputZeroPoint, factor: a.factor, low: a.range.low, high: a.range.high,
            zeroPoint: a.range.zeroPoint, output: a.output.base)
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
            let y = pixel / width
            let x = pixel - y * width
            let count = min(width - x, pixels.upperBound - pixel)
            let source = Int(a.rows[y] >> 8)
            row.bottomWeight = a.rows[y] & 0xFF
            row.top = UnsafePointer(a.input.base) + source * a.input.width * a.input.pixelStride
            row.bottom = row.top + (row.bottomWeight > 0 ? a.input.width * a.input.pixelStride : 0)
            row.columns = a.columns + x
            row.pixels = Int32(count)
            row.output = a.output.base + pixel * a.output.pixelStride
            resizeLinear.run(&row)
            pixel += count
        }
    }

    /// resizeNearest: copies pixels, so it has no kernels of its own.
    public func resizeNearest(_ a: ResizeNearestArguments, part: Int = 0, of parts: Int = 1) {
        let width = a.output.width
        for pixel in piece(part, of: parts, count: a.output.height * width) {
            let y = pixel / width
            let sourceY = a.rounding.source(of: y, from: a.input.height, to: a.output.height)
            let sourceX = a.rounding.source(of: pixel - y * width, from: a.input.width, to: width)
            let source = a.input.base + (sourceY * a.input.width + sourceX) * a.input.pixelStride
            (a.output.base + pixel * a.output.pixelStride).update(from: source, count: a.output.channels)
        }
    }
}

extension ResizeNearestArguments.Rounding {
    /// The input index that output index `i` copies, along an axis of `size` to `newSize` pixels.
    package func source(of i: Int, from size: Int, to newSize: Int) -> Int {
        let index =
            switch self {
            case .asymmetricFloor: i * size / newSize
            case .halfPixelPreferCeil: (2 * i + 1) * size / (2 * newSize)
            case .halfPixelPreferFloor: ((2 * i + 1) * size + 2 * newSize - 1) / (2 * newSize) - 1
            }
        return min(max(index, 0), size - 1)
    }
}
