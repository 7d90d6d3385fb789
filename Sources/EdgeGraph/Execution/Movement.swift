/// Copies the elements that one index list an axis selects: `y[i0, i1, …] = x[maps[0][i0], maps[1][i1], …]`,
/// and `fill` (one element's bytes) where any index is negative. Slice, Pad, Expand, Gather along an axis
/// and nearest-neighbour resizing are all this. Elements are 4 or 8 bytes.
func copyIndexed(
    _ x: TensorView, maps: [[Int]], into y: TensorView, fill: UnsafeRawPointer? = nil, _ threads: Threads
) {
    guard y.count > 0 else { return }
    if x.type.elementSize == 4 {
        IndexedCopy<UInt32>(x, maps, y, fill).run(threads)
    } else {
        IndexedCopy<UInt64>(x, maps, y, fill).run(threads)
    }
}

private struct IndexedCopy<Element: BitwiseCopyable>: @unchecked Sendable {
    let source: UnsafePointer<Element>
    let target: UnsafeMutablePointer<Element>
    /// The selected axes; the identical ones at the end are merged into `run`.
    var maps: [[Int]]
    var sourceStrides: [Int]
    var targetStrides: [Int]
    let run: Int
    let fill: Element

    init(_ x: TensorView, _ maps: [[Int]], _ y: TensorView, _ fill: UnsafeRawPointer?) {
        source = UnsafePointer(x.base.assumingMemoryBound(to: Element.self))
        target = y.base.assumingMemoryBound(to: Element.self)
        self.fill = fill?.loadUnaligned(as: Element.self) ?? unsafeZero()
        var axes = maps.count
        var run = 1
        while axes > 0, maps[axes - 1].count == x.shape[axes - 1], maps[axes - 1].isIdentity {
            run *= x.shape[axes - 1]
            axes -= 1
        }
        self.run = run
        self.maps = Array(maps[..<axes])
        sourceStrides = (0..<axes).map { x.shape.product($0 + 1..<x.shape.count) }
        targetStrides = (0..<axes).map { y.shape.product($0 + 1..<y.shape.count) }
    }

    func run(_ threads: Threads) {
        guard let first = maps.first else {
            target.update(from: source, count: run)
            return
        }
        threads.ranges(first.count, grain: max(1, 16384 / max(1, targetStrides[0]))) { range in
            copy(axis: 0, range, 0, 0)
        }
    }

    private func copy(axis: Int, _ range: Range<Int>, _ from: Int, _ to: Int) {
        let map = maps[axis]
        let (sourceStride, targetStride) = (sourceStrides[axis], targetStrides[axis])
        map.withUnsafeBufferPointer { map in
            let isLast = axis == maps.count - 1
            if isLast, run == 1 {
                for i in range { target[to + i] = map[i] < 0 ? fill : source[from + map[i]] }
                return
            }
            for i in range {
                let at = to + i * targetStride
                if map[i] < 0 {
                    (target + at).update(repeating: fill, count: targetStride)
                } else if isLast {
                    (target + at).update(from: source + from + map[i] * sourceStride, count: run)
                } else {
                    copy(
                        axis: axis + 1, 0..<maps[axis + 1].count, from + map[i] * sourceStride, at)
                }
            }
        }
    }
}

private func unsafeZero<Element: BitwiseCopyable>() -> Element {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 16) { bytes in
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
        return bytes.baseAddress!.loadUnaligned(as: Element.self)
    }
}

extension Array where Element == Int {
    fileprivate var isIdentity: Bool {
        for i in indices where self[i] != i { return false }
        return true
    }
}

