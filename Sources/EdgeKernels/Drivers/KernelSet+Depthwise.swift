import CEdgeSIMD

/// How a depthwise convolution is cut: channels in chunks whose prepared weights stay in L1.
struct DepthwisePlan {
    /// Input bytes of one call.
    static var tileBytes: Int { 20 * 1024 }
    /// Prepared weights of one chunk.
    static var chunkBytes: Int { 8 * 1024 }

    var taps: Int
    /// Channels of a chunk, a multiple of 64 unless there is but one chunk.
    var chunk: Int
    var preparedBytes: Int
    var pointerBytes: Int
    /// Most pixels of one call, so that the input rows it reads stay in L1 over all blocks of channels.
    var tilePixels: Int

    init(_ a: DepthwiseArguments, _ kernel: DepthwiseKernel) {
        taps = a.window.kernelHeight * a.window.kernelWidth
        let channels = roundUp(a.output.channels, to: 16)
        let bytes = kernel.preparedBytesPerChannel(taps: taps)
        chunk = channels
        if kernel.prepare != nil && bytes > 0 {
            chunk = min(channels, max(64, Self.chunkBytes / bytes / 64 * 64))
        }
        preparedBytes = roundUp(kernel.preparedBytes(taps: taps, channels: chunk), to: 64)
        let pixelBytes = a.window.kernelHeight * a.window.strideWidth * chunk
        tilePixels = max(8, Self.tileBytes / pixelBytes)
        pointerBytes = roundUp(taps * MemoryLayout<UnsafePointer<Int8>>.stride, to: 64)
    }

    /// Prepared weights, the window's pointers, one pixel of padding.
    var scratchBytes: Int { preparedBytes + pointerBytes + roundUp(chunk, to: 64) }
}

extension KernelSet {
    /// depthwiseConv2D. `scratch`: this thread's own `scratchBytes(for:isa:)` bytes.
    public func depthwise(
        _ a: DepthwiseArguments, scratch: UnsafeMutableRawPointer, part: Int = 0, of parts: Int = 1
    ) {
        let plan = DepthwisePlan(a, depthwise)
        let pixels = piece(part, of: parts, count: a.output.height * a.output.width)
        if pixels.isEmpty { return }
        let padding = (scratch + plan.preparedBytes + plan.pointerBytes).bindMemory(
            to: Int8.self, capacity: plan.chunk)
        padding.update(repeating: Int8(truncatingIfNeeded: a.inputZeroPoint), count: plan.chunk)
        let weightStride = roundUp(a.output.channels, to: 16)
        var channel = 0
        while channel < a.output.channels {
            let channels = min(plan.chunk, a.output.channels - channel)
            var weights = UnsafeRawPointer(a.weights + channel)
            if let prepare = depthwise.prepare {
                var preparation = EdgeDepthwisePrepare(
                    destination: scratch, weights: a.weights + channel, weightStride: weightStride,
                    tapCount: Int32(plan.taps), channels: Int32(channels))
                prepare(&preparation)
                weights = UnsafeRawPointer(scratch)
            }
            let pass = DepthwisePass(
                arguments: a, kernel: depthwise, channel: channel, tilePixels: plan.tilePixels,
                padding: padding,
                taps: (scratch + plan.preparedBytes).bindMemory(
                    to: UnsafePointer<Int8>.self, capacity: plan.taps))
            var run = EdgeDepthwiseRun(
                taps: UnsafePointer(pass.taps), slide: EdgeDepthwiseSlide(), tapCount: Int32(plan.taps),
                pixels: 1,
                channels: Int32(channels), tapStep: a.window.strideWidth * a.input.pixelStride,
                weights: weights, weightStride: weightStride, bias: a.bias + channel,
                scale: a.requantization.scale + channel, low: a.requantization.low,
                high: a.requantization.high, zeroPoint: a.requantization.zeroPoint,
                output: a.output.base + channel, outputStep: a.output.pixelStride)
            pass.run(pixels, &run)
            channel += channels
        }
    }

    /// Scratch bytes of one thread; depends on shapes only, not on pointers or the number of parts.
    public func scratchBytes(for arguments: DepthwiseArguments) -> Int {
        DepthwisePlan(arguments, depthwise).scratchBytes
    }

    public static func scratchBytes(for arguments: DepthwiseArguments, isa: ISA) -> Int {
        KernelSet(isa: isa).scratchBytes(for: arguments)
    }
}

