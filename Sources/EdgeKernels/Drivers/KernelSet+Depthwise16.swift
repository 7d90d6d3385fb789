import CEdgeSIMD

extension KernelSet {
    /// Channels of one pass: their padding takes no more scratch than prepared weights of int8 activations would.
    private static var chunk: Int { 512 }

    /// depthwiseConv2D of int16 activations.
    func depthwise16(
        _ a: DepthwiseArguments, scratch: UnsafeMutableRawPointer, part: Int, of parts: Int
    ) {
        let pixels = piece(part, of: parts, count: a.output.height * a.output.width)
        if pixels.isEmpty { return }
        let taps = a.window.kernelHeight * a.window.kernelWidth
        let weightStride = roundUp(a.output.channels, to: 16)
        let most = min(Self.chunk, weightStride)
        let padding = scratch.bindMemory(to: Int8.self, capacity: 2 * most)
        padding.update(repeating: 0, count: 2 * most)
        let pointers = (scratch + roundUp(2 * most, to: 64)).bindMemory(
            to: UnsafePointer<Int8>.self, capacity: taps)
        var channel = 0
        while channel < a.output.channels {
            let channels = min(most, a.output.channels - channel)
            let windows = DepthwiseWindows(
                input: a.input, output: a.output, window: a.window, channelOffset: 2 * channel,
                tilePixels: max(8, DepthwisePlan.tileBytes / (2 * most * a.window.kernelHeight)),
                padding: UnsafePointer(padding), taps: pointers)
            let outputBytes = a.outputIsInt16 ? 2 : 1
            let output = UnsafeMutableRawPointer(a.output.base) + channel * outputBytes
            var run = EdgeDepthwiseRun16(
                taps: UnsafeRawPointer(pointers).assumingMemoryBound(to: UnsafePointer<Int16>.self),
                tapCount: Int32(taps), pixels: 1, channels: Int32(channels),
                tapStep: a.window.strideWidth * a.input.pixelStride / 2, weights: a.weights + channel,
                weightStride: weightStride, bias: a.bias + channel, scale: a.requantization.scale + channel,
                low: a.requantization.low, high: a.requantization.high,
                zeroPoint: a.requantization.zeroPoint, output: output, isWide: a.outputIsInt16 ? 1 : 0,
                outputStep: a.output.pixelStride)
            windows.forEachRun(pixels) { first, count in
                run.pixels = Int32(count)
                run.output = output + first * a.output.pixelStride * outputBytes
                depthwise16.run(&run)
            }
            channel += channels
        }
    }

    static func depthwise16ScratchBytes(_ a: DepthwiseArguments) -> Int {
        let taps = a.window.kernelHeight * a.window.kernelWidth
        return roundUp(2 * min(chunk, roundUp(a.output.channels, to: 16)), to: 64)
            + roundUp(taps * MemoryLayout<UnsafePointer<Int8>>.stride, to: 64)
    }
}
