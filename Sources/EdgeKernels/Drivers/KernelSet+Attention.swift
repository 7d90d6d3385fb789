import CEdgeSIMD

extension KernelSet {
    /// attention. `scratch`: this thread's own `scratchBytes(for:)` bytes.
    public func attention(
        _ arguments: AttentionArguments, scratch: UnsafeMutableRawPointer, part: Int = 0, of parts: Int = 1
    ) {
        Attention(arguments, self, scratch).run(part, parts)
    }

    /// Scratch bytes of one thread; the same for every instruction set.
    public func scratchBytes(for arguments: AttentionArguments) -> Int {
        AttentionPlan(arguments).scratchBytes
    }
}

/// A few queries of a head at a time, from their scores to their outputs: the matrix of all scores never exists.
///
/// Keys and values act as the weights of two matrix products, whose kernels are those of convolutions; the weights
/// between are 16-bit, since a softmax over many keys has few that 8 bits could tell from zero.
private struct Attention {
    let a: AttentionArguments
    let plan: AttentionPlan
    let scratch: UnsafeMutableRawPointer
    let scoreKernel: GemmKernel
    let outputKernel: GemmKernel
    let float: FloatKernel

    init(_ a: AttentionArguments, _ kernels: KernelSet, _ scratch: UnsafeMutableRawPointer) {
        self.a = a
        plan = AttentionPlan(a)
        self.scratch = scratch
        scoreKernel = a.keys.depth <= 640 ? kernels.shortSumsGemm : kernels.gemm
        outputKernel = kernels.gemm16
        float = kernels.float
    }

    func run(_ part: Int, _ parts: Int) {
        let tiles = (a.queries.count + AttentionPlan.rows - 1) / AttentionPlan.rows
        let units = piece(part, of: parts, count: a.heads * tiles)
        if units.isEmpty { return }
        fillConstants()
        var packed = -1
        for unit in units {
            let head = unit / tiles
            if head != packed { pack(head) }
            packed = head
            let first = unit % tiles * AttentionPlan.rows
            attend(head, first..<min(first + AttentionPlan.rows, a.queries.count))
        }
    }

    private func at<Element>(_ offset: Int, _ type: Element.Type) -> UnsafeMutablePointer<Element> {
        (scratch + offset).assumingMemoryBound(to: type)
    }

    // MARK: Keys and values as weights

    private func fillConstants() {
        at(plan.scoreScale, Float.self).update(repeating: a.scoreScale, count: plan.keys)
        at(plan.outputScale, Float.self).update(repeating: a.outputScale, count: plan.valueDepth)
        at(plan.zeros, Int32.self).update(repeating: 0, count: plan.valueDepth)
    }

    private func pack(_ head: Int) {
        let keys = UnsafePointer(a.keys.head(head))
        packRowsAsWeights(
            keys, stride: a.keys.stride, count: a.keys.count, depth: a.keys.depth,
            into: at(plan.packedKeys, Int8.self))
        packColumnsAsWeights(
            a.values.head(head), stride: a.values.stride, count: a.values.count, depth: a.values.depth,
            into: at(plan.packedValues, Int8.self))
        let sums = at(plan.weightSum, Int32.self)
        let bias = at(plan.bias, Int32.self)
        for n in 0..<plan.keys {
            sums[n] = n < a.keys.count ? weightSum(keys + n * a.keys.stride, count: a.keys.depth) : 0
            bias[n] = 0 &- a.queryZeroPoint &* sums[n]
        }
    }

    // MARK: Queries

    private func attend(_ head: Int, _ rows: Range<Int>) {
        score(head, rows)
        let weightStride = plan.keyQuads * 4
        let top = toFloat(AttentionArguments.topWeight(keys: a.keys.count))
        var totals = SIMD16<Int32>()
        for i in 0..<rows.count {
            totals[i] = float.exponentials(
                at(plan.scores, Float.self) + i * plan.keys, a.keys.count, top,
                at(plan.weights, Int16.self) + i * weightStride)
        }
        multiply(
            outputKernel, rows: rows.count, panel: at(plan.weights, Int16.self), stride: weightStride * 2,
            quads: plan.keyQuads, channels: a.values.depth, weights: plan.packedValues, bias: plan.zeros,
            weightSum: plan.zeros, scale: plan.outputScale, output: plan.sums, outputStride: plan.valueDepth)
        for i in 0..<rows.count {
            let share = 1 / toFloat(totals[i])
            let sums = at(plan.sums, Float.self) + i * plan.valueDepth
            let output = a.output.head(head) + (rows.lowerBound + i) * a.output.stride
            for e in 0..<a.values.depth {
                output[e] = quantize(sums[e] * share, a.range.low, a.range.high, a.range.zeroPoint)
            }
        }
    }

    private func score(_ head: Int, _ rows: Range<Int>) {
        let depth = a.keys.depth
        let queries = UnsafePointer(a.queries.head(head)) + rows.lowerBound * a.queries.stride
        var panel = UnsafeRawPointer(queries)
        var stride = a.queries.stride
        if scoreKernel.panel != .int8 || depth % 4 != 0 {
            stride = plan.depth * scoreKernel.panel.elementBytes
            var copy = EdgeGemmPack(
                destination: scratch + plan.panel, source: queries,
                sourceEnd: queries + (rows.count - 1) * a.queries.stride + depth, pixels: Int32(rows.count),
                rows: 1, runs: 1, length: Int32(depth), pixelStep: a.queries.stride, rowStride: 0,
                runStride: 0,
                destinationStep: stride)
            scoreKernel.pack(&copy)
            panel = UnsafeRawPointer(scratch + plan.panel)
        }
        multiply(
            scoreKernel, rows: rows.count, panel: panel, stride: stride, quads: plan.depth / 4,
            channels: a.keys.count, weights: plan.packedKeys, bias: plan.bias, weightSum: plan.weightSum,
            scale: plan.scoreScale, output: plan.scores, outputStride: plan.keys)
    }

    /// Rows times weights to float32, in tiles of the kernel.
    private func multiply(
        _ kernel: GemmKernel, rows: Int, panel: UnsafeRawPointer, stride: Int, quads: Int, channels: Int,
        weights: Int, bias: Int, weightSum: Int, scale: Int, output: Int, outputStride: Int
    ) {
        let most = even(rows, most: kernel.tileRows)
        var tile = EdgeGemmTile(
            panel: panel, panelStride: stride, rows: 0, quads: Int32(quads), channels: Int32(channels),
            weights: at(weights, Int8.self), bias: at(bias, Int32.self), weightSum: at(weightSum, Int32.self),
            scale: at(scale, Float.self), low: 0, high: 0, zeroPoint: 0, output: scratch + output,
            outputStride: outputStride, dequantize: 1, runs: 1, runStride: 0)
        var row = 0
        while row < rows {
            tile.rows = Int32(min(most, rows - row))
            kernel.run(&tile)
            tile.panel += most * stride
            tile.output += most * outputStride * MemoryLayout<Float>.stride
            row += most
        }
    }
}