/// One chunk of channels over a range of output pixels: interior stretches of a row in one call, pixels
/// whose windows hang over the edge one by one.
private struct DepthwisePass {
    let arguments: DepthwiseArguments
    let kernel: DepthwiseKernel
    let channel: Int
    let tilePixels: Int
    let padding: UnsafeMutablePointer<Int8>
    let taps: UnsafeMutablePointer<UnsafePointer<Int8>>

    func run(_ pixels: Range<Int>, _ run: inout EdgeDepthwiseRun) {
        let side = arguments.window.kernelWidth
        if (side == 3 || side == 5) && side <= kernel.slidingSide && arguments.window.kernelHeight == side
            && arguments.window.strideWidth == 1 && arguments.window.dilationWidth == 1
        {
            run.slide.side = Int32(side)
            run.slide.padding = UnsafePointer(padding)
            slide(pixels, &run)
            return
        }
        let width = arguments.output.width
        let w = arguments.window
        // Output columns whose windows lie inside the input's.
        let reach = (w.kernelWidth - 1) * w.dilationWidth - w.padLeft
        let inside = arguments.input.width - 1 - reach
        let interiorStart = (w.padLeft + w.strideWidth - 1) / w.strideWidth
        let interiorEnd = inside < 0 ? 0 : min(width, inside / w.strideWidth + 1)
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
            let y = pixel / width
            var x = pixel - y * width
            let rowEnd = min(width, x + pixels.upperBound - pixel)
            let top = y * w.strideHeight - w.padTop
            let rowInside =
                top >= 0 && top + (w.kernelHeight - 1) * w.dilationHeight < arguments.input.height
            pixel += rowEnd - x
            while x < rowEnd {
                point(top: top, left: x * w.strideWidth - w.padLeft)
                let end = min(rowEnd, interiorEnd)
                let count = rowInside && x >= interiorStart && x < end ? min(end - x, tilePixels) : 1
                run.pixels = Int32(count)
                run.output = arguments.output.base + (y * width + x) * arguments.output.pixelStride + channel
                kernel.run(&run)
                x += count
            }
        }
    }

    /// Rows of windows side by side, from one edge to the other.
    private func slide(_ pixels: Range<Int>, _ run: inout EdgeDepthwiseRun) {
        let width = arguments.output.width
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
            let y = pixel / width
            let x = pixel - y * width
            let count = min(min(width - x, pixels.upperBound - pixel), tilePixels)
            slide(
                &run.slide, top: y * arguments.window.strideHeight - arguments.window.padTop,
                left: x - arguments.window.padLeft, columns: count + arguments.window.kernelWidth - 1)
            run.pixels = Int32(count)
            run.output = arguments.output.base + pixel * arguments.output.pixelStride + channel
            kernel.run(&run)
            pixel += count
        }
    }

    private func slide(_ slide: inout EdgeDepthwiseSlide, top: Int, left: Int, columns: Int) {
        let input = arguments.input
        let before = min(max(0, -left), columns)
        let end = max(before, min(columns, input.width - left))
        slide.before = Int32(before)
        slide.inside = Int32(end - before)
        let first = UnsafePointer(input.base) + (left + before) * input.pixelStride + channel
        withUnsafeMutablePointer(to: &slide) { slide in
            for ky in 0..<arguments.window.kernelHeight {
                let y = top + ky * arguments.window.dilationHeight
                let isInside = y >= 0 && y < input.height && end > before
                edgeSetSlideRow(
                    slide, Int32(ky),
                    isInside ? first + y * input.width * input.pixelStride : UnsafePointer(padding),
                    isInside ? input.pixelStride : 0)
            }
        }
    }

    /// Points the taps at the window with this top left corner, or at the padding.
    private func point(top: Int, left: Int) {
        let input = arguments.input
        let w = arguments.window
        var tap = 0
        for ky in 0..<w.kernelHeight {
            let y = top + ky * w.dilationHeight
            let rowInside = y >= 0 && y < input.height
            let row = UnsafePointer(input.base) + y * input.width * input.pixelStride + channel
            for kx in 0..<w.kernelWidth {
                let x = left + kx * w.dilationWidth
                let inside = rowInside && x >= 0 && x < input.width
                taps[tap] = inside ? row + x * input.pixelStride : UnsafePointer(padding)
                tap += 1
            }
        }
    }
}
