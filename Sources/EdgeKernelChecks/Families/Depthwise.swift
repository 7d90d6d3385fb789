import CEdgeSIMD
import EdgeKernels

/// The micro-kernel: channel remainders, tap counts, pixels in a run, and all extreme values.
func checkDepthwise(_ kernel: DepthwiseKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for pixels in 1...5 {
            var c = DepthwiseCase(
                taps: checker.generator.integer(1...26), channels: sweptSize(i), pixels: pixels)
            if checker.generator.chance(2) { c.taps = checker.generator.chance(2) ? 9 : 25 }
            runDepthwise(c, kernel, &checker)
        }
    }
    for taps in 1...26 {
        let channels = checker.generator.integer(1...70)
        let pixels = checker.generator.integer(1...9)
        runDepthwise(DepthwiseCase(taps: taps, channels: channels, pixels: pixels), kernel, &checker)
    }
    for x in 0..<ActivationPattern.count {
        for w in 0..<WeightPattern.count {
            for s in 0..<ScalePattern.count {
                for b in 0..<BiasPattern.count {
                    var c = DepthwiseCase(
                        taps: checker.generator.chance(8) ? 121 : checker.generator.integer(1...26),
                        channels: checker.generator.integer(1...50),
                        pixels: checker.generator.integer(1...5))
                    c.activations = ActivationPattern(rawValue: x)!
                    c.weights = WeightPattern(rawValue: w)!
                    c.scales = ScalePattern(rawValue: s)!
                    c.biases = BiasPattern(rawValue: b)!
                    runDepthwise(c, kernel, &checker)
                }
            }
        }
    }
}

/// depthwiseConv2D through its driver, one to three parts.
func checkDepthwiseConvolution(_ kernel: DepthwiseKernel, _ checker: inout Checker) {
    for i in 0..<400 {
        let window = checker.generator.windowCase(largestKernel: i % 20 == 0 ? 7 : 5)
        runDepthwiseConvolution(window, sweptSize(i % sweptSizes), kernel, &checker)
    }
    // 3 x 3 and 5 x 5 on rows long enough for as many pixels as a kernel takes at a time.
    for i in 0..<160 {
        let window = checker.generator.longRows(stride: 1 + i % 2)
        runDepthwiseConvolution(
            window, sweptSize(checker.generator.integer(0...sweptSizes - 1)), kernel, &checker)
    }
    // More channels than one chunk of prepared weights holds.
    for _ in 0..<8 {
        let window = checker.generator.windowCase(largestKernel: 5)
        runDepthwiseConvolution(window, checker.generator.integer(500...1200), kernel, &checker)
    }
}

private struct DepthwiseCase {
    var taps: Int
    var channels: Int
    var pixels: Int
    var activations = ActivationPattern.uniform
    var weights = WeightPattern.uniform
    var scales = ScalePattern.typical
    var biases = BiasPattern.moderate

    init(taps: Int, channels: Int, pixels: Int) {
        self.taps = taps
        self.channels = channels
        self.pixels = pixels
    }

    /// Channels of the stored arrays.
    var stored: Int { (channels + 15) / 16 * 16 }
}

/// The arrays that a depthwise convolution reads besides activations.
private struct DepthwiseConstants {
    var weights: UnsafeMutablePointer<Int8>
    var bias: UnsafeMutablePointer<Int32>
    var scale: UnsafeMutablePointer<Float>
}

extension Checker {
    fileprivate mutating func constants(_ c: DepthwiseCase) -> DepthwiseConstants {
        let constants = DepthwiseConstants(
            weights: memory.array(.weights, of: Int8.self, count: c.taps * c.stored),
            bias: memory.array(.bias, of: Int32.self, count: c.stored),
            scale: memory.array(.scale, of: Float.self, count: c.stored))
        for i in 0..<(c.taps * c.stored) {
            constants.weights[i] = generator.weight(i + i / c.stored, c.weights)
        }
        for channel in 0..<c.stored {
            constants.bias[channel] = generator.bias(depth: c.taps, c.biases)
            constants.scale[channel] = generator.scale(depth: c.taps, c.scales)
        }
        return constants
    }

