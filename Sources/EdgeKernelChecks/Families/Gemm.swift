import CEdgeSIMD
import EdgeKernels

/// The micro-kernel: every height of the tile, every channel remainder, short and long sums, and all
/// combinations of extreme values.
func checkGemm(_ kernel: GemmKernel, _ checker: inout Checker) {
    for rows in 1...kernel.tileRows {
        for i in 0..<sweptSizes {
            let depth = checker.generator.integer(1...48)
            runTile(GemmCase(rows: rows, channels: sweptSize(i), depth: depth), kernel, &checker)
        }
    }
    for i in 0..<sweptSizes {
        let rows = checker.generator.integer(1...kernel.tileRows)
        let channels = checker.generator.integer(1...40)
        let depth = sweptSize(i) * 4 - checker.generator.integer(0...3)
        runTile(GemmCase(rows: rows, channels: channels, depth: depth), kernel, &checker)
    }
    for x in 0..<ActivationPattern.count {
        for w in 0..<WeightPattern.count {
            for s in 0..<ScalePattern.count {
                for b in 0..<BiasPattern.count {
                    var c = GemmCase(
                        rows: checker.generator.integer(1...kernel.tileRows),
                        channels: checker.generator.integer(1...40),
                        depth: checker.generator.chance(8) ? 2304 : checker.generator.integer(1...80))
                    c.activations = ActivationPattern(rawValue: x)!
                    c.weights = WeightPattern(rawValue: w)!
                    c.scales = ScalePattern(rawValue: s)!
                    c.biases = BiasPattern(rawValue: b)!
                    runTile(c, kernel, &checker)
                }
            }
        }
    }
}

/// conv2D through its driver: windows, groups, padding, gaps between pixels, one to three parts.
func checkConvolution(_ kernel: GemmKernel, _ checker: inout Checker) {
    for i in 0..<300 {
        var c = GemmCase(rows: 0, channels: 0, depth: 0)
        c.scales = ScalePattern(rawValue: checker.generator.chance(4) ? 1 : 0)!
        let window = checker.generator.windowCase(largestKernel: i % 20 == 0 ? 7 : 5)
        let groups = checker.generator.chance(4) ? checker.generator.integer(2...3) : 1
        let inputs = sweptSize(i % 44)
        let outputs = checker.generator.integer(1...40)
        runConvolution(window, groups, inputs, outputs, c, kernel, &checker)
    }
    // Wide rows with few output channels, which are read from padded rows of the input.
    for i in 0..<60 {
        var c = GemmCase(rows: 0, channels: 0, depth: 0)
        c.scales = ScalePattern(rawValue: checker.generator.chance(4) ? 1 : 0)!
        let window = checker.generator.longRows(stride: checker.generator.integer(1...2))
        let inputs = i % 2 == 0 ? 8 * checker.generator.integer(1...3) : sweptSize(i % 44)
        runConvolution(window, 1, inputs, checker.generator.integer(1...40), c, kernel, &checker)
    }
    // Weights larger than the driver keeps resident, and rows that are the input's own.
    let c = GemmCase(rows: 0, channels: 0, depth: 0)
    runConvolution(.pointwise(7, 7), 1, 640, 500, c, kernel, &checker)
    runConvolution(.pointwise(5, 11), 1, 1152, 320, c, kernel, &checker)
    runConvolution(.pointwise(3, 3), 1, 1031, 400, c, kernel, &checker)
    runConvolution(.pointwise(1, 1), 1, 1280, 500, c, kernel, &checker)
    for _ in 0..<10 {
        let window = checker.generator.windowCase(largestKernel: 3)
        runConvolution(window, 1, checker.generator.integer(60...70), 97, c, kernel, &checker)
    }
}

/// fullyConnected through its driver, to int8 and to float32.
func checkFullyConnected(_ kernel: GemmKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for dequantizes in 0...1 {
            var c = GemmCase(
                rows: checker.generator.integer(1...9), channels: sweptSize(i),
                depth: checker.generator.integer(1...100))
            c.dequantizes = dequantizes == 1
            runFullyConnected(c, kernel, &checker)
        }
    }
    var c = GemmCase(rows: 3, channels: 530, depth: 1030)
    runFullyConnected(c, kernel, &checker)
    c.dequantizes = true
    runFullyConnected(c, kernel, &checker)
}

struct GemmCase {
    var rows: Int
    /// N
    var channels: Int
    /// K
    var depth: Int
    var groups = 1
    var dequantizes = false
    var activations = ActivationPattern.uniform
    var weights = WeightPattern.uniform
    var scales = ScalePattern.typical
    var biases = BiasPattern.moderate

    init(rows: Int, channels: Int, depth: Int) {
        self.rows = rows
        self.channels = channels
        self.depth = depth
    }

    var quads: Int { (depth + 3) / 4 }
    var blocks: Int { (channels + 15) / 16 }
}

