import CEdgeSIMD
import EdgeKernels

/// The matrix product of int16 activations: every height of the tile, remainders, long sums; and conv2D through
/// its driver to int8, int16 and float32.
///
/// Sums may leave 32 bits here: kernels wrap alike.
func checkGemm16(_ kernel: GemmKernel, _ checker: inout Checker) {
    for rows in 1...kernel.tileRows {
        for i in 0..<sweptSizes {
            let depth = checker.generator.chance(8) ? 1030 : checker.generator.integer(1...48)
            runTile16(rows, channels: sweptSize(i), depth: depth, kernel, &checker)
        }
    }
    for i in 0..<sweptSizes {
        let rows = checker.generator.integer(1...kernel.tileRows)
        let channels = checker.generator.integer(1...40)
        runTile16(rows, channels: channels, depth: sweptSize(i) * 4, kernel, &checker)
    }
    var kernels = KernelSet(isa: .portable)
    kernels.gemm16 = kernel
    checkAttention(kernels, &checker)
    for i in 0..<150 {
        let window = checker.generator.windowCase(largestKernel: i % 20 == 0 ? 7 : 5)
        runConvolution16(
            window, groups: checker.generator.chance(4) ? checker.generator.integer(2...3) : 1,
            inputs: sweptSize(i % 44), outputs: checker.generator.integer(1...150), inputIsInt16: true,
            kernels, &checker)
    }
}

/// conv2D of int8 activations to int16.
func checkInt16Output(_ kernel: GemmKernel, _ checker: inout Checker) {
    for i in 0..<40 {
        var kernels = KernelSet(isa: .portable)
        kernels.gemm = kernel
        runConvolution16(
            checker.generator.windowCase(largestKernel: 5),
            groups: checker.generator.chance(4) ? checker.generator.integer(2...3) : 1,
            inputs: sweptSize(i), outputs: checker.generator.integer(1...150), inputIsInt16: false, kernels,
            &checker)
    }
    // Wide rows with few output channels, which are read from padded rows of the input.
    for i in 0..<20 {
        var kernels = KernelSet(isa: .portable)
        kernels.gemm = kernel
        runConvolution16(
            checker.generator.longRows(stride: checker.generator.integer(1...2)), groups: 1,
            inputs: i % 2 == 0 ? 8 * checker.generator.integer(1...3) : sweptSize(i % 44),
            outputs: checker.generator.integer(1...64), inputIsInt16: false, kernels, &checker)
    }
}

extension Generator {
    /// Of an int16 output: no activation, ReLU, an arbitrary clamp.
    mutating func outputRange16() -> OutputRange {
        switch integer(0...2) {
        case 0: return OutputRange(clampLow: -32768, clampHigh: 32767, zeroPoint: 0)
        case 1: return OutputRange(clampLow: 0, clampHigh: 32767, zeroPoint: 0)
        default:
            let low = int32(-32768...32767)
            return OutputRange(clampLow: low, clampHigh: int32(Int(low)...32767), zeroPoint: 0)
        }
    }

    /// Random ones, or the extremes.
    mutating func fill16(_ p: UnsafeMutablePointer<Int16>, count: Int) {
        let extremes = chance(6)
        for i in 0..<count {
            p[i] = extremes ? (chance(2) ? -32768 : 32767) : Int16(truncatingIfNeeded: next() >> 33)
        }
    }

    /// Spreads the sum of `depth` products over the output's range, or (rarely) any other factor.
    mutating func scale16(depth: Int, inputBits: Int = 16, outputBits: Int) -> Float {
        if chance(8) { return scale(depth: depth, .hostile) }
        let typical = scale(depth: depth, .typical)
        return inputBits == outputBits ? typical : inputBits > outputBits ? typical * 0x1p-8 : typical * 0x1p8
    }
}

extension Checker {
    /// As `image`, of int16: channels count elements, the stride bytes.
    mutating func image16(_ region: Region, height: Int, width: Int, channels: Int) -> ImageView {
        let stride = channels + pixelGap()
        let count = (height * width - 1) * stride + channels
        let base = memory.array(region, of: Int16.self, count: count)
        generator.fill16(base, count: count)
        return ImageView(
            base: UnsafeMutableRawPointer(base).assumingMemoryBound(to: Int8.self), height: height,
            width: width, channels: channels, pixelStride: 2 * stride)
    }
}

private struct Constants {
    var weights: UnsafeMutablePointer<Int8>
    var bias: UnsafeMutablePointer<Int32>
    var weightSum: UnsafeMutablePointer<Int32>
    var scale: UnsafeMutablePointer<Float>
}

