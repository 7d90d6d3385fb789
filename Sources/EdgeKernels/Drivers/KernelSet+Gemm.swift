import CEdgeSIMD

extension KernelSet {
    /// conv2D. `scratch`: this thread's own `scratchBytes(for:isa:)` bytes.
    public func conv(
        _ arguments: ConvArguments, scratch: UnsafeMutableRawPointer, part: Int = 0, of parts: Int = 1
    ) {
        withUnsafePointer(to: self) { kernels in
            Self.conv(kernels, arguments, scratch: scratch, part: part, of: parts)
        }
    }

    /// fullyConnected. `scratch`: this thread's own `scratchBytes(for:isa:)` bytes.
    public func fullyConnected(
        _ arguments: FullyConnectedArguments, scratch: UnsafeMutableRawPointer, part: Int = 0,
        of parts: Int = 1
    ) {
        withUnsafePointer(to: self) { kernels in
            Self.fullyConnected(kernels, arguments, scratch: scratch, part: part, of: parts)
        }
    }

    /// `conv`, without a copy of the kernels, which takes longer than some products.
    public static func conv(
        _ kernels: UnsafePointer<KernelSet>, _ arguments: ConvArguments, scratch: UnsafeMutableRawPointer,
        part: Int, of parts: Int
    ) {
        let problem = GemmProblem(arguments)
        if winograd(kernels, problem, arguments.mostScratch, scratch, part, parts) { return }
        multiply(problem, gemm(kernels, for: problem), scratch, part, parts)
    }

    /// `fullyConnected`, likewise.
    public static func fullyConnected(
        _ kernels: UnsafePointer<KernelSet>, _ arguments: FullyConnectedArguments,
        scratch: UnsafeMutableRawPointer, part: Int, of parts: Int
    ) {
        let problem = GemmProblem(arguments)
        let kernel = gemm(kernels, for: problem)
        if problem.pixels == 1 {
            multiplyRow(problem, kernel, scratch, piece(part, of: parts, count: problem.blocks))
        } else {
            multiply(problem, kernel, scratch, part, parts)
        }
    }

    /// Scratch bytes of one thread; depends on shapes only, not on pointers or the number of parts.
    public func scratchBytes(for arguments: ConvArguments) -> Int {
        let problem = GemmProblem(arguments)
        if let winograd, let plan = Self.winogradPlan(problem, winograd, arguments.mostScratch) {
            return plan.scratchBytes
        }
        let kernel = gemm(for: problem)
        return problem.tileBytes
            + (GemmStrips(problem, kernel)?.scratchBytes ?? GemmPlan(problem, kernel).scratchBytes)
    }

    /// Scratch bytes of one thread; depends on shapes only, not on pointers or the number of parts.
    public func scratchBytes(for arguments: FullyConnectedArguments) -> Int {
        let problem = GemmProblem(arguments)
        return GemmPlan(problem, gemm(for: problem)).scratchBytes
    }

    /// AVX2 measured on Zen 5: the bytes kernel, which packs nothing or half as much, is up to 1.7 times
    /// as fast on short sums and single rows; from here on the words kernel is up to 5% ahead.
    @inline(__always)
    private static func gemm(_ kernels: UnsafePointer<KernelSet>, for problem: GemmProblem) -> GemmKernel {
        if problem.inputIsInt16 { return kernels.pointee.gemm16 }
        switch problem.weightSafety {
        case .fourTaps where kernels.pointee.fourTapGemm.use == .fourTapSafe:
            return kernels.pointee.fourTapGemm
        case .pairs where kernels.pointee.pairGemm.use == .pairSafe: return kernels.pointee.pairGemm
        default: break
        }
        if problem.channels <= 16 && kernels.pointee.narrowGemm.use == .narrow {
            return kernels.pointee.narrowGemm
        }
        return problem.depth <= 640 || problem.pixels < 6
            ? kernels.pointee.shortSumsGemm : kernels.pointee.gemm
    }

    func gemm(for problem: GemmProblem) -> GemmKernel {
        withUnsafePointer(to: self) { Self.gemm($0, for: problem) }
    }

    public static func scratchBytes(for arguments: ConvArguments, isa: ISA) -> Int {
        KernelSet(isa: isa).scratchBytes(for: arguments)
    }

    public static func scratchBytes(for arguments: FullyConnectedArguments, isa: ISA) -> Int {
        KernelSet(isa: isa).scratchBytes(for: arguments)
    }
}

