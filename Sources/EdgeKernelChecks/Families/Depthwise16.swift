import CEdgeSIMD
import EdgeKernels

/// The depthwise convolution of int16 activations: channel remainders, tap counts, pixels in a run, to int8 and
/// int16; and through its driver.
func checkDepthwise16(_ kernel: Depthwise16Kernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for pixels in 1...4 {
            runDepthwise16(
                taps: checker.generator.integer(1...26), channels: sweptSize(i), pixels: pixels, kernel,
                &checker)
        }
    }
    for i in 0..<120 {
        let channels = i % 40 == 0 ? 600 : sweptSize(i % 44)
        let window = checker.generator.windowCase(largestKernel: i % 40 == 0 ? 3 : 5)
        runConvolution(window, channels, kernel, &checker)
    }
}

private struct Constants {
    var weights: UnsafeMutablePointer<Int8>
    var bias: UnsafeMutablePointer<Int32>
    var scale: UnsafeMutablePointer<Float>
}

extension Checker {
    fileprivate mutating func constants(taps: Int, channels: Int, isWide: Bool) -> Constants {
        let stored = (channels + 15) / 16 * 16
        let constants = Constants(
            weights: memory.array(.weights, of: Int8.self, count: taps * stored),
            bias: memory.array(.bias, of: Int32.self, count: stored),
            scale: memory.array(.scale, of: Float.self, count: stored))
        for i in 0..<(taps * stored) { constants.weights[i] = generator.weight(i, .uniform) }
        for channel in 0..<stored {
            constants.bias[channel] = generator.int32(-5_000_000...5_000_000)
            constants.scale[channel] = generator.scale16(depth: taps, outputBits: isWide ? 16 : 8)
        }
        return constants
    }
}

private func runDepthwise16(
    taps: Int, channels: Int, pixels: Int, _ kernel: Depthwise16Kernel, _ checker: inout Checker
) {
    let isWide = checker.generator.chance(2)
    let constants = checker.constants(taps: taps, channels: channels, isWide: isWide)
    // Taps at random places of one block; one of them ends where the block ends.
    let tapStep = channels + checker.pixelGap()
    let reach = (pixels - 1) * tapStep + channels
    let spread = checker.generator.integer(0...200)
    let input = checker.memory.array(.inputA, of: Int16.self, count: reach + spread)
    checker.generator.fill16(input, count: reach + spread)
    let pointers = checker.memory.array(.taps, of: UnsafePointer<Int16>.self, count: taps)
    for tap in 0..<taps { pointers[tap] = UnsafePointer(input + checker.generator.integer(0...spread)) }
    pointers[checker.generator.integer(0...(taps - 1))] = UnsafePointer(input + spread)

    let range = isWide ? checker.generator.outputRange16() : checker.generator.outputRange()
    let outputStep = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: ((pixels - 1) * outputStep + channels) * (isWide ? 2 : 1))
    var run = EdgeDepthwiseRun16(
        taps: UnsafePointer(pointers), tapCount: Int32(taps), pixels: Int32(pixels),
        channels: Int32(channels), tapStep: tapStep, weights: constants.weights,
        weightStride: (channels + 15) / 16 * 16, bias: constants.bias, scale: constants.scale,
        low: range.low, high: range.high, zeroPoint: range.zeroPoint, output: outputs.expected,
        isWide: isWide ? 1 : 0, outputStep: outputStep)
    checker.begin("run")
    checker.note("taps", taps)
    checker.note("channels", channels)
    checker.note("pixels", pixels)
    checker.note("isWide", isWide ? 1 : 0)
    Depthwise16Kernel.portable.run(&run)
    run.output = UnsafeMutableRawPointer(outputs.actual)
    kernel.run(&run)
    checker.compare()
}

private func runConvolution(
    _ window: WindowCase, _ channels: Int, _ kernel: Depthwise16Kernel, _ checker: inout Checker
) {
    let taps = window.window.kernelHeight * window.window.kernelWidth
    let isWide = checker.generator.chance(2)
    let constants = checker.constants(taps: taps, channels: channels, isWide: isWide)
    let input = checker.image16(
        .inputA, height: window.inputHeight, width: window.inputWidth, channels: channels)
    let stride = channels + checker.pixelGap()
    let pixels = window.outputHeight * window.outputWidth
    let outputs = checker.outputs(bytes: ((pixels - 1) * stride + channels) * (isWide ? 2 : 1))
    var arguments = DepthwiseArguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: window.outputHeight, width: window.outputWidth,
            channels: channels, pixelStride: stride),
        window: window.window, inputZeroPoint: 0, weights: constants.weights, bias: constants.bias,
        requantization: Requantization(
            scale: constants.scale,
            range: isWide ? checker.generator.outputRange16() : checker.generator.outputRange()))
    arguments.inputIsInt16 = true
    arguments.outputIsInt16 = isWide
    checker.begin("depthwiseConv2D")
    checker.describe(window)
    checker.note("channels", channels)
    checker.note("isWide", isWide ? 1 : 0)

    let portable = KernelSet(isa: .portable)
    portable.depthwise(arguments, scratch: checker.scratch(portable.scratchBytes(for: arguments)))
    var kernels = portable
    kernels.depthwise16 = kernel
    arguments.output.base = outputs.actual
    let scratch = checker.scratch(kernels.scratchBytes(for: arguments))
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.depthwise(arguments, scratch: scratch, part: part, of: parts) }
        checker.compare()
    }
}
