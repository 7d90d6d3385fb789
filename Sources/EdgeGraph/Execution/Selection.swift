/// Slices of x along `axis` at `indices` (which count from the end where negative): the axis is replaced
/// by the shape of the indices.
struct GatherKernel: Kernel {
    let axis: Int
    var name: String { "Gather" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...2)
        let x = try inputs.required(0)
        let indices = try inputs.required(1, .integer)
        try checkAxis(axis, rank: x.shape.count)
        return [TensorSpec(Array(x.shape[..<axis]) + indices.shape + Array(x.shape[(axis + 1)...]), x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let indices = try normalized(inputs[1]!.integerArray, size: x.shape[axis])
        var maps = x.shape.map { Array(0..<$0) }
        maps[axis] = indices
        var shape = x.shape
        shape[axis] = indices.count
        let y = TensorView(TensorSpec(shape, x.type), outputs[0].base)
        copyIndexed(x, maps: maps, into: y, threads)
    }
}

/// y[…, i, …] = x[…, indices[…, i, …], …] along `axis`.
struct GatherElementsKernel: Kernel {
    let axis: Int
    var name: String { "GatherElements" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...2)
        let x = try inputs.required(0)
        let indices = try inputs.required(1, .integer)
        try checkAxis(axis, rank: x.shape.count)
        guard indices.shape.count == x.shape.count,
            x.shape.indices.allSatisfy({ $0 == axis || indices.shape[$0] <= x.shape[$0] })
        else { throw .invalid("indices \(indices.shape) into \(x.shape)") }
        return [TensorSpec(indices.shape, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        let indices = try normalized(inputs[1]!.integerArray, size: x.shape[axis])
        let rank = x.shape.count
        let strides = (0..<rank).map { x.shape.product($0 + 1..<rank) }
        for (i, index) in indices.enumerated() {
            var rest = i
            var at = index * strides[axis]
            for dimension in (0..<rank).reversed() {
                if dimension != axis { at += rest % y.shape[dimension] * strides[dimension] }
                rest /= y.shape[dimension]
            }
            if x.type == .float { y.floats[i] = x.floats[at] } else { y.integers[i] = x.integers[at] }
        }
    }
}

/// Indices counted from the start; all within `size`.
private func normalized(_ indices: [Int64], size: Int) throws(ExecutionError) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(indices.count)
    for index in indices {
        guard index >= -Int64(size), index < Int64(size) else {
            throw .data("index \(index) along an axis of \(size)")
        }
        result.append(Int(index < 0 ? index + Int64(size) : index))
    }
    return result
}

/// The k largest (or smallest) along `axis`, in order, with their indices; the lower index first among
/// equals.
struct TopKKernel: Kernel {
    let axis: Int
    let k: Int
    let largest: Bool
    var name: String { "TopK" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        // k may still be given as a second operand; the attribute holds it.
        try inputs.checkCount(1...2)
        let x = try inputs.required(0)
        try checkAxis(axis, rank: x.shape.count)
        guard x.type != .boolean, k >= 0, k <= x.shape[axis] else {
            throw .invalid("the first \(k) of \(x.type) \(x.shape)")
        }
        var shape = x.shape
        shape[axis] = k
        return [TensorSpec(shape, x.type), TensorSpec(shape, .integer)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        if x.type == .float {
            select(x, x.floats, outputs[0].floats, outputs[1].integers)
        } else {
            select(x, x.integers, outputs[0].integers, outputs[1].integers)
        }
    }

    @inline(__always)
    private func select<T: Comparable>(
        _ view: TensorView, _ x: UnsafePointer<T>, _ values: UnsafeMutablePointer<T>,
        _ indices: UnsafeMutablePointer<Int64>
    ) {
        forEachLine(view.shape, axis: axis) { line, inner, start in
            var order = Array(0..<view.shape[axis])
            order.sort { i, j in
                let (a, b) = (x[start + i * inner], x[start + j * inner])
                if a != b { return largest ? a > b : a < b }
                return i < j
            }
            let target = line / inner * k * inner + line % inner
            for i in 0..<k {
                values[target + i * inner] = x[start + order[i] * inner]
                indices[target + i * inner] = Int64(order[i])
            }
        }
    }
}

/// Index of the largest element along `axis`, the first among equals.
struct ArgMaxKernel: Kernel {
    let axis: Int
    let keepDimensions: Bool
    var name: String { "ArgMax" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0)
        try checkAxis(axis, rank: x.shape.count)
        guard x.type != .boolean, x.shape[axis] > 0 else { throw .invalid("\(x.type) \(x.shape)") }
        var shape = x.shape
        if keepDimensions { shape[axis] = 1 } else { shape.remove(at: axis) }
        return [TensorSpec(shape, .integer)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        if x.type == .float {
            search(x, x.floats, outputs[0].integers)
        } else {
            search(x, x.integers, outputs[0].integers)
        }
    }

    @inline(__always)
    private func search<T: Comparable>(
        _ view: TensorView, _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<Int64>
    ) {
        forEachLine(view.shape, axis: axis) { line, inner, start in
            var best = 0
            for i in 1..<max(1, view.shape[axis]) where x[start + i * inner] > x[start + best * inner] {
                best = i
            }
            y[line] = Int64(best)
        }
    }
}

/// Calls `body(line, step, start)` for every line of elements along `axis`.
@inline(__always)
private func forEachLine(_ shape: [Int], axis: Int, _ body: (Int, Int, Int) -> Void) {
    let inner = shape.product(axis + 1..<shape.count)
    for line in 0..<shape.product(0..<axis) * inner {
        body(line, inner, line / inner * shape[axis] * inner + line % inner)
    }
}
