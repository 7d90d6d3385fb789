import EdgeKernels
import EdgeTestVectors
import Testing

/// Every operator equals the Python reference of ARITHMETIC.md bit for bit, on every instruction set that
/// this CPU runs.
@Suite struct ReferenceTests {
    static let sets = ISA.allCases.filter { $0.runs(on: .detected) }

    @Test(arguments: sets) func convolution(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("conv")
        #expect(cases.count >= 60)
        for c in cases {
            let pool = Pool()
            let size = c.ints("size")
            let groups = c.ints("groups")[0]
            let input = pool.image(c.ints("image"), c.int8("input"))
            let output = pool.image(size)
            let w = Matrix(c, outputs: size[2], groups: groups, pool)
            let arguments = ConvArguments(
                input: input, output: output, window: c.window, groups: groups,
                inputZeroPoint: Int32(c.ints("zeroPoint")[0]), weights: w.weights, bias: w.bias,
                weightSum: w.weightSum, requantization: Requantization(scale: w.scale, range: c.range))
            for parts in 1...3 {
                let scratch = pool.bytes(KernelSet.scratchBytes(for: arguments, isa: isa))
                for part in 0..<parts { kernels.conv(arguments, scratch: scratch, part: part, of: parts) }
                #expect(output.values == c.int8("output"), "\(c.name), \(parts) parts")
            }
        }
    }

    @Test(arguments: sets) func transposedConvolution(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("transposed")
        #expect(cases.count >= 60)
        for c in cases {
            let pool = Pool()
            let size = c.ints("size")
            let groups = c.ints("groups")[0]
            let input = pool.image(c.ints("image"), c.int8("input"))
            let output = pool.image(size)
            let w = PhasedMatrix(c, outputs: size[2], groups: groups, pool)
            let arguments = TransposedConvArguments(
                input: input, output: output, window: c.window, groups: groups,
                inputZeroPoint: Int32(c.ints("zeroPoint")[0]), weights: w.weights, bias: w.bias,
                weightSum: w.weightSum, requantization: Requantization(scale: w.scale, range: c.range))
            for parts in 1...3 {
                let scratch = pool.bytes(KernelSet.scratchBytes(for: arguments, isa: isa))
                for part in 0..<parts {
                    kernels.transposedConv(arguments, scratch: scratch, part: part, of: parts)
                }
                #expect(output.values == c.int8("output"), "\(c.name), \(parts) parts")
            }
        }
    }

    @Test(arguments: sets) func depthwise(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("depthwise")
        #expect(cases.count >= 50)
        for c in cases {
            let pool = Pool()
            let output = pool.image(c.ints("size"))
            let channels = output.channels
            let padded = (channels + 15) / 16 * 16
            let given = c.int8("weights")
            var weights: [Int8] = []
            for tap in 0..<given.count / channels {
                weights += given[tap * channels..<(tap + 1) * channels]
                weights += [Int8](repeating: 0, count: padded - channels)
            }
            let arguments = DepthwiseArguments(
                input: pool.image(c.ints("image"), c.int8("input")), output: output, window: c.window,
                inputZeroPoint: Int32(c.ints("zeroPoint")[0]), weights: pool.array(weights),
                bias: pool.array(c.ints("bias").map { Int32($0) }, padded: padded, with: 0),
                requantization: Requantization(
                    scale: pool.array(c.floats("scale"), padded: padded, with: 1), range: c.range))
            for parts in 1...3 {
                let scratch = pool.bytes(KernelSet.scratchBytes(for: arguments, isa: isa))
                for part in 0..<parts {
                    kernels.depthwise(arguments, scratch: scratch, part: part, of: parts)
                }
                #expect(output.values == c.int8("output"), "\(c.name), \(parts) parts")
            }
        }
    }

