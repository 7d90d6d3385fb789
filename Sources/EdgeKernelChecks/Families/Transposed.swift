import CEdgeSIMD
import EdgeKernels

/// transposedConv2D through its driver, against windows gathered pixel by pixel from the definition:
/// phases of every kind, groups, gaps between pixels, one to three parts.
func checkTransposed(_ kernel: GemmKernel, _ checker: inout Checker) {
    for i in 0..<160 {
        let square = checker.generator.chance(2)
        let y = checker.generator.transposedAxis()
        let x = square ? y : checker.generator.transposedAxis()
        let groups = checker.generator.chance(5) ? checker.generator.integer(2...3) : 1
        runTransposed(y, x, groups, sweptSize(i % 44), checker.generator.integer(1...40), kernel, &checker)
    }
    // The kernel is the stride: in place over several rows; weights larger than the driver keeps resident.
    let doubling = TransposedAxis(kernel: 2, stride: 2, dilation: 1, pad: 0, input: 9, output: 18)
    let short = TransposedAxis(kernel: 2, stride: 2, dilation: 1, pad: 0, input: 2, output: 4)
    runTransposed(doubling, doubling, 1, 64, 33, kernel, &checker)
    runTransposed(short, doubling, 1, 640, 120, kernel, &checker)
    runTransposed(short, short, 1, 1031, 100, kernel, &checker)
}

private struct TransposedAxis {
    var kernel: Int
    var stride: Int
    var dilation: Int
    var pad: Int
    var input: Int
    var output: Int

    /// The input position that tap `k` of output `o` reads; nil between two.
    func source(_ o: Int, _ k: Int) -> Int? {
        let position = o + pad - k * dilation
        return (position % stride + stride) % stride == 0 ? floorDivide(position, stride) : nil
    }

    private func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }

    /// Taps of the outputs `o` with `(o + pad) % stride == residue`.
    func taps(residue: Int) -> Int {
        var count = 0
        for k in 0..<kernel where k * dilation % stride == residue { count += 1 }
        return count
    }
}

extension Generator {
    fileprivate mutating func transposedAxis() -> TransposedAxis {
        var kernel = integer(1...5)
        var stride = chance(4) ? 1 : integer(2...4)
        var dilation = chance(5) ? integer(2...3) : 1
        if chance(3) { (kernel, stride, dilation) = (2, 2, 1) }
        let reach = (kernel - 1) * dilation
        let pad = chance(2) ? 0 : integer(0...reach + 1)
        let input = integer(1...8)
        let end = (input - 1) * stride + reach + max(stride, dilation) - pad
        let output = chance(2) ? min(max(1, end), input * stride) : integer(1...max(1, end))
        return TransposedAxis(
            kernel: kernel, stride: stride, dilation: dilation, pad: pad, input: input, output: output)
    }
}