/// One row of activations, side by side, times the blocks of weights: a tile with nothing to plan.
private func multiplyRow(
    _ problem: GemmProblem, _ kernel: GemmKernel, _ scratch: UnsafeMutableRawPointer, _ blocks: Range<Int>
) {
    if blocks.isEmpty { return }
    var panel = UnsafeRawPointer(problem.input.base)
    if kernel.panel != .int8 || problem.depth % 4 != 0 {
        var copy = EdgeGemmPack(
            destination: scratch, source: UnsafePointer(problem.input.base),
            sourceEnd: UnsafePointer(problem.input.base) + problem.depth, pixels: 1, rows: 1, runs: 1,
            length: Int32(problem.depth), pixelStep: 0, rowStride: 0, runStride: 0, destinationStep: 0)
        kernel.pack(&copy)
        panel = UnsafeRawPointer(scratch)
    }
    var tile = problem.tile(panel: panel, panelStride: 0, weights: problem.weights, quads: problem.quads)
    problem.turn(&tile, to: blocks)
    tile.rows = 1
    tile.output += blocks.lowerBound * 16 * problem.outputBytes
    kernel.run(&tile)
}

private func multiply(
    _ problem: GemmProblem, _ kernel: GemmKernel, _ scratch: UnsafeMutableRawPointer, _ part: Int,
    _ parts: Int
) {
    if let strips = GemmStrips(problem, kernel) {
        strips.multiply(piece(part, of: parts, count: problem.outputHeight), scratch)
        return
    }
    let plan = GemmPlan(problem, kernel)
    let packer = GemmPacker(problem, kernel, rowBytes: plan.rowBytes)
    var pixels = 0..<problem.pixels
    var blocks = 0..<problem.blocks
    if parts > 1 {
        // Threads share the rows, or, where that is clearly more even, the output channels.
        let tiles = (problem.pixels + kernel.tileRows - 1) / kernel.tileRows
        let costByRows = (tiles + parts - 1) / parts * problem.blocks
        let costByChannels = (problem.blocks + parts - 1) / parts * tiles
        if costByChannels + costByChannels / 16 < costByRows {
            blocks = piece(part, of: parts, count: problem.blocks)
        } else {
            pixels = piece(part, of: parts, count: problem.pixels, unit: kernel.tileRows)
        }
    }
    if pixels.isEmpty || blocks.isEmpty { return }
    for group in 0..<problem.groups {
        multiplyGroup(problem, kernel, plan, packer, group, pixels, blocks, scratch)
    }
}

private func multiplyGroup(
    _ problem: GemmProblem, _ kernel: GemmKernel, _ plan: GemmPlan, _ packer: GemmPacker, _ group: Int,
    _ pixels: Range<Int>, _ blocks: Range<Int>, _ scratch: UnsafeMutableRawPointer
) {
    let output = problem.output + group * problem.channels * problem.outputBytes
    let input = UnsafeRawPointer(problem.input.base) + group * (problem.input.channels / problem.groups)
    var tile = problem.tile(
        panel: UnsafeRawPointer(scratch),
        panelStride: plan.inPlace ? problem.input.pixelStride : plan.rowBytes, weights: problem.weights,
        quads: problem.quads)
    let packedRows = plan.evenRows(of: pixels.count)
    var first = pixels.lowerBound
    while first < pixels.upperBound {
        let end = min(first + packedRows, pixels.upperBound)
        let tileRows = even(end - first, most: kernel.tileRows)
        let panel: UnsafeRawPointer
        if plan.inPlace {
            panel = input + first * problem.input.pixelStride
        } else {
            packer.pack(first..<end, group: group, into: scratch)
            panel = UnsafeRawPointer(scratch)
        }
        var block = blocks.lowerBound
        while block < blocks.upperBound {
            let endBlock = min(block + plan.chunkBlocks, blocks.upperBound)
            problem.turn(&tile, to: block..<endBlock, group: group)
            var row = first
            while row < end {
                tile.panel = panel + (row - first) * tile.panelStride
                tile.rows = Int32(min(tileRows, end - row))
                tile.output = output + (row * problem.outputStride + block * 16) * problem.outputBytes
                problem.run(kernel, &tile, through: scratch + plan.scratchBytes)
                row += tileRows
            }
            block = endBlock
        }
        first = end
    }
}