    @Test(arguments: sets) func fullyConnectedToFloat(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("fullyConnected")
        #expect(cases.count >= 25)
        for c in cases {
            let pool = Pool()
            let shape = c.ints("shape")
            let w = Matrix(c, outputs: shape[2], groups: 1, pool)
            let output = pool.array([Float](repeating: 7, count: shape[0] * shape[2]))
            let arguments = FullyConnectedArguments(
                input: pool.array(c.int8("input")), rows: shape[0], depth: shape[1],
                inputRowStride: shape[1], output: .float32(output, rowStride: shape[2]),
                outputChannels: shape[2], weights: w.weights, bias: w.bias, weightSum: w.weightSum,
                requantization: Requantization(scale: w.scale, low: 0, high: 0, zeroPoint: 0))
            let scratch = pool.bytes(KernelSet.scratchBytes(for: arguments, isa: isa))
            kernels.fullyConnected(arguments, scratch: scratch)
            let bits = (0..<shape[0] * shape[2]).map { Int(output[$0].bitPattern) }
            #expect(bits == c.ints("output"), "\(c.name)")
        }
    }

    @Test(arguments: sets) func pointwise(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("pointwise")
        #expect(cases.count >= 42)
        for c in cases {
            let pool = Pool()
            let size = c.ints("image")
            let a = pool.image(size, c.int8("a"))
            let output = pool.image(size)
            let zeroPoints = c.ints("zeroPoints").map { Int32($0) }
            let factors = c.floats("factors")
            let second = c.int8("b")
            let b = pool.image(
                second.count == size[2] ? [1, 1, size[2]] : size, second.isEmpty ? nil : second)
            switch c.name.split(separator: " ")[0] {
            case "add":
                kernels.add(
                    AddArguments(
                        a: a, b: b, output: output, zeroPointA: zeroPoints[0], zeroPointB: zeroPoints[1],
                        factorA: factors[0], factorB: factors[1], range: c.range))
            case "mul":
                kernels.mul(
                    MulArguments(
                        a: a, b: b, output: output, zeroPointA: zeroPoints[0], zeroPointB: zeroPoints[1],
                        factor: factors[0], range: c.range))
            case "requantize":
                kernels.requantize(
                    RequantizeArguments(
                        input: a, output: output, inputZeroPoint: zeroPoints[0], factor: factors[0],
                        range: c.range))
            case "lookup":
                kernels.lookup(
                    LookupArguments(
                        input: a, output: output, table: pool.array(c.int8("table")),
                        isPerChannel: c.int8("table").count > 256))
            default: Issue.record("unknown case \(c.name)")
            }
            #expect(output.values == c.int8("output"), "\(c.name)")
        }
    }

    @Test(arguments: sets) func pools(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("pool")
        #expect(cases.count >= 40)
        for c in cases {
            let pool = Pool()
            let input = pool.image(c.ints("image"), c.int8("input"))
            let output = pool.image(c.ints("size"))
            if c.name.hasPrefix("maxPool") {
                kernels.maxPool(MaxPoolArguments(input: input, output: output, window: c.window))
            } else {
                kernels.averagePool(
                    AveragePoolArguments(
                        input: input, output: output, window: c.window,
                        inputZeroPoint: Int32(c.ints("zeroPoint")[0]), ratio: c.floats("ratio")[0],
                        countIncludesPadding: c.ints("includesPadding")[0] == 1, range: c.range))
            }
            #expect(output.values == c.int8("output"), "\(c.name)")
        }
    }

    @Test func resize() throws {
        let cases = try vectorCases("resize")
        #expect(cases.count >= 30)
        for c in cases {
            let pool = Pool()
            let output = pool.image(c.ints("size"))
            KernelSet(isa: .portable).resizeNearest(
                ResizeNearestArguments(
                    input: pool.image(c.ints("image"), c.int8("input")), output: output,
                    rounding: .init(rawValue: UInt8(c.ints("rounding")[0]))!))
            #expect(output.values == c.int8("output"), "\(c.name)")
        }
    }

