// Constant folding of the operators that only move elements.

func foldConcat(_ parts: [Tensor], axis: Int) -> Tensor {
    var shape = parts[0].shape
    shape[axis] = parts.reduce(0) { $0 + $1.shape[axis] }
    let outer = shape[..<axis].reduce(1, *)

    func joined<T>(_ contents: (Tensor) -> [T]) -> [T] {
        var result: [T] = []
        result.reserveCapacity(shape.reduce(1, *))
        for row in 0..<outer {
            for part in parts {
                let run = part.shape[axis...].reduce(1, *)
                result += contents(part)[(row * run)..<((row + 1) * run)]
            }
        }
        return result
    }
    return parts[0].type == .float
        ? Tensor(shape: shape, floats: joined(\.floats))
        : Tensor(shape: shape, integers: joined(\.integers), type: parts[0].type)
}

func foldSplit(_ x: Tensor, axis: Int, sizes: [Int]) -> [Tensor] {
    var start = 0
    return sizes.map { size in
        var starts = [Int](repeating: 0, count: x.shape.count)
        var ends = x.shape
        starts[axis] = start
        start += size
        ends[axis] = start
        return foldSlice(x, starts: starts, ends: ends, steps: [Int](repeating: 1, count: x.shape.count))
    }
}

func foldSlice(_ x: Tensor, starts: [Int], ends: [Int], steps: [Int]) -> Tensor {
    let shape = x.shape.indices.map { sliceCount(start: starts[$0], end: ends[$0], step: steps[$0]) }
    let strides = rowMajorStrides(x.shape)
    let first = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
    // A step past the end of its dimension is never taken; its product could overflow.
    let walked = x.shape.indices.map { shape[$0] > 1 ? steps[$0] * strides[$0] : 0 }
    return x.picking(StridedWalk(shape).offsets(strides: walked, start: first), shape: shape)
}

/// nil where an index is out of range.
func foldGather(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor? {
    let size = Int64(x.shape[axis])
    var rows: [Int] = []
    for index in indices.integers {
        guard index >= -size, index < size else { return nil }
        rows.append(Int(index < 0 ? index + size : index))
    }
    let outer = x.shape[..<axis].reduce(1, *)
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    var offsets: [Int] = []
    offsets.reserveCapacity(outer * rows.count * inner)
    for block in 0..<outer {
        for row in rows {
            let start = (block * Int(size) + row) * inner
            offsets += start..<(start + inner)
        }
    }
    var shape = x.shape
    shape.replaceSubrange(axis...axis, with: indices.shape)
    return x.picking(offsets, shape: shape)
}
