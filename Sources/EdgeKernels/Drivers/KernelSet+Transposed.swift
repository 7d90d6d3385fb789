import CEdgeSIMD

extension KernelSet {
    /// transposedConv2D. `scratch`: this thread's own `scratchBytes(for:isa:)` bytes.
    ///
    /// Each phase of the output is an ordinary convolution by the matrix product kernels, which write every
    /// `strideWidth`-th pixel. Phases that read the same windows (all of them where kernel and stride are
    /// equal) share packed rows, and pass over them while they are in the cache: one product with the output
    /// channels of all these phases.
    public func transposedConv(
        _ a: TransposedConvArguments, scratch: UnsafeMutableRawPointer, part: Int = 0, of parts: Int = 1
    ) {
        var bundle = PhaseBundle(first: 0, offset: 0, of: a)
        while bundle.phases.lowerBound < bundle.phaseCount {
            // The first pieces go to another thread each time: bundles may be too small for all.
            bundle.multiply(gemm(for: bundle.problem), scratch, (part + bundle.number) % parts, parts)
            bundle = bundle.next()
        }
    }

    /// Scratch bytes of one thread; depends on shapes only, not on pointers or the number of parts.
    public func scratchBytes(for a: TransposedConvArguments) -> Int {
        var bytes = 0
        var bundle = PhaseBundle(first: 0, offset: 0, of: a)
        while bundle.phases.lowerBound < bundle.phaseCount {
            bytes = max(bytes, bundle.plan(gemm(for: bundle.problem)).scratchBytes)
            bundle = bundle.next()
        }
        return bytes
    }

    public static func scratchBytes(for arguments: TransposedConvArguments, isa: ISA) -> Int {
        KernelSet(isa: isa).scratchBytes(for: arguments)
    }
}

/// Consecutive phases that read the same windows.
private struct PhaseBundle {
    let arguments: TransposedConvArguments
    let phaseCount: Int
    var number = 0
    let phases: Range<Int>
    /// Any of the phases, for what they have in common.
    let shared: TransposedPhase
    /// The product of one pixel's window with the weights of all the phases.
    let problem: GemmProblem
    /// Bytes of weights before these phases'.
    let offset: Int
    /// Blocks of 16 channels of one phase and group.
    let blocks: Int

    init(first: Int, offset: Int, of a: TransposedConvArguments) {
        arguments = a
        phaseCount = a.window.strideHeight * a.window.strideWidth
        self.offset = offset
        shared = TransposedPhase(first, of: a)
        var end = first
        while end < phaseCount && TransposedPhase(end, of: a).reads(as: shared) { end += 1 }
        phases = first..<end
        blocks = (a.output.channels / a.groups + 15) / 16
        problem = GemmProblem(a, shared, channels: phases.count * blocks * 16)
    }

    func next() -> PhaseBundle {
        let bytes = phases.count * arguments.groups * blocks * (shared.taps == 0 ? 0 : problem.quads) * 64
        var next = PhaseBundle(first: phases.upperBound, offset: offset + bytes, of: arguments)
        next.number = number + 1
        return next
    }

    func plan(_ kernel: GemmKernel) -> GemmPlan {
        var plan = GemmPlan(problem, kernel)
        if shared.taps == 0 { plan.inPlace = false }
        return plan
    }

    /// One part. Threads share the tiles of rows, or, where that is clearly more even, the blocks of output
    /// channels.
    func multiply(
        _ kernel: GemmKernel, _ scratch: UnsafeMutableRawPointer, _ part: Int, _ parts: Int
    ) {
        let rows = TileRows(problem, kernel)
        let allColumns = phases.count * blocks
        var tiles = 0..<rows.count
        var columns = 0..<allColumns
        let costByRows = (rows.count + parts - 1) / parts * allColumns
        let costByColumns = (allColumns + parts - 1) / parts * rows.count
        if costByColumns + costByColumns / 16 < costByRows {
            columns = piece(part, of: parts, count: allColumns)
        } else {
            tiles = piece(part, of: parts, count: rows.count)
        }
        if tiles.isEmpty || columns.isEmpty { return }
        let plan = plan(kernel)
        let packer = GemmPacker(problem, kernel, rowBytes: plan.rowBytes)
        // Nothing to pack: a row of the input is in the cache as a tile is, and saves work between tiles.
        let panelTiles = max(plan.packedRows / kernel.tileRows, plan.inPlace ? rows.perRow : 1)
        for group in 0..<arguments.groups {
            var tile = tiles.lowerBound
            while tile < tiles.upperBound {
                let end = min(tile + panelTiles, tiles.upperBound)
                let pixels = rows.firstPixel(of: tile)..<rows.firstPixel(of: end)
                var panel = UnsafeRawPointer(scratch)
                if shared.taps == 0 {
                    scratch.initializeMemory(
                        as: UInt8.self, repeating: 0, count: pixels.count * plan.rowBytes)
                } else if plan.inPlace {
                    panel =
                        UnsafeRawPointer(arguments.input.base)
                        + group * (arguments.input.channels / arguments.groups)
                        + pixels.lowerBound * arguments.input.pixelStride
                } else {
                    packer.pack(pixels, group: group, into: scratch)
                }
                multiplyPanel(kernel, plan, panel, rows, tile..<end, columns, group)
                tile = end
            }
        }
    }

