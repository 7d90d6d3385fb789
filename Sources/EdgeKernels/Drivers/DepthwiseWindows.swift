/// The windows of a depthwise convolution as pointers to their taps, from one channel on: interior stretches of a
/// row in one run, windows that hang over the edge one by one.
struct DepthwiseWindows {
    let input: ImageView
    let output: ImageView
    let window: Window
    /// Where the channel lies in a pixel.
    let channelOffset: Int
    /// Most pixels of a run.
    let tilePixels: Int
    /// A pixel of the input's zero point.
    let padding: UnsafePointer<Int8>
    let taps: UnsafeMutablePointer<UnsafePointer<Int8>>

    /// Points `taps` at the first window of a run and hands over its first output pixel and their number.
    @inline(__always)
    func forEachRun(_ pixels: Range<Int>, _ body: (_ first: Int, _ count: Int) -> Void) {
        let width = output.width
        let w = window
        // Output columns whose windows lie inside the input's.
        let reach = (w.kernelWidth - 1) * w.dilationWidth - w.padLeft
        let inside = input.width - 1 - reach
        let interiorStart = (w.padLeft + w.strideWidth - 1) / w.strideWidth
        let interiorEnd = inside < 0 ? 0 : min(width, inside / w.strideWidth + 1)
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
            let y = pixel / width
            var x = pixel - y * width
            let rowEnd = min(width, x + pixels.upperBound - pixel)
            let top = y * w.strideHeight - w.padTop
            let rowInside = top >= 0 && top + (w.kernelHeight - 1) * w.dilationHeight < input.height
            pixel += rowEnd - x
            while x < rowEnd {
                point(top: top, left: x * w.strideWidth - w.padLeft)
                let end = min(rowEnd, interiorEnd)
                let count = rowInside && x >= interiorStart && x < end ? min(end - x, tilePixels) : 1
                body(y * width + x, count)
                x += count
            }
        }
    }

    /// Points the taps at the window with this top left corner, or at the padding.
    private func point(top: Int, left: Int) {
        let w = window
        let step = w.dilationWidth
        // Of the window's columns, those inside the input are [first, end).
        let room = input.width &- left
        let first = left >= 0 ? 0 : min(w.kernelWidth, (step &- 1 &- left) / step)
        let end = max(first, room > (w.kernelWidth &- 1) &* step ? w.kernelWidth : (room &+ step &- 1) / step)
        let firstTap = (left &+ first &* step) &* input.pixelStride &+ channelOffset
        let tapStep = step &* input.pixelStride
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