private func runTransposed(
    _ y: TransposedAxis, _ x: TransposedAxis, _ groups: Int, _ groupInputs: Int, _ channels: Int,
    _ kernel: GemmKernel, _ checker: inout Checker
) {
    let phases = y.stride * x.stride
    let blocks = (channels + 15) / 16
    var quads = 0
    for phase in 0..<phases { quads += phaseQuads(phase, y, x, groupInputs) }
    let weights = checker.memory.array(.weights, of: Int8.self, count: groups * blocks * quads * 64)
    let vectors = phases * groups * blocks * 16
    let bias = checker.memory.array(.bias, of: Int32.self, count: vectors)
    let weightSum = checker.memory.array(.weightSum, of: Int32.self, count: vectors)
    let scale = checker.memory.array(.scale, of: Float.self, count: vectors)
    let pattern: WeightPattern = checker.generator.chance(6) ? .extremes : .uniform
    var block = weights
    var vector = 0
    for phase in 0..<phases {
        let depth = y.taps(residue: phase / x.stride) * x.taps(residue: phase % x.stride) * groupInputs
        for _ in 0..<groups * blocks {
            for lane in 0..<16 {
                var sum: Int32 = 0
                var lanes = LaneRoom(kernel.use.needs)
                for k in 0..<(depth + 3) / 4 * 4 {
                    var w = k < depth ? checker.generator.weight(k, pattern) : 0
                    w = lanes.limited(w, k)
                    block[k / 4 * 64 + lane * 4 + k % 4] = w
                    sum += Int32(w)
                }
                weightSum[vector] = sum
                bias[vector] = checker.generator.bias(depth: depth, .moderate)
                scale[vector] = checker.generator.scale(depth: max(1, depth), .typical)
                vector += 1
            }
            block += (depth + 3) / 4 * 64
        }
    }
    let input = checker.image(
        .inputA, height: y.input, width: x.input, channels: groupInputs * groups,
        checker.generator.chance(6) ? .lowest : .uniform)
    let stride = channels * groups + checker.pixelGap()
    let outputs = checker.outputs(bytes: (y.output * x.output - 1) * stride + channels * groups)
    var arguments = TransposedConvArguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: y.output, width: x.output, channels: channels * groups,
            pixelStride: stride),
        window: Window(
            kernelHeight: y.kernel, kernelWidth: x.kernel, strideHeight: y.stride, strideWidth: x.stride,
            dilationHeight: y.dilation, dilationWidth: x.dilation, padTop: y.pad, padLeft: x.pad),
        groups: groups, inputZeroPoint: checker.generator.zeroPoint(), weights: weights, bias: bias,
        weightSum: weightSum,
        requantization: Requantization(scale: scale, range: checker.generator.outputRange()),
        weightSafety: kernel.use.needs)
    checker.begin("transposedConv2D")
    checker.note("kernelHeight", y.kernel)
    checker.note("kernelWidth", x.kernel)
    checker.note("strideHeight", y.stride)
    checker.note("strideWidth", x.stride)
    checker.note("dilationHeight", y.dilation)
    checker.note("dilationWidth", x.dilation)
    checker.note("padTop", y.pad)
    checker.note("padLeft", x.pad)
    checker.note("inputHeight", y.input)
    checker.note("inputWidth", x.input)
    checker.note("outputHeight", y.output)
    checker.note("outputWidth", x.output)
    checker.note("groups", groups)
    checker.note("groupInputs", groupInputs)
    checker.note("channels", channels)

    expect(arguments, y, x, checker)
    var kernels = KernelSet(isa: .portable)
    kernels.gemm = kernel
    arguments.output.base = outputs.actual
    let scratch = checker.scratch(kernels.scratchBytes(for: arguments))
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts {
            kernels.transposedConv(arguments, scratch: scratch, part: part, of: parts)
        }
        checker.compare()
    }
}

private func phaseQuads(_ phase: Int, _ y: TransposedAxis, _ x: TransposedAxis, _ groupInputs: Int) -> Int {
    (y.taps(residue: phase / x.stride) * x.taps(residue: phase % x.stride) * groupInputs + 3) / 4
}

/// Every output pixel as one row of the portable matrix product.
private func expect(
    _ a: TransposedConvArguments, _ y: TransposedAxis, _ x: TransposedAxis, _ checker: borrowing Checker
) {
    let groupInputs = a.input.channels / a.groups
    let channels = a.output.channels / a.groups
    let blocks = (channels + 15) / 16
    let largest = max(4, (y.kernel * x.kernel * groupInputs + 3) / 4 * 4)
    let row = checker.memory.array(.panel, of: Int8.self, count: largest)
    for oy in 0..<y.output {
        for ox in 0..<x.output {
            let phase = (oy + y.pad) % y.stride * x.stride + (ox + x.pad) % x.stride
            var quadsBefore = 0
            for earlier in 0..<phase { quadsBefore += phaseQuads(earlier, y, x, groupInputs) }
            let quads = phaseQuads(phase, y, x, groupInputs)
            for group in 0..<a.groups {
                row.update(repeating: 0, count: largest)
                var k = 0
                for ky in 0..<y.kernel {
                    for kx in 0..<x.kernel {
                        guard let iy = y.source(oy, y.kernel - 1 - ky),
                            let ix = x.source(ox, x.kernel - 1 - kx)
                        else { continue }
                        let inside = iy >= 0 && iy < y.input && ix >= 0 && ix < x.input
                        let pixel = a.input.base + (inside ? (iy * x.input + ix) * a.input.pixelStride : 0)
                        for c in 0..<groupInputs {
                            let zero = Int8(truncatingIfNeeded: a.inputZeroPoint)
                            row[k] = inside ? pixel[group * groupInputs + c] : zero
                            k += 1
                        }
                    }
                }
                let block = (phase * a.groups + group) * blocks * 16
                var tile = EdgeGemmTile(
                    panel: row, panelStride: largest, rows: 1, quads: Int32(max(1, quads)),
                    channels: Int32(channels),
                    weights: a.weights + (quadsBefore * a.groups + group * quads) * blocks * 64,
                    bias: a.bias + block, weightSum: a.weightSum + block,
                    scale: a.requantization.scale + block, low: a.requantization.low,
                    high: a.requantization.high, zeroPoint: a.requantization.zeroPoint,
                    output: a.output.base + (oy * x.output + ox) * a.output.pixelStride + group * channels,
                    outputStride: 0, dequantize: 0, runs: 1, runStride: 0)
                if quads == 0 { tile.weights = a.weights }
                GemmKernel.portable.run(&tile)
            }
        }
    }
}