    fileprivate mutating func describe(_ c: DepthwiseCase) {
        note("taps", c.taps)
        note("channels", c.channels)
        note("pixels", c.pixels)
        note("activations", c.activations.rawValue)
        note("weights", c.weights.rawValue)
        note("scales", c.scales.rawValue)
        note("biases", c.biases.rawValue)
    }
}

private func runDepthwise(_ c: DepthwiseCase, _ kernel: DepthwiseKernel, _ checker: inout Checker) {
    let constants = checker.constants(c)
    // Taps at random places of one block; one of them ends where the block ends.
    let tapStep = c.pixels == 1 && checker.generator.chance(2) ? 0 : c.channels + checker.pixelGap()
    let reach = (c.pixels - 1) * tapStep + c.channels
    let spread = checker.generator.integer(0...200)
    let input = checker.memory.array(.inputA, of: Int8.self, count: reach + spread)
    checker.generator.fill(input, count: reach + spread, c.activations)
    let taps = checker.memory.array(.taps, of: UnsafePointer<Int8>.self, count: c.taps)
    for tap in 0..<c.taps {
        taps[tap] = UnsafePointer(input + checker.generator.integer(0...spread))
    }
    taps[checker.generator.integer(0...(c.taps - 1))] = UnsafePointer(input + spread)

    let range = checker.generator.outputRange()
    let outputStep = c.channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: (c.pixels - 1) * outputStep + c.channels)
    var run = EdgeDepthwiseRun(
        taps: UnsafePointer(taps), slide: EdgeDepthwiseSlide(), tapCount: Int32(c.taps),
        pixels: Int32(c.pixels),
        channels: Int32(c.channels), tapStep: tapStep, weights: constants.weights, weightStride: c.stored,
        bias: constants.bias, scale: constants.scale, low: range.low, high: range.high,
        zeroPoint: range.zeroPoint, output: outputs.expected, outputStep: outputStep)
    checker.begin("run")
    checker.describe(c)
    checker.note("tapStep", tapStep)
    checker.note("outputStep", outputStep)
    DepthwiseKernel.portable.run(&run)
    if let prepare = kernel.prepare {
        let bytes = (kernel.preparedBytes(taps: c.taps, channels: c.channels) + 63) / 64 * 64
        let prepared = UnsafeMutableRawPointer(
            checker.memory.array(.prepared, of: Int8.self, count: bytes))
        var preparation = EdgeDepthwisePrepare(
            destination: prepared, weights: constants.weights, weightStride: c.stored,
            tapCount: Int32(c.taps), channels: Int32(c.channels))
        prepare(&preparation)
        run.weights = UnsafeRawPointer(prepared)
    }
    run.output = outputs.actual
    kernel.run(&run)
    checker.compare()
}

private func runDepthwiseConvolution(
    _ window: WindowCase, _ channels: Int, _ kernel: DepthwiseKernel, _ checker: inout Checker
) {
    var c = DepthwiseCase(
        taps: window.window.kernelHeight * window.window.kernelWidth, channels: channels,
        pixels: window.outputHeight * window.outputWidth)
    if checker.generator.chance(6) { c.activations = .lowest }
    if checker.generator.chance(6) { c.weights = .extremes }
    if checker.generator.chance(4) { c.scales = .ties }
    let constants = checker.constants(c)
    let input = checker.image(
        .inputA, height: window.inputHeight, width: window.inputWidth, channels: channels, c.activations)
    let stride = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: (c.pixels - 1) * stride + channels)
    let zeroPoint = checker.generator.zeroPoint()
    var arguments = DepthwiseArguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: window.outputHeight, width: window.outputWidth,
            channels: channels, pixelStride: stride),
        window: window.window, inputZeroPoint: zeroPoint, weights: constants.weights,
        bias: constants.bias,
        requantization: Requantization(
            scale: constants.scale, range: checker.generator.outputRange()))
    checker.begin("depthwiseConv2D")
    checker.describe(c)
    checker.describe(window)
    checker.note("pixelStride", input.pixelStride)

    let portable = KernelSet(isa: .portable)
    portable.depthwise(arguments, scratch: checker.scratch(portable.scratchBytes(for: arguments)))
    var kernels = portable
    kernels.depthwise = kernel
    arguments.output.base = outputs.actual
    let scratch = checker.scratch(kernels.scratchBytes(for: arguments))
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.depthwise(arguments, scratch: scratch, part: part, of: parts) }
        checker.compare()
    }
}
