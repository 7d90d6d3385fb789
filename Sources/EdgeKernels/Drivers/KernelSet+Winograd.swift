import CEdgeSIMD

extension KernelSet {
    /// A convolution by Winograd's algorithm, with the same bytes as the direct sum; false, with nothing done, where
    /// the kernels, the shape or the scratch do not allow it or it would not pay.
    @inline(__always)
    static func winograd(
        _ kernels: UnsafePointer<KernelSet>, _ problem: GemmProblem, _ mostScratch: Int,
        _ scratch: UnsafeMutableRawPointer, _ part: Int, _ parts: Int
    ) -> Bool {
        // Before anything is copied.
        if problem.window.kernelHeight != 3 || problem.window.strideHeight != 1 { return false }
        guard let kernel = kernels.pointee.winograd,
            let plan = winogradPlan(problem, kernel, mostScratch)
        else { return false }
        WinogradPass(problem: problem, plan: plan, kernel: kernel, scratch: scratch).run(part, parts)
        return true
    }

    /// Whether `conv` takes this way.
    public func goesByWinograd(_ arguments: ConvArguments) -> Bool {
        guard let winograd else { return false }
        return Self.winogradPlan(GemmProblem(arguments), winograd, arguments.mostScratch) != nil
    }

    /// Nil where the shape or the scratch does not allow it, or it would not pay.
    static func winogradPlan(
        _ problem: GemmProblem, _ kernel: WinogradKernel, _ mostScratch: Int
    ) -> WinogradPlan? {
        guard let plan = WinogradPlan(problem, kernel), plan.scratchBytes <= mostScratch,
            plan.pays(outputChannels: problem.channels, leastChannels: kernel.leastChannels)
        else { return nil }
        return plan
    }

    /// Scratch that lets an int8 convolution of this shape go by Winograd's algorithm on all sets that have it and are
    /// faster by it; nil where the direct sum serves as well or better on each.
    public static func winogradScratchBytes(
        window: Window, groups: Int, inputChannels: Int, outputChannels: Int, outputHeight: Int,
        outputWidth: Int
    ) -> Int? {
        let plan = WinogradPlan(
            window: window, groups: groups, channels: inputChannels, outputHeight: outputHeight,
            outputWidth: outputWidth, activationBytes: WinogradPlan.mostActivationBytes)
        guard let plan, plan.pays(outputChannels: outputChannels) else { return nil }
        return plan.scratchBytes
    }

    /// A convolution with a given kernel, whether it pays or not: for tests and the benchmark.
    ///
    /// - Returns: bytes of scratch that it takes; nil where the algorithm does not fit, and nothing is done.
    /// - Parameter scratch: nil to do nothing.
    package static func winogradConv(
        _ kernel: WinogradKernel, _ arguments: ConvArguments, scratch: UnsafeMutableRawPointer?,
        part: Int = 0,
        of parts: Int = 1
    ) -> Int? {
        let problem = GemmProblem(arguments)
        guard let plan = WinogradPlan(problem, kernel) else { return nil }
        if let scratch {
            WinogradPass(problem: problem, plan: plan, kernel: kernel, scratch: scratch).run(part, parts)
        }
        return plan.scratchBytes
    }
}

/// One thread's share of a convolution.
private struct WinogradPass {
    let problem: GemmProblem
    let plan: WinogradPlan
    let kernel: WinogradKernel
    let scratch: UnsafeMutableRawPointer

    /// Threads share the output channels or the tiles, whatever is faster.
    func run(_ part: Int, _ parts: Int) {
        var tiles = 0..<plan.tiles
        var blocks = 0..<problem.blocks
        if parts > 1 {
            let byChannels = plan.cost(tiles: plan.tiles, blocks: (problem.blocks + parts - 1) / parts)
            let byTiles = plan.cost(tiles: (plan.tiles + parts - 1) / parts, blocks: problem.blocks)
            if byChannels < byTiles {
                blocks = piece(part, of: parts, count: problem.blocks)
            } else {
                tiles = piece(part, of: parts, count: plan.tiles)
            }
        }
        if tiles.isEmpty || blocks.isEmpty { return }
        (scratch + plan.padding).assumingMemoryBound(to: Int8.self).update(
            repeating: Int8(truncatingIfNeeded: problem.inputZeroPoint), count: plan.channels)
        let count = plan.evenTiles(of: tiles.count)
        var first = tiles.lowerBound
        while first < tiles.upperBound {
            let end = min(first + count, tiles.upperBound)
            transformInput(first..<end)
            for block in blocks { multiply(first..<end, block) }
            first = end
        }
    }