    /// Packed tiles times blocks of all phases, chunk by chunk.
    private func multiplyPanel(
        _ kernel: GemmKernel, _ plan: GemmPlan, _ panel: UnsafeRawPointer, _ rows: TileRows,
        _ tiles: Range<Int>, _ columns: Range<Int>, _ group: Int
    ) {
        let a = arguments
        let channels = a.output.channels / a.groups
        let firstPixel = rows.firstPixel(of: tiles.lowerBound)
        let rowStride = a.window.strideHeight * a.output.width * a.output.pixelStride
        var tile = EdgeGemmTile(
            panel: panel, panelStride: plan.inPlace ? a.input.pixelStride : plan.rowBytes, rows: 0,
            quads: Int32(problem.quads), channels: 0, weights: a.weights, bias: a.bias,
            weightSum: a.weightSum, scale: a.requantization.scale, low: a.requantization.low,
            high: a.requantization.high, zeroPoint: a.requantization.zeroPoint,
            output: UnsafeMutableRawPointer(a.output.base),
            outputStride: a.window.strideWidth * a.output.pixelStride, dequantize: 0, runs: 1, runStride: 0)
        var column = columns.lowerBound
        while column < columns.upperBound {
            let index = column / blocks
            let block = column - index * blocks
            let count = min(plan.chunkBlocks, min(blocks - block, columns.upperBound - column))
            let vector = (((phases.lowerBound + index) * a.groups + group) * blocks + block) * 16
            tile.channels = Int32(min(channels - block * 16, count * 16))
            tile.weights = a.weights
            // A phase without taps multiplies zeros with whatever weights there are.
            if shared.taps > 0 {
                tile.weights += offset + ((index * a.groups + group) * blocks + block) * problem.quads * 64
            }
            tile.bias = a.bias + vector
            tile.weightSum = a.weightSum + vector
            tile.scale = a.requantization.scale + vector
            let origin = firstOutput(of: phases.lowerBound + index) + group * channels + block * 16
            var (row, step) = (tiles.lowerBound / rows.perRow, tiles.lowerBound % rows.perRow)
            for _ in tiles {
                let columns = rows.pixels(of: step)
                tile.panel = panel + (row * rows.width + columns.lowerBound - firstPixel) * tile.panelStride
                tile.rows = Int32(columns.count)
                tile.output = UnsafeMutableRawPointer(
                    origin + row * rowStride + columns.lowerBound * tile.outputStride)
                kernel.run(&tile)
                step += 1
                if step == rows.perRow { (row, step) = (row + 1, 0) }
            }
            column += count
        }
    }

    /// The first pixel of a phase in the output.
    private func firstOutput(of phase: Int) -> UnsafeMutablePointer<Int8> {
        let w = arguments.window
        let residue = phase / w.strideWidth
        let y = TransposedPhaseAxis.firstOutput(residue: residue, stride: w.strideHeight, pad: w.padTop)
        let x = TransposedPhaseAxis.firstOutput(
            residue: phase - residue * w.strideWidth, stride: w.strideWidth, pad: w.padLeft)
        return arguments.output.base + (y * arguments.output.width + x) * arguments.output.pixelStride
    }
}

/// The pixels of a phase cut into tiles that do not cross rows, and are as even as can be.
private struct TileRows {
    let width: Int
    /// Tiles of one row.
    let perRow: Int
    let count: Int
    /// Every tile has `each` pixels, the first `longer` of a row one more.
    private let each: Int
    private let longer: Int

    init(_ problem: GemmProblem, _ kernel: GemmKernel) {
        width = problem.outputWidth
        perRow = max(1, (width + kernel.tileRows - 1) / kernel.tileRows)
        count = width == 0 ? 0 : perRow * problem.outputHeight
        each = width / perRow
        longer = width % perRow
    }

    /// Columns of the tile `step` of a row.
    func pixels(of step: Int) -> Range<Int> {
        let first = step * each + min(step, longer)
        return first..<first + each + (step < longer ? 1 : 0)
    }

    /// Of tile `index`, up to and including `count`.
    func firstPixel(of index: Int) -> Int {
        let row = index / perRow
        return row * width + pixels(of: index - row * perRow).lowerBound
    }
}

extension GemmProblem {
    /// A phase as the convolution that it is, with the output channels of several; what lies where in the
    /// output is left to the driver.
    fileprivate init(_ a: TransposedConvArguments, _ phase: TransposedPhase, channels: Int) {
        self.init(
            ConvArguments(
                input: a.input, output: a.output,
                window: Window(
                    kernelHeight: phase.y.taps, kernelWidth: phase.x.taps,
                    dilationHeight: phase.y.dilation, dilationWidth: phase.x.dilation,
                    padTop: phase.y.pad, padLeft: phase.x.pad),
                groups: a.groups, inputZeroPoint: a.inputZeroPoint, weights: a.weights, bias: a.bias,
                weightSum: a.weightSum, requantization: a.requantization,
                weightSafety: a.weightSafety))
        outputHeight = phase.y.outputs
        outputWidth = phase.x.outputs
        self.channels = channels
        // No taps: one quad of zeros.
        if phase.taps == 0 { depth = 4 }
    }
}