    @Test(arguments: sets) func resizeLinear(_ isa: ISA) throws {
        let cases = try vectorCases("resizeLinear")
        #expect(cases.count >= 30)
        for c in cases {
            let pool = Pool()
            let output = pool.image(c.ints("size"))
            KernelSet(isa: isa).resizeLinear(
                ResizeLinearArguments(
                    input: pool.image(c.ints("image"), c.int8("input")), output: output,
                    rows: pool.array(c.ints("rows").map { Int32($0) }),
                    columns: pool.array(c.ints("columns").map { Int32($0) }),
                    inputZeroPoint: Int32(c.ints("zeroPoint")[0]), factor: c.floats("ratio")[0] * 0x1p-14,
                    range: c.range))
            #expect(output.values == c.int8("output"), "\(c.name)")
        }
    }

    /// pad2D, normalize, prelu, depthToSpace, spaceToDepth: from one to three parts.
    @Test func images() throws {
        let kernels = KernelSet(isa: .portable)
        let cases = try vectorCases("image")
        #expect(cases.count >= 89)
        for c in cases {
            let pool = Pool()
            let input = pool.image(c.ints("image"), c.int8("input"))
            let output = pool.image(c.ints("size"))
            let block = c.ints("block")
            for (part, parts) in [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)] {
                switch c.name.split(separator: " ")[0] {
                case "pad":
                    let p = c.ints("pad")
                    kernels.pad(
                        PadArguments(
                            input: input, output: output, top: p[0], left: p[1],
                            mode: PadArguments.Mode(rawValue: UInt8(p[2]))!, value: Int8(p[3])),
                        part: part, of: parts)
                case "normalize":
                    kernels.normalize(
                        NormalizeArguments(
                            input: input, output: output, groups: c.ints("groups")[0],
                            epsilon: c.floats("epsilon")[0], factor: pool.array(c.floats("factor")),
                            shift: pool.array(c.floats("shift")), range: c.range), part: part, of: parts)
                case "prelu":
                    kernels.prelu(
                        PReluArguments(
                            input: input, output: output, inputZeroPoint: Int32(c.ints("zeroPoint")[0]),
                            factor: c.floats("ratio")[0], negativeFactors: pool.array(c.floats("factor")),
                            range: c.range), part: part, of: parts)
                case "channelShuffle":
                    kernels.channelShuffle(
                        ShuffleArguments(input: input, output: output, groups: c.ints("groups")[0]),
                        part: part, of: parts)
                case "depthToSpace":
                    kernels.depthToSpace(
                        BlockArguments(
                            input: input, output: output, block: block[0], channelFirst: block[1] == 1),
                        part: part, of: parts)
                case "spaceToDepth":
                    kernels.spaceToDepth(
                        BlockArguments(input: input, output: output, block: block[0]), part: part, of: parts)
                default: Issue.record("unknown case \(c.name)")
                }
                if part == parts - 1 {
                    #expect(output.values == c.int8("output"), "\(c.name), \(parts) parts")
                    output.base.update(repeating: 99, count: output.values.count)
                }
            }
        }
    }

    @Test func softmax() throws {
        let cases = try vectorCases("softmax")
        #expect(cases.count >= 24)
        for c in cases {
            let pool = Pool()
            let count = c.ints("input").count
            let output = pool.array([Float](repeating: 7, count: count))
            let input: SoftmaxArguments.Input =
                c.name.hasPrefix("softmaxInt8")
                ? .int8(pool.array(c.int8("input")), rowStride: count, scale: c.floats("scale")[0])
                : .float32(pool.array(c.floats("input")), rowStride: count)
            KernelSet(isa: .portable).softmax(
                SoftmaxArguments(input: input, output: output, outputRowStride: count, rows: 1, count: count))
            #expect((0..<count).map { Int(output[$0].bitPattern) } == c.ints("output"), "\(c.name)")
        }
    }
}

/// Weights of a case in the layout `blocked16x4`, with what goes with them.
struct Matrix {
    var weights: UnsafeMutablePointer<Int8>
    var bias: UnsafeMutablePointer<Int32>
    var weightSum: UnsafeMutablePointer<Int32>
    var scale: UnsafeMutablePointer<Float>

