import CEdgeSIMD

extension KernelSet {
    public func add(_ a: AddArguments, part: Int = 0, of parts: Int = 1) {
        var p = EdgePointwise(
            a: UnsafePointer(a.a.base), b: UnsafePointer(a.b.base), output: a.output.base, rows: 0,
            count: Int32(a.output.channels), strideA: a.a.pixelStride, strideB: a.b.pixelStride,
            outputStride: a.output.pixelStride, zeroPointA: a.zeroPointA, zeroPointB: a.zeroPointB,
            factorA: a.factorA, factorB: a.factorB, low: a.range.low, high: a.range.high,
            zeroPoint: a.range.zeroPoint)
        run(add.run, &p, a.output, part, parts)
    }

    public func mul(_ a: MulArguments, part: Int = 0, of parts: Int = 1) {
        let broadcasts = a.b.height * a.b.width == 1
        var p = EdgePointwise(
            a: UnsafePointer(a.a.base), b: UnsafePointer(a.b.base), output: a.output.base, rows: 0,
            count: Int32(a.output.channels), strideA: a.a.pixelStride,
            strideB: broadcasts ? 0 : a.b.pixelStride, outputStride: a.output.pixelStride,
            zeroPointA: a.zeroPointA, zeroPointB: a.zeroPointB, factorA: a.factor, factorB: 1,
            low: a.range.low, high: a.range.high, zeroPoint: a.range.zeroPoint)
        let channels = a.output.channels
        let isDense = a.a.pixelStride == channels && a.output.pixelStride == channels
        if broadcasts && isDense && 2 * channels <= Repeated.count {
            repeatPixel(p, a.output, part, parts)
        } else {
            run(mul.run, &p, a.output, part, parts)
        }
    }

    /// As many copies of the one pixel `b` as fit, so that the kernel sees long runs instead of a few
    /// channels at a time.
    private func repeatPixel(_ pointwise: EdgePointwise, _ output: ImageView, _ part: Int, _ parts: Int) {
        let channels = output.channels
        let pixels = piece(part, of: parts, count: output.height * output.width)
        let copies = min(Repeated.count / channels, pixels.count)
        if copies == 0 { return }
        var repeated = Repeated(repeating: 0)
        withUnsafeMutableBytes(of: &repeated) { bytes in
            let b = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Int8.self)
            for copy in 0..<copies { (b + copy * channels).update(from: pointwise.b, count: channels) }
            var p = pointwise
            p.b = UnsafePointer(b)
            p.a += pixels.lowerBound * channels
            p.output += pixels.lowerBound * channels
            p.count = Int32(copies * channels)
            p.strideA = copies * channels
            p.outputStride = p.strideA
            p.rows = Int32(pixels.count / copies)
            mul.run(&p)
            let done = pixels.count / copies * copies
            if done == pixels.count { return }
            p.a += done * channels
            p.output += done * channels
            p.count = Int32((pixels.count - done) * channels)
            p.rows = 1
            mul.run(&p)
        }
    }

    public func requantize(_ a: RequantizeArguments, part: Int = 0, of parts: Int = 1) {
        var p = EdgePointwise(
            a: UnsafePointer(a.input.base), b: UnsafePointer(a.input.base), output: a.output.base,
            rows: 0, count: Int32(a.output.channels), strideA: a.input.pixelStride,
            strideB: a.input.pixelStride, outputStride: a.output.pixelStride,
            zeroPointA: a.inputZeroPoint, zeroPointB: 0, factorA: a.factor, factorB: 1,
            low: a.range.low, high: a.range.high, zeroPoint: a.range.zeroPoint)
        if a.factor == 1 && a.inputZeroPoint == a.range.zeroPoint
            && a.range == OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: a.inputZeroPoint)
        {
            run(copyRows, &p, a.output, part, parts)
        } else {
            run(requantize.run, &p, a.output, part, parts)
        }
    }
}

/// Stack memory for copies of a pixel.
private typealias Repeated = InlineArray<2048, Int8>

private func run(
    _ kernel: PointwiseKernel.Run, _ p: inout EdgePointwise, _ output: ImageView, _ part: Int, _ parts: Int
) {
    let pixels = piece(part, of: parts, count: output.height * output.width)
    if pixels.isEmpty { return }
    p.a += pixels.lowerBound * p.strideA
    p.b += pixels.lowerBound * p.strideB
    p.output += pixels.lowerBound * p.outputStride
    p.rows = Int32(pixels.count)
    let count = Int(p.count)
    if p.strideA == count && p.strideB == count && p.outputStride == count { join(&p.rows, &p.count) }
    kernel(&p)
}

/// Pixels without gaps are one long run.
func join(_ rows: inout Int32, _ count: inout Int32) {
    count *= rows
    rows = 1
}

private func copyRows(_ arguments: UnsafePointer<EdgePointwise>) {
    let p = arguments.pointee
    for row in 0..<Int(p.rows) {
        let output = p.output + row * p.outputStride
        output.update(from: p.a + row * p.strideA, count: Int(p.count))
    }
}
