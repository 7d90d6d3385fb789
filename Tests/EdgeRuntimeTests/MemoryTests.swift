import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeRuntime
import EdgeTestModels
import Testing

/// Memory is known before running, and nothing else is touched.
@Suite struct MemoryTests {
    static let canary: UInt8 = 0xA7

    /// Session memory of exactly `requiredBytes`, between guard bytes that stay as they were.
    @Test(arguments: try SampleModels.all())
    func staysWithinItsMemory(sample: SampleModel) throws {
        let loaded = try LoadedModel(bytes: sample.bytes)
        let alignment = Model.alignment
        for isa in CPU.availableISAs {
            let bytes = try Session.requiredBytes(for: loaded.model, isa: isa, threads: 1)
            let guarded = try AlignedMemory(count: bytes + 2 * alignment)
            guarded.bytes.initializeMemory(as: UInt8.self, repeating: Self.canary)
            let block = UnsafeMutableRawBufferPointer(rebasing: guarded.bytes[alignment..<alignment + bytes])
            try run(loaded.model, isa, threads: 1, block)
            for i in 0..<alignment {
                #expect(
                    guarded.bytes[i] == Self.canary && guarded.bytes[alignment + bytes + i] == Self.canary)
            }
        }
    }

    /// One byte less is refused, as is a wrong alignment; nothing traps.
    @Test func tooLittleMemory() throws {
        let loaded = try LoadedModel(bytes: SampleModels.residual().bytes)
        let bytes = try Session.requiredBytes(for: loaded.model, isa: .portable, threads: 2)
        let memory = try AlignedMemory(count: bytes + 64)
        func part(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
            UnsafeMutableRawBufferPointer(rebasing: memory.bytes[range])
        }
        try run(loaded.model, .portable, threads: 2, part(0..<bytes))
        #expect(throws: FormatError.self) {
            try run(loaded.model, .portable, threads: 2, part(0..<bytes - 1))
        }
        #expect(throws: FormatError.self) {
            try run(loaded.model, .portable, threads: 2, part(8..<bytes + 8))
        }
    }

    private func run(
        _ model: Model, _ isa: ISA, threads: Int, _ memory: UnsafeMutableRawBufferPointer
    ) throws {
        var session = try Session(model, isa: isa, threads: threads, memory: memory)
        session.run()
    }

    @Test func figures() throws {
        let loaded = try LoadedModel(bytes: SampleModels.residual().bytes)
        let one = try HostSession(loaded, threads: 1).memory
        let four = try HostSession(loaded, threads: 4).memory
        #expect(one.arenaBytes == loaded.model.arenaBytes && four.arenaBytes == one.arenaBytes)
        #expect(four.scratchBytes == 4 * one.scratchBytes && one.scratchBytes <= loaded.model.scratchCap)
        #expect(four.preparedBytes == one.preparedBytes)
        #expect(one.weightBytes + loaded.model.view.records.count == loaded.fileBytes)
    }

    /// The file's formula covers every kernel of this machine's kind, so that all can be selected.
    @Test func scratchFormulaCoversKernels() throws {
        var random = SeededGenerator(seed: 4242)
        let byte = UnsafeMutablePointer<Int8>.allocate(capacity: 64)
        let words = UnsafeMutablePointer<Int32>.allocate(capacity: 16)
        let scales = UnsafeMutablePointer<Float>.allocate(capacity: 16)
        defer {
            byte.deallocate()
            words.deallocate()
            scales.deallocate()
        }
        let requantization = Requantization(scale: scales, low: -1, high: 1, zeroPoint: 0)
        for _ in 0..<3000 {
            let kernel = [1, 1, 2, 3, 3, 5, 7].randomElement(using: &random)!
            let groups = [1, 1, 1, 2, 4].randomElement(using: &random)!
            let c = Int.random(in: 1...600, using: &random)
            let n = Int.random(in: 1...600, using: &random)
            let side = Int.random(in: 7...40, using: &random)
            let window = Window(
                kernelHeight: kernel, kernelWidth: kernel, padTop: kernel / 2, padLeft: kernel / 2)
            func image(_ channels: Int) -> ImageView {
                ImageView(base: byte, height: side, width: side, channels: channels, pixelStride: channels)
            }
            var conv = ConvArguments(
                input: image(c * groups), output: image(n * groups), window: window, groups: groups,
                inputZeroPoint: 0, weights: byte, bias: words, weightSum: words,
                requantization: requantization)
            conv.mostScratch = ScratchFormula.gemm(depth: kernel * kernel * c, channels: n)
            let depthwise = DepthwiseArguments(
                input: image(c), output: image(c), window: window, inputZeroPoint: 0, weights: byte,
                bias: words, requantization: requantization)
            let full = FullyConnectedArguments(
                input: byte, rows: side, depth: c, inputRowStride: c, output: .int8(byte, rowStride: n),
                outputChannels: n, weights: byte, bias: words, weightSum: words,
                requantization: requantization)
            let stride = Int.random(in: 1...4, using: &random)
            let transposed = TransposedConvArguments(
                input: image(c * groups), output: image(n * groups),
                window: Window(
                    kernelHeight: kernel, kernelWidth: kernel, strideHeight: stride, strideWidth: stride),
                groups: groups, inputZeroPoint: 0, weights: byte, bias: words, weightSum: words,
                requantization: requantization)
            var record = OpRecord(kind: .transposedConv2D)
            let size = Int32(kernel)
            var parameters = WindowedOpParameters(
                window: WindowParameters(
                    kernelHeight: size, kernelWidth: size, strideHeight: Int32(stride),
                    strideWidth: Int32(stride)))
            parameters.groups = Int32(groups)
            record.parameters = parameters.words
            var weights = TensorRecord(kind: .constant, elementType: .int8)
            weights.rank = 4
            for (axis, size) in [n * groups, kernel, kernel, c].enumerated() {
                weights.dimensions[axis] = Int32(size)
            }
            for isa in ISA.allCases {
                let kernels = KernelSet(isa: isa)
                #expect(
                    kernels.scratchBytes(for: transposed)
                        <= ScratchFormula.bytes(
                            for: record, weights: weights,
                            output: TensorRecord(kind: .activation, elementType: .int8)),
                    "\(isa), transposed \(kernel)x\(kernel) by \(stride), \(c) to \(n)")
                #expect(
                    kernels.scratchBytes(for: conv)
                        <= ScratchFormula.gemm(depth: kernel * kernel * c, channels: n),
                    "\(isa), conv \(kernel)x\(kernel), \(c) to \(n)")
                for isWide in [false, true] {
                    var words = conv
                    words.inputIsInt16 = isWide
                    words.outputElement = .int16
                    #expect(
                        kernels.scratchBytes(for: words)
                            <= ScratchFormula.gemm(depth: kernel * kernel * c, channels: n)
                            + ScratchFormula.int16Tile, "\(isa), int16, \(kernel)x\(kernel), \(c) to \(n)")
                }
                var words = depthwise
                words.inputIsInt16 = true
                #expect(
                    kernels.scratchBytes(for: words)
                        <= ScratchFormula.depthwise(taps: kernel * kernel, channels: c),
                    "\(isa), int16, depthwise \(kernel)x\(kernel), \(c)")
                for safety in [WeightSafety.pairs, .fourTaps] {
                    var safe = conv
                    safe.weightSafety = safety
                    #expect(
                        kernels.scratchBytes(for: safe)
                            <= ScratchFormula.gemm(depth: kernel * kernel * c, channels: n))
                }
                #expect(kernels.scratchBytes(for: full) <= ScratchFormula.gemm(depth: c, channels: n))
                #expect(
                    kernels.scratchBytes(for: depthwise)
                        <= ScratchFormula.depthwise(taps: kernel * kernel, channels: c),
                    "\(isa), depthwise \(kernel)x\(kernel), \(c)")
            }
        }
    }

    /// A convolution goes by Winograd's algorithm where the file allows it the scratch, on the sets that have it.
    @Test func winogradTakesTheScratchItIsGiven() throws {
        let anywhere = UnsafeMutablePointer<Int8>(bitPattern: 64)!
        let words = UnsafeMutableRawPointer(anywhere).assumingMemoryBound(to: Int32.self)
        let scale = UnsafeMutableRawPointer(anywhere).assumingMemoryBound(to: Float.self)
        func conv(_ channels: Int, _ outputs: Int, _ side: Int, stride: Int = 1) -> (ConvArguments, Int?) {
            let window = Window(
                kernelHeight: 3, kernelWidth: 3, strideHeight: stride, strideWidth: stride, padTop: 1,
                padLeft: 1)
            func image(_ side: Int, _ channels: Int) -> ImageView {
                ImageView(
                    base: anywhere, height: side, width: side, channels: channels, pixelStride: channels)
            }
            let bytes = KernelSet.winogradScratchBytes(
                window: window, groups: 1, inputChannels: channels, outputChannels: outputs,
                outputHeight: side / stride, outputWidth: side / stride)
            let arguments = ConvArguments(
                input: image(side, channels), output: image(side / stride, outputs), window: window,
                inputZeroPoint: 0, weights: anywhere, bias: words, weightSum: words,
                requantization: Requantization(scale: scale, low: -1, high: 1, zeroPoint: 0))
            return (arguments, bytes)
        }
        let sets = ISA.allCases.filter { $0 == .neon || $0 == .sse41 || $0 == .avx2 }
        for (channels, outputs, side) in [
            (16, 32, 80), (32, 32, 10), (64, 64, 56), (256, 250, 14), (512, 512, 28),
        ] {
            var (arguments, bytes) = conv(channels, outputs, side)
            let needed = try #require(bytes)
            // FORMAT.md's figures.
            let tiles = (side + 1) / 2 * ((side + 1) / 2)
            let most = min(max(512 * 1024 / (32 * channels), 24), 120)
            let pieces = (tiles + most - 1) / most
            let capacity = (tiles + pieces - 1) / pieces
            #expect(
                needed
                    == (128 + (channels + 63) / 64 * 64 + 32 * (capacity * channels + 32)
                        + 32 * (channels * 16 + 32) + 1024 * capacity + 63) / 64 * 64)
            for isa in sets where KernelSet(isa: isa).winograd != nil {
                arguments.mostScratch = needed
                let taken = KernelSet(isa: isa).scratchBytes(for: arguments)
                #expect(isa == .neon ? taken <= needed : taken == needed, "\(isa)")
                // NEON takes less: a byte below what this set takes.
                arguments.mostScratch = taken - 1
                #expect(
                    KernelSet(isa: isa).scratchBytes(for: arguments)
                        <= ScratchFormula.gemm(depth: 9 * channels, channels: outputs), "\(isa)")
            }
        }
        #expect(sets.contains { KernelSet(isa: $0).winograd != nil }, "no set of this machine has it")
        #expect(conv(32, 32, 8).1 == nil, "few tiles")
        #expect(conv(16, 16, 56).1 == nil, "few channels")
        #expect(conv(40, 64, 56).1 == nil, "channels that are no multiple of 16")
        #expect(conv(64, 64, 56, stride: 2).1 == nil, "stride 2")
    }

    /// FORMAT.md's formula is what the driver takes, to the byte, on every instruction set.
    @Test func attentionScratchIsTheFormulas() {
        let anywhere = UnsafeMutablePointer<Int8>(bitPattern: 64)!
        func tokens(_ count: Int, _ depth: Int) -> AttentionArguments.Tokens {
            .init(base: anywhere, count: count, depth: depth, stride: depth, headStride: depth)
        }
        for keys in [1, 3, 16, 17, 63, 400, 4096] {
            for (depth, valueDepth) in [(1, 1), (5, 17), (32, 64), (64, 33), (512, 512)] {
                let arguments = AttentionArguments(
                    heads: 1, queries: tokens(40, depth), keys: tokens(keys, depth),
                    values: tokens(keys, valueDepth), output: tokens(40, valueDepth), queryZeroPoint: 0,
                    scoreScale: 1, outputScale: 1,
                    range: OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: 0))
                for isa in ISA.allCases {
                    #expect(
                        KernelSet(isa: isa).scratchBytes(for: arguments)
                            == ScratchFormula.attention(keys: keys, depth: depth, valueDepth: valueDepth),
                        "\(isa), \(keys) keys of \(depth) and \(valueDepth)")
                }
            }
        }
    }
}
