import CEdgeSIMD

/// One chunk of channels over a range of output pixels.
struct DepthwisePass {
    let arguments: DepthwiseArguments
    let kernel: DepthwiseKernel
    let channel: Int
    let tilePixels: Int
    let padding: UnsafeMutablePointer<Int8>
    let taps: UnsafeMutablePointer<UnsafePointer<Int8>>

    func run(_ pixels: Range<Int>, _ run: inout EdgeDepthwiseRun) {
        let window = arguments.window
        let side = window.kernelWidth
        if (side == 3 || side == 5) && side <= kernel.slidingSide && window.kernelHeight == side
            && window.strideWidth <= kernel.slidingStride && window.dilationWidth == 1
        {
            run.slide.side = Int32(side)
            run.slide.stride = Int32(window.strideWidth)
            run.slide.padding = UnsafePointer(padding)
            slide(pixels, &run)
            return
        }
        let windows = DepthwiseWindows(
            input: arguments.input, output: arguments.output, window: window,
            channelOffset: channel, tilePixels: tilePixels, padding: UnsafePointer(padding), taps: taps)
        windows.forEachRun(pixels) { first, count in
            run.pixels = Int32(count)
            run.output = arguments.output.base + first * arguments.output.pixelStride + channel
            kernel.run(&run)
        }
    }

    /// Rows of windows side by side, from one edge to the other.
    private func slide(_ pixels: Range<Int>, _ run: inout EdgeDepthwiseRun) {
        let window = arguments.window
        let width = arguments.output.width
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
            let y = pixel / width
            let x = pixel - y * width
            let count = min(min(width - x, pixels.upperBound - pixel), tilePixels)
            slide(
                &run.slide, top: y * window.strideHeight - window.padTop,
                left: x * window.strideWidth - window.padLeft,
                columns: (count - 1) * window.strideWidth + window.kernelWidth)
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
}
