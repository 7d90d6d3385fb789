/// y's axis i is x's axis permutation[i].
struct TransposeKernel: Kernel {
    let permutation: [Int]
    var name: String { "Transpose" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0)
        guard permutation.sorted() == Array(x.shape.indices) else {
            throw .invalid("permutation \(permutation) of \(x.shape)")
        }
        return [TensorSpec(permutation.map { x.shape[$0] }, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        transpose(inputs[0]!, permutation: permutation, into: outputs[0], threads)
    }
}

/// [N, C, H, W] -> [N, C/b², H·b, W·b]. The channel index is (row, column, depth), or (depth, row, column)
/// with `columnRowDepth` (ONNX mode CRD).
struct DepthToSpaceKernel: Kernel {
    let block: Int
    let columnRowDepth: Bool
    var name: String { "DepthToSpace" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0)
        guard x.shape.count == 4, block >= 1, block <= 1 << 16, x.shape[1] % (block * block) == 0 else {
            throw .invalid("blocks of \(block) from \(x.shape)")
        }
        let (sizes, overflow) = (x.shape, x.shape[2] > 1 << 40 || x.shape[3] > 1 << 40)
        guard !overflow else { throw .invalid("\(x.shape) is too large") }
        return [
            TensorSpec([sizes[0], sizes[1] / (block * block), sizes[2] * block, sizes[3] * block], x.type)
        ]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let (n, c, h, w) = (x.shape[0], x.shape[1] / (block * block), x.shape[2], x.shape[3])
        let split = columnRowDepth ? [n, c, block, block, h, w] : [n, block, block, c, h, w]
        let permutation = columnRowDepth ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
        transpose(
            TensorView(TensorSpec(split, x.type), x.base), permutation: permutation, into: outputs[0], threads
        )
    }
}

/// [N, C, H, W] -> [N, b²·C, H/b, W/b], channel index (row, column, depth).
struct SpaceToDepthKernel: Kernel {
    let block: Int
    var name: String { "SpaceToDepth" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0)
        guard x.shape.count == 4, block >= 1, block <= 1 << 16, x.shape[2] % block == 0,
            x.shape[3] % block == 0, x.shape[1] <= 1 << 30
        else { throw .invalid("blocks of \(block) from \(x.shape)") }
        return [
            TensorSpec(
                [x.shape[0], x.shape[1] * block * block, x.shape[2] / block, x.shape[3] / block], x.type)
        ]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let (h, w) = (x.shape[2] / block, x.shape[3] / block)
        let split = [x.shape[0], x.shape[1], h, block, w, block]
        transpose(
            TensorView(TensorSpec(split, x.type), x.base), permutation: [0, 3, 5, 1, 2, 4],
            into: outputs[0], threads)
    }
}

/// Copies x with its axes in the order `permutation`; y's shape is not looked at, only its memory.
func transpose(_ x: TensorView, permutation: [Int], into y: TensorView, _ threads: Threads) {
    guard x.count > 0 else { return }
    // Dimensions of 1 go; axes that stay neighbours become one.
    var dimensions: [Int] = []
    var strides: [Int] = []
    var previous = -2
    for axis in permutation where x.shape[axis] != 1 {
        let stride = x.shape.product(axis + 1..<x.shape.count)
        let skipped = previous >= 0 && previous < axis ? x.shape.product(previous + 1..<axis) : 0
        if previous >= 0, previous < axis, skipped == 1 {
            dimensions[dimensions.count - 1] *= x.shape[axis]
            strides[strides.count - 1] = stride
        } else {
            dimensions.append(x.shape[axis])
            strides.append(stride)
        }
        previous = axis
    }
    if x.type.elementSize == 4 {
        copyStrided(x.base.assumingMemoryBound(to: UInt32.self), dimensions, strides, y.base, threads)
    } else {
        copyStrided(x.base.assumingMemoryBound(to: UInt64.self), dimensions, strides, y.base, threads)
    }
}

/// y (dense, `dimensions`) = x walked by `strides`.
@inline(__always)
private func copyStrided<Element: BitwiseCopyable>(
    _ x: UnsafePointer<Element>, _ dimensions: [Int], _ strides: [Int], _ target: UnsafeMutableRawPointer,
    _ threads: Threads
) {
    let y = target.assumingMemoryBound(to: Element.self)
    let rank = dimensions.count
    guard rank > 0 else { return y.update(from: x, count: 1) }
    let run = dimensions[rank - 1]
    let step = strides[rank - 1]
    func offset(_ index: Int, axes: Int) -> Int {
        var rest = index
        var offset = 0
        var axis = axes - 1
        while axis >= 0 {
            offset += rest % dimensions[axis] * strides[axis]
            rest /= dimensions[axis]
            axis -= 1
        }
        return offset
    }
    if rank >= 2, step != 1, strides[rank - 2] == 1 {
        // A matrix transposition in the last two axes: tiles, so that both sides use whole cache lines.
        let rows = dimensions[rank - 2]
        let tile = 16
        let matrices = dimensions.product(0..<rank - 2)
        threads.ranges(matrices, grain: max(1, 16384 / (rows * run))) { range in
            for matrix in range {
                let from = x + offset(matrix, axes: rank - 2)
                let to = y + matrix * rows * run
                for i0 in stride(from: 0, to: rows, by: tile) {
                    for j0 in stride(from: 0, to: run, by: tile) {
                        for i in i0..<min(i0 + tile, rows) {
                            for j in j0..<min(j0 + tile, run) { to[i * run + j] = from[i + j * step] }
                        }
                    }
                }
            }
        }
        return
    }
    threads.ranges(dimensions.product(0..<rank - 1), grain: max(1, 16384 / run)) { range in
        for row in range {
            let from = x + offset(row, axes: rank - 1)
            let to = y + row * run
            if step == 1 {
                to.update(from: from, count: run)
            } else {
                for i in 0..<run { to[i] = from[i * step] }
            }
        }
    }
}