/// The arrays that a gemm reads besides activations.
struct GemmConstants {
    var weights: UnsafeMutablePointer<Int8>
    var bias: UnsafeMutablePointer<Int32>
    var weightSum: UnsafeMutablePointer<Int32>
    var scale: UnsafeMutablePointer<Float>
}

extension Checker {
    /// - Parameter needs: what the kernel takes the weights to be.
    mutating func constants(_ c: GemmCase, needs: WeightSafety) -> GemmConstants {
        let channels = c.groups * c.blocks * 16
        let constants = GemmConstants(
            weights: memory.array(.weights, of: Int8.self, count: channels * c.quads * 4),
            bias: memory.array(.bias, of: Int32.self, count: channels),
            weightSum: memory.array(.weightSum, of: Int32.self, count: channels),
            scale: memory.array(.scale, of: Float.self, count: channels))
        for channel in 0..<channels {
            var sum: Int32 = 0
            let block = constants.weights + (channel / 16) * c.quads * 64 + (channel % 16) * 4
            var lanes = LaneRoom(needs)
            for k in 0..<(c.quads * 4) {
                var w = k < c.depth ? generator.weight(k + channel, c.weights) : 0
                w = lanes.limited(w, k)
                block[k / 4 * 64 + k % 4] = w
                sum += Int32(w)
            }
            constants.weightSum[channel] = sum
            constants.bias[channel] = generator.bias(depth: c.depth, c.biases)
            constants.scale[channel] = generator.scale(depth: c.depth, c.scales)
        }
        return constants
    }

    mutating func describe(_ c: GemmCase) {
        note("rows", c.rows)
        note("channels", c.channels)
        note("depth", c.depth)
        note("groups", c.groups)
        note("dequantizes", c.dequantizes ? 1 : 0)
        note("activations", c.activations.rawValue)
        note("weights", c.weights.rawValue)
        note("scales", c.scales.rawValue)
        note("biases", c.biases.rawValue)
    }
}

private func runTile(_ given: GemmCase, _ kernel: GemmKernel, _ checker: inout Checker) {
    var c = given
    c.dequantizes = checker.generator.chance(5)
    let constants = checker.constants(c, needs: kernel.use.needs)
    let paddedDepth = c.quads * 4
    // Only a kernel that reads int8 is ever given rows with gaps: the input's own.
    let gap = kernel.panel == .int8 ? checker.pixelGap() : 0
    let rowBytes = paddedDepth * kernel.panel.bytes + gap
    let source = checker.memory.array(.inputA, of: Int8.self, count: c.rows * paddedDepth)
    checker.generator.fill(source, count: c.rows * paddedDepth, c.activations)
    let panelBytes = (c.rows - 1) * rowBytes + paddedDepth * kernel.panel.bytes
    let panel = checker.memory.array(.panel, of: Int8.self, count: panelBytes)
    pack(source, into: panel, rowBytes: rowBytes, c, kernel, &checker)

    let range = checker.generator.outputRange()
    let outputStride = c.channels + checker.pixelGap()
    let outputs = checker.outputs(
        bytes: ((c.rows - 1) * outputStride + c.channels) * (c.dequantizes ? 4 : 1))
    var tile = EdgeGemmTile(
        panel: source, panelStride: paddedDepth, rows: Int32(c.rows), quads: Int32(c.quads),
        channels: Int32(c.channels), weights: constants.weights, bias: constants.bias,
        weightSum: constants.weightSum, scale: constants.scale, low: range.low, high: range.high,
        zeroPoint: range.zeroPoint, output: outputs.expected, outputStride: outputStride,
        dequantize: c.dequantizes ? 1 : 0, runs: 1, runStride: 0)
    checker.begin("tile")
    checker.describe(c)
    checker.note("gap", gap)
    checker.note("outputStride", outputStride)
    GemmKernel.portable.run(&tile)
    tile.panel = UnsafeRawPointer(panel)
    tile.panelStride = rowBytes
    tile.output = UnsafeMutableRawPointer(outputs.actual)
    kernel.run(&tile)
    checker.compare()
}

/// Packs with the kernel's own packing, whose result it also checks.
private func pack(
    _ source: UnsafePointer<Int8>, into panel: UnsafeMutablePointer<Int8>, rowBytes: Int, _ c: GemmCase,
    _ kernel: GemmKernel, _ checker: inout Checker
) {
    let depth = c.quads * 4
    // Packing may write 64 bytes past its destination; the panel may not be read past its end.
    let scratch = checker.memory.array(.scratch, of: Int8.self, count: depth * kernel.panel.bytes + 64)
    for row in 0..<c.rows {
        var copy = EdgeGemmPack(
            destination: scratch, source: source + row * depth, sourceEnd: source + c.rows * depth,
            pixels: 1, rows: 1, runs: 1, length: Int32(depth), pixelStep: 0, rowStride: 0, runStride: 0,
            destinationStep: 0)
        let runs = checker.generator.integer(1...4)
        if depth % runs == 0 {
            copy.runs = Int32(runs)
            copy.length = Int32(depth / runs)
            copy.runStride = depth / runs
        }
        kernel.pack(&copy)
        (panel + row * rowBytes).update(from: scratch, count: depth * kernel.panel.bytes)
    }
}