/// The input's bytes under another shape.
struct ReshapeKernel: Kernel {
    let shape: [Int]
    var name: String { "Reshape" }
    var isView: Bool { true }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        // The target shape may still be given as a second operand; the attribute holds it resolved.
        try inputs.checkCount(1...2)
        let x = try inputs.required(0)
        let count = try elementCount(x.shape)
        guard try elementCount(shape) == count else { throw .invalid("\(x.shape) as \(shape)") }
        return [TensorSpec(shape, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        outputs[0].base.copyMemory(from: inputs[0]!.base, byteCount: outputs[0].byteCount)
    }
}

struct IdentityKernel: Kernel {
    var name: String { "Identity" }
    var isView: Bool { true }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        [try inputs.required(0)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        outputs[0].base.copyMemory(from: inputs[0]!.base, byteCount: outputs[0].byteCount)
    }
}

/// Inputs one after another along `axis`.
struct ConcatKernel: Kernel {
    let axis: Int
    var name: String { "Concat" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        guard !inputs.specs.isEmpty else { throw .invalid("no inputs") }
        let first = try inputs.required(0)
        try checkAxis(axis, rank: first.shape.count)
        var shape = first.shape
        shape[axis] = 0
        for i in inputs.specs.indices {
            let spec = try inputs.required(i, first.type)
            var other = spec.shape
            guard other.count == shape.count else { throw .invalid("\(first.shape) and \(spec.shape)") }
            other[axis] = first.shape[axis]
            guard other == first.shape else { throw .invalid("\(first.shape) and \(spec.shape)") }
            let (size, overflow) = shape[axis].addingReportingOverflow(spec.shape[axis])
            guard !overflow else { throw .invalid("the output is too large") }
            shape[axis] = size
        }
        return [TensorSpec(shape, first.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let y = outputs[0]
        let outer = y.shape.product(0..<axis)
        guard y.count > 0 else { return }
        let rowBytes = y.byteCount / outer
        var offset = 0
        for case let x? in inputs where x.count > 0 {
            let bytes = x.byteCount / outer
            for row in 0..<outer {
                (y.base + row * rowBytes + offset).copyMemory(from: x.base + row * bytes, byteCount: bytes)
            }
            offset += bytes
        }
    }
}

/// Parts of `sizes` along `axis`, one output each.
struct SplitKernel: Kernel {
    let axis: Int
    let sizes: [Int]
    var name: String { "Split" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        // The sizes may still be given as a second operand; the attribute holds them.
        try inputs.checkCount(1...2)
        let x = try inputs.required(0)
        try checkAxis(axis, rank: x.shape.count)
        var rest = x.shape[axis]
        for size in sizes {
            guard size >= 0, size <= rest else { throw .invalid("parts \(sizes) of \(x.shape)") }
            rest -= size
        }
        guard rest == 0 else { throw .invalid("parts \(sizes) of \(x.shape)") }
        return sizes.map { size in
            var shape = x.shape
            shape[axis] = size
            return TensorSpec(shape, x.type)
        }
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let outer = x.shape.product(0..<axis)
        guard x.count > 0 else { return }
        let rowBytes = x.byteCount / outer
        var offset = 0
        for y in outputs where y.count > 0 {
            let bytes = y.byteCount / outer
            for row in 0..<outer {
                (y.base + row * bytes).copyMemory(from: x.base + row * rowBytes + offset, byteCount: bytes)
            }
            offset += bytes
        }
    }
}

/// Every `step`-th element from start to end (exclusive), one triple an axis.
struct SliceKernel: Kernel {
    let starts: [Int]
    let ends: [Int]
    let steps: [Int]
    var name: String { "Slice" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        let x = try inputs.required(0)
        guard starts.count == x.shape.count, ends.count == x.shape.count, steps.count == x.shape.count else {
            throw .invalid("starts \(starts), ends \(ends), steps \(steps) of \(x.shape)")
        }
        var shape: [Int] = []
        for axis in x.shape.indices {
            let (start, end, step, size) = (starts[axis], ends[axis], steps[axis], x.shape[axis])
            let magnitude = Int(clamping: step.magnitude)
            guard step != 0, start >= -1, start <= size, end >= -1, end <= size else {
                throw .invalid("\(start) to \(end) by \(step) of \(size)")
            }
            if step > 0 {
                let count = end > start ? (end - start - 1) / magnitude + 1 : 0
                guard count == 0 || start >= 0 else { throw .invalid("slice from \(start)") }
                shape.append(count)
            } else {
                let count = start > end ? (start - end - 1) / magnitude + 1 : 0
                guard count == 0 || start < size else { throw .invalid("slice from \(start) of \(size)") }
                shape.append(count)
            }
        }
        return [TensorSpec(shape, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let y = outputs[0]
        guard y.count > 0 else { return }
        let maps = y.shape.indices.map { axis in
            (0..<y.shape[axis]).map { starts[axis] + $0 * steps[axis] }
        }
        copyIndexed(inputs[0]!, maps: maps, into: y, threads)
    }
}

/// Elements added (or, where negative, cut) before and after each axis.
struct PadKernel: Kernel {
    let before: [Int]
    let after: [Int]
    let mode: PadMode
    let value: Float
    var name: String { "Pad" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        let x = try inputs.required(0)
        guard before.count == x.shape.count, after.count == x.shape.count else {
            throw .invalid("padding \(before) and \(after) of \(x.shape)")
        }
        var shape: [Int] = []
        for axis in x.shape.indices {
            let size = x.shape[axis]
            let range = -(1 << 32)...(1 << 32)
            guard range.contains(before[axis]), range.contains(after[axis]) else {
                throw .invalid("padding \(before) and \(after)")
            }
            let padded = size + before[axis] + after[axis]
            guard padded >= 0 else { throw .invalid("padding \(before) and \(after) of \(x.shape)") }
            guard mode == .constant || size > 0 || padded == 0 else {
                throw .invalid("\(mode) padding of an empty axis")
            }
            shape.append(padded)
        }
        return [TensorSpec(shape, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        let maps = y.shape.indices.map { axis in
            (0..<y.shape[axis]).map { source($0 - before[axis], size: x.shape[axis]) }
        }
        if x.type == .float {
            withUnsafePointer(to: value) { copyIndexed(x, maps: maps, into: y, fill: $0, threads) }
        } else {
            withUnsafePointer(to: saturatingInteger(value)) {
                copyIndexed(x, maps: maps, into: y, fill: $0, threads)
            }
        }
    }

    private func source(_ i: Int, size: Int) -> Int {
        if i >= 0, i < size { return i }
        switch mode {
        case .constant: return -1
        case .edge: return i < 0 ? 0 : size - 1
        case .reflect:
            guard size > 1 else { return 0 }
            let period = 2 * (size - 1)
            let wrapped = ((i % period) + period) % period
            return wrapped < size ? wrapped : period - wrapped
        }
    }
}

/// Broadcasts to `shape` (which itself broadcasts with the input).
struct ExpandKernel: Kernel {
    let shape: [Int]
    var name: String { "Expand" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        let x = try inputs.required(0)
        return [TensorSpec(try broadcastShape(x.shape, shape), x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        let lead = [Int](repeating: 1, count: y.shape.count - x.shape.count)
        let source = TensorView(TensorSpec(lead + x.shape, x.type), x.base)
        let maps = y.shape.indices.map { axis in
            source.shape[axis] == 1
                ? [Int](repeating: 0, count: y.shape[axis]) : Array(0..<y.shape[axis])
        }
        copyIndexed(source, maps: maps, into: y, threads)
    }
}