extension Checker {
    fileprivate mutating func constants(
        groups: Int, channels: Int, depth: Int, inputBits: Int = 16, outputBits: Int
    ) -> Constants {
        let quads = (depth + 3) / 4
        let stored = groups * ((channels + 15) / 16) * 16
        let constants = Constants(
            weights: memory.array(.weights, of: Int8.self, count: stored * quads * 4),
            bias: memory.array(.bias, of: Int32.self, count: stored),
            weightSum: memory.array(.weightSum, of: Int32.self, count: stored),
            scale: memory.array(.scale, of: Float.self, count: stored))
        let pattern = WeightPattern(rawValue: generator.chance(4) ? 4 : 0)!
        for channel in 0..<stored {
            var sum: Int32 = 0
            let block = constants.weights + (channel / 16) * quads * 64 + (channel % 16) * 4
            for k in 0..<(quads * 4) {
                let w = k < depth ? generator.weight(k + channel, pattern) : 0
                block[k / 4 * 64 + k % 4] = w
                sum += Int32(w)
            }
            constants.weightSum[channel] = sum
            constants.bias[channel] = generator.int32(-5_000_000...5_000_000)
            constants.scale[channel] = generator.scale16(
                depth: depth, inputBits: inputBits, outputBits: outputBits)
        }
        return constants
    }
}

private func runTile16(
    _ rows: Int, channels: Int, depth: Int, _ kernel: GemmKernel, _ checker: inout Checker
) {
    let dequantizes = checker.generator.chance(3)
    let constants = checker.constants(groups: 1, channels: channels, depth: depth, outputBits: 8)
    let quads = (depth + 3) / 4
    let panel = checker.memory.array(.panel, of: Int16.self, count: rows * quads * 4)
    checker.generator.fill16(panel, count: rows * quads * 4)
    let range = checker.generator.outputRange()
    let stride = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: ((rows - 1) * stride + channels) * (dequantizes ? 4 : 1))
    var tile = EdgeGemmTile(
        panel: panel, panelStride: quads * 8, rows: Int32(rows), quads: Int32(quads),
        channels: Int32(channels), weights: constants.weights, bias: constants.bias,
        weightSum: constants.weightSum, scale: constants.scale, low: range.low, high: range.high,
        zeroPoint: range.zeroPoint, output: outputs.expected, outputStride: stride,
        dequantize: dequantizes ? 1 : 0, runs: 1, runStride: 0)
    checker.begin("tile")
    checker.note("rows", rows)
    checker.note("channels", channels)
    checker.note("depth", depth)
    checker.note("dequantizes", dequantizes ? 1 : 0)
    GemmKernel.portable16.run(&tile)
    tile.output = UnsafeMutableRawPointer(outputs.actual)
    kernel.run(&tile)
    checker.compare()
}

private func runConvolution16(
    _ window: WindowCase, groups: Int, inputs: Int, outputs outputChannels: Int, inputIsInt16: Bool,
    _ kernels: KernelSet, _ checker: inout Checker
) {
    let element: OutputElement =
        inputIsInt16 ? OutputElement(rawValue: UInt8(checker.generator.integer(0...2)))! : .int16
    let bytes = element == .int8 ? 1 : element == .int16 ? 2 : 4
    let depth = window.window.kernelHeight * window.window.kernelWidth * inputs
    // No more blocks of weights than a region holds.
    let blocks = FencedMemory.minimumRegionBytes / ((depth + 3) / 4 * 64 * groups)
    let outputChannels = min(outputChannels, 16 * max(blocks, 1))
    let constants = checker.constants(
        groups: groups, channels: outputChannels, depth: depth,
        inputBits: inputIsInt16 ? 16 : 8, outputBits: element == .int16 ? 16 : 8)
    let input =
        inputIsInt16
        ? checker.image16(
            .inputA, height: window.inputHeight, width: window.inputWidth, channels: inputs * groups)
        : checker.image(
            .inputA, height: window.inputHeight, width: window.inputWidth, channels: inputs * groups,
            .uniform)
    let stride = outputChannels * groups + checker.pixelGap()
    let pixels = window.outputHeight * window.outputWidth
    let outputs = checker.outputs(bytes: ((pixels - 1) * stride + outputChannels * groups) * bytes)
    var arguments = ConvArguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: window.outputHeight, width: window.outputWidth,
            channels: outputChannels * groups, pixelStride: stride),
        window: window.window, groups: groups,
        inputZeroPoint: inputIsInt16 ? 0 : checker.generator.zeroPoint(), weights: constants.weights,
        bias: constants.bias, weightSum: constants.weightSum,
        requantization: Requantization(
            scale: constants.scale,
            range: element == .int16 ? checker.generator.outputRange16() : checker.generator.outputRange()),
        weightSafety: .none)
    arguments.inputIsInt16 = inputIsInt16
    arguments.outputElement = element
    checker.begin("conv2D")
    checker.describe(window)
    checker.note("inputChannels", inputs)
    checker.note("outputChannels", outputChannels)
    checker.note("groups", groups)
    checker.note("outputElement", Int(element.rawValue))

    let portable = KernelSet(isa: .portable)
    portable.conv(arguments, scratch: checker.scratch(portable.scratchBytes(for: arguments)))
    arguments.output.base = outputs.actual
    let scratch = checker.scratch(kernels.scratchBytes(for: arguments))
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.conv(arguments, scratch: scratch, part: part, of: parts) }
        checker.compare()
    }
}