    private func transformInput(_ tiles: Range<Int>) {
        let taps = scratch.assumingMemoryBound(to: UnsafePointer<Int8>.self)
        var window = EdgeWinogradInput(
            taps: taps, channels: Int32(plan.channels),
            transformed: (scratch + plan.activations).assumingMemoryBound(to: Int16.self),
            step: plan.activationStep)
        let padding = UnsafePointer((scratch + plan.padding).assumingMemoryBound(to: Int8.self))
        let input = problem.input
        var row = tiles.lowerBound / plan.tilesWide
        var column = tiles.lowerBound % plan.tilesWide
        // The tile before in the row has no padding: its taps need but move on.
        var lastIsInside = false
        for _ in tiles {
            let top = 2 * row - problem.window.padTop
            let rowIsInside = top >= 0 && top + 4 <= input.height
            let left = 2 * column - problem.window.padLeft
            let isInside = rowIsInside && left >= 0 && left + 4 <= input.width
            if isInside && lastIsInside {
                for i in 0..<16 { taps[i] += 2 * input.pixelStride }
            } else {
                point(taps, top: top, left: left, padding)
            }
            lastIsInside = isInside
            kernel.input(&window)
            window.transformed += plan.channels
            column += 1
            if column == plan.tilesWide {
                column = 0
                row += 1
                lastIsInside = false
            }
        }
    }

    /// The 4x4 window from (top, left) on.
    private func point(
        _ taps: UnsafeMutablePointer<UnsafePointer<Int8>>, top: Int, left: Int, _ padding: UnsafePointer<Int8>
    ) {
        let input = problem.input
        for y in 0..<4 {
            let isInside = top + y >= 0 && top + y < input.height
            let pixels = UnsafePointer(input.base) + (top + y) * input.width * input.pixelStride
            for x in 0..<4 {
                taps[y * 4 + x] =
                    isInside && left + x >= 0 && left + x < input.width
                    ? pixels + (left + x) * input.pixelStride : padding
            }
        }
    }

    private func multiply(_ tiles: Range<Int>, _ block: Int) {
        let transformed = (scratch + plan.weights).assumingMemoryBound(to: Int16.self)
        var weights = EdgeWinogradWeights(
            weights: problem.weights + block * problem.quads * 64, channels: Int32(plan.channels),
            transformed: transformed, step: plan.weightStep)
        kernel.weights(&weights)
        let sums = (scratch + plan.sums).assumingMemoryBound(to: Int32.self)
        var product = EdgeWinogradProduct(
            activations: (scratch + plan.activations).assumingMemoryBound(to: Int16.self),
            activationStep: plan.activationStep, weights: transformed, weightStep: plan.weightStep,
            tiles: Int32(tiles.count), channels: Int32(plan.channels), sums: sums)
        kernel.product(&product)

        let channel = block * 16
        var output = EdgeWinogradOutput(
            sums: sums, step: tiles.count * 16, tiles: 0, rows: 0, columns: 0,
            channels: Int32(min(16, problem.channels - channel)), bias: problem.bias + channel,
            scale: problem.requantization.scale + channel, low: problem.requantization.low,
            high: problem.requantization.high, zeroPoint: problem.requantization.zeroPoint,
            output: problem.output, pixelStride: problem.outputStride,
            rowStride: problem.outputWidth * problem.outputStride,
            dequantize: problem.outputElement == .int8 ? 0 : 1)
        // Tiles beside each other at a time.
        var first = tiles.lowerBound
        while first < tiles.upperBound {
            let row = first / plan.tilesWide
            let end = min((row + 1) * plan.tilesWide, tiles.upperBound)
            let x = 2 * (first - row * plan.tilesWide)
            output.sums = UnsafePointer(sums) + (first - tiles.lowerBound) * 16
            output.tiles = Int32(end - first)
            output.rows = Int32(min(2, problem.outputHeight - 2 * row))
            output.columns = Int32(min(2 * (end - first), problem.outputWidth - x))
            let pixel = 2 * row * problem.outputWidth + x
            output.output =
                problem.output + (pixel * problem.outputStride + channel) * problem.outputBytes
            kernel.output(&output)
            first = end
        }
    }
}
