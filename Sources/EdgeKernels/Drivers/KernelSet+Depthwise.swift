import CEdgeSIMD

extension KernelSet {
    /// depthwiseConv2D. `scratch`: this thread's own `scratchBytes(for:isa:)` bytes.
    public func depthwise(
        _ a: DepthwiseArguments, scratch: UnsafeMutableRawPointer, part: Int = 0, of parts: Int = 1
    ) {
        if a.inputIsInt16 { return depthwise16(a, scratch: scratch, part: part, of: parts) }
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
        arguments.inputIsInt16
            ? Self.depthwise16ScratchBytes(arguments) : DepthwisePlan(arguments, depthwise).scratchBytes
    }

    public static func scratchBytes(for arguments: DepthwiseArguments, isa: ISA) -> Int {
        KernelSet(isa: isa).scratchBytes(for: arguments)
    }
}