    init(_ c: VectorCase, outputs: Int, groups: Int, _ pool: Pool) {
        let given = c.int8("weights")
        let depth = given.count / outputs
        let perGroup = outputs / groups
        let blocks = (perGroup + 15) / 16
        let quads = (depth + 3) / 4
        var weights = [Int8](repeating: 0, count: groups * blocks * quads * 64)
        var bias = [Int32](repeating: 0, count: groups * blocks * 16)
        var sums = bias
        var scale = [Float](repeating: 1, count: bias.count)
        for output in 0..<outputs {
            let (g, n) = output.quotientAndRemainder(dividingBy: perGroup)
            for k in 0..<depth {
                let w = given[output * depth + k]
                let block = (g * blocks + n / 16) * quads + k / 4
                weights[block * 64 + n % 16 * 4 + k % 4] = w
                sums[g * blocks * 16 + n] += Int32(w)
            }
            bias[g * blocks * 16 + n] = Int32(c.ints("bias")[output])
            scale[g * blocks * 16 + n] = c.floats("scale")[output]
        }
        self.weights = pool.array(weights)
        self.bias = pool.array(bias)
        weightSum = pool.array(sums)
        self.scale = pool.array(scale)
    }
}

/// Weights of a case in the layout `phased16x4`, tap by tap from the definition of the phases.
private struct PhasedMatrix {
    var weights: UnsafeMutablePointer<Int8>
    var bias: UnsafeMutablePointer<Int32>
    var weightSum: UnsafeMutablePointer<Int32>
    var scale: UnsafeMutablePointer<Float>

    init(_ c: VectorCase, outputs: Int, groups: Int, _ pool: Pool) {
        let given = c.int8("weights")
        let w = c.window
        let inputs = given.count / (outputs * w.kernelHeight * w.kernelWidth)
        let perGroup = outputs / groups
        let blocks = (perGroup + 15) / 16
        var weights: [Int8] = []
        var bias: [Int32] = []
        var sums: [Int32] = []
        var scale: [Float] = []
        for phase in 0..<w.strideHeight * w.strideWidth {
            let ys = (0..<w.kernelHeight).reversed().filter {
                $0 * w.dilationHeight % w.strideHeight == phase / w.strideWidth
            }
            let xs = (0..<w.kernelWidth).reversed().filter {
                $0 * w.dilationWidth % w.strideWidth == phase % w.strideWidth
            }
            let quads = (ys.count * xs.count * inputs + 3) / 4
            let (first, channel) = (weights.count, bias.count)
            weights += [Int8](repeating: 0, count: groups * blocks * quads * 64)
            bias += [Int32](repeating: 0, count: groups * blocks * 16)
            sums += [Int32](repeating: 0, count: groups * blocks * 16)
            scale += [Float](repeating: 1, count: groups * blocks * 16)
            for output in 0..<outputs {
                let (g, n) = output.quotientAndRemainder(dividingBy: perGroup)
                let at = channel + g * blocks * 16 + n
                var k = 0
                for ky in ys {
                    for kx in xs {
                        for i in 0..<inputs {
                            let value = given[
                                ((output * w.kernelHeight + ky) * w.kernelWidth + kx) * inputs + i]
                            let block = (g * blocks + n / 16) * quads + k / 4
                            weights[first + block * 64 + n % 16 * 4 + k % 4] = value
                            sums[at] += Int32(value)
                            k += 1
                        }
                    }
                }
                bias[at] = Int32(c.ints("bias")[phase * outputs + output])
                scale[at] = c.floats("scale")[phase * outputs + output]
            }
        }
        self.weights = pool.array(weights)
        self.bias = pool.array(bias)
        weightSum = pool.array(sums)
        self.scale = pool.array(scale)
    }
}

extension VectorCase {
    var window: Window {
        let w = ints("window")
        return Window(
            kernelHeight: w[0], kernelWidth: w[1], strideHeight: w[2], strideWidth: w[3],
            dilationHeight: w[4], dilationWidth: w[5], padTop: w[6], padLeft: w[7])
    }

    var range: OutputRange {
        let clamp = ints("clamp").map { Int32($0) }
        return OutputRange(clampLow: clamp[0], clampHigh: clamp[1], zeroPoint: clamp[2])
    }
}

extension ImageView {
    fileprivate var values: [Int8] { (0..<height * width * channels).map { base[$0] } }
}