private func runConvolution(
    _ window: WindowCase, _ groups: Int, _ inputChannels: Int, _ outputChannels: Int, _ given: GemmCase,
    _ kernel: GemmKernel, _ checker: inout Checker
) {
    var kernels = KernelSet(isa: .portable)
    kernels.gemm = kernel
    checker.convolution(
        window, groups, inputChannels, outputChannels, given, needs: kernel.use.needs,
        scratchBytes: { kernels.scratchBytes(for: $0) },
        run: { kernels.conv($0, scratch: $1, part: $2, of: $3) })
}

extension Checker {
    /// A convolution, portable and by `run`, in one to three parts.
    ///
    /// - Parameters:
    ///   - given: its depth, rows and channels are those of the convolution.
    ///   - scratchBytes: that `run` takes.
    ///   - run: one part, with scratch.
    mutating func convolution(
        _ window: WindowCase, _ groups: Int, _ inputChannels: Int, _ outputChannels: Int, _ given: GemmCase,
        needs: WeightSafety, scratchBytes: (ConvArguments) -> Int,
        run: (ConvArguments, UnsafeMutableRawPointer, Int, Int) -> Void
    ) {
        var c = given
        c.groups = groups
        c.channels = outputChannels
        c.depth = window.window.kernelHeight * window.window.kernelWidth * inputChannels
        c.rows = window.outputHeight * window.outputWidth
        if generator.chance(6) { c.activations = .lowest }
        if generator.chance(6) { c.weights = .extremes }
        let constants = constants(c, needs: needs)
        let input = image(
            .inputA, height: window.inputHeight, width: window.inputWidth, channels: inputChannels * groups,
            c.activations)
        let zeroPoint = generator.zeroPoint()
        let stride = outputChannels * groups + pixelGap()
        let outputs = outputs(
            bytes: ((c.rows - 1) * stride + outputChannels * groups) * (c.dequantizes ? 4 : 1))
        var arguments = ConvArguments(
            input: input,
            output: ImageView(
                base: outputs.expected, height: window.outputHeight, width: window.outputWidth,
                channels: outputChannels * groups, pixelStride: stride),
            window: window.window, groups: groups, inputZeroPoint: zeroPoint, weights: constants.weights,
            bias: constants.bias, weightSum: constants.weightSum,
            requantization: Requantization(scale: constants.scale, range: generator.outputRange()),
            weightSafety: needs)
        if c.dequantizes { arguments.outputElement = .float32 }
        begin("conv2D")
        describe(c)
        describe(window)
        note("inputChannels", inputChannels)
        note("pixelStride", input.pixelStride)

        let portable = KernelSet(isa: .portable)
        portable.conv(arguments, scratch: scratch(portable.scratchBytes(for: arguments)))
        arguments.output.base = outputs.actual
        let memory = scratch(scratchBytes(arguments))
        for parts in 1...3 {
            resetActual()
            for part in 0..<parts { run(arguments, memory, part, parts) }
            compare()
        }
    }
}

private func runFullyConnected(_ c: GemmCase, _ kernel: GemmKernel, _ checker: inout Checker) {
    let constants = checker.constants(c, needs: kernel.use.needs)
    let input = checker.image(.inputA, height: 1, width: c.rows, channels: c.depth, c.activations)
    let stride = c.channels + checker.pixelGap()
    let bytes = ((c.rows - 1) * stride + c.channels) * (c.dequantizes ? 4 : 1)
    let outputs = checker.outputs(bytes: bytes)
    func output(_ base: UnsafeMutablePointer<Int8>) -> FullyConnectedArguments.Output {
        c.dequantizes
            ? .float32(UnsafeMutableRawPointer(base).assumingMemoryBound(to: Float.self), rowStride: stride)
            : .int8(base, rowStride: stride)
    }
    var arguments = FullyConnectedArguments(
        input: input.base, rows: c.rows, depth: c.depth, inputRowStride: input.pixelStride,
        output: output(outputs.expected), outputChannels: c.channels, weights: constants.weights,
        bias: constants.bias, weightSum: constants.weightSum,
        requantization: Requantization(
            scale: constants.scale, range: checker.generator.outputRange()),
        weightSafety: kernel.use.needs)
    checker.begin("fullyConnected")
    checker.describe(c)
    checker.note("rowStride", input.pixelStride)

    let portable = KernelSet(isa: .portable)
    portable.fullyConnected(arguments, scratch: checker.scratch(portable.scratchBytes(for: arguments)))
    var kernels = portable
    kernels.gemm = kernel
    arguments.output = output(outputs.actual)
    let scratch = checker.scratch(kernels.scratchBytes(for: arguments))
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.fullyConnected(arguments, scratch: scratch, part: part, of: parts) }
        checker.compare()
    }
}
