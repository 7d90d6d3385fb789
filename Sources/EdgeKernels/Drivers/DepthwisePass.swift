import CEdgeSIMD

/// One chunk of channels over a range of output pixels: interior stretches of a row in one call, pixels
/// whose windows hang over the edge one by one.
struct DepthwisePass {
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
        let step = w.dilationWidth
        // Of the window's columns, those inside the input are [first, end).
        let room = input.width &- left
        let first = left >= 0 ? 0 : min(w.kernelWidth, (step &- 1 &- left) / step)
        let end = max(first, room > (w.kernelWidth &- 1) &* step ? w.kernelWidth : (room &+ step &- 1) / step)
        let firstTap = (left &+ first &* step) &* input.pixelStride &+ channel
        let tapStep = step &* input.pixelStride
        let padding = UnsafePointer(padding)
        var taps = taps
        var y = top
        for _ in 0..<w.kernelHeight {
            var kx = 0
            if y >= 0 && y < input.height {
                while kx < first {
                    taps[kx] = padding
                    kx &+= 1
                }
                var source = UnsafePointer(input.base) + (y &* input.width &* input.pixelStride &+ firstTap)
                while kx < end {
                    taps[kx] = source
                    source += tapStep
                    kx &+= 1
                }
            }
            while kx < w.kernelWidth {
                taps[kx] = padding
                kx &+= 1
            }
            taps += w.kernelWidth
            y &+= w.dilationHeight
        }
    }
}
