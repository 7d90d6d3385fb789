/// The shape that two shapes broadcast to (ONNX "Broadcasting": aligned at the last dimension, 1 stretches).
func broadcastShape(_ a: [Int], _ b: [Int]) throws(ExecutionError) -> [Int] {
    let rank = max(a.count, b.count)
    var shape: [Int] = []
    for axis in 0..<rank {
        let i = axis - (rank - a.count)
        let j = axis - (rank - b.count)
        let x = i < 0 ? 1 : a[i]
        let y = j < 0 ? 1 : b[j]
        guard x == y || x == 1 || y == 1 else { throw .invalid("\(a) and \(b) do not broadcast") }
        shape.append(x == 1 ? y : x)
    }
    return shape
}

/// Elements to step along each axis of `target` in a tensor of `shape`; 0 where it is stretched.
func broadcastStrides(_ shape: [Int], to target: [Int]) -> [Int] {
    var strides = [Int](repeating: 0, count: target.count)
    var stride = 1
    for axis in shape.indices.reversed() {
        strides[axis + target.count - shape.count] = shape[axis] == 1 ? 0 : stride
        stride *= shape[axis]
    }
    return strides
}

/// Element index into a tensor of `shape` for every element of `target`, in row-major order.
func broadcastOffsets(_ shape: [Int], to target: [Int]) -> [Int] {
    let strides = broadcastStrides(shape, to: target)
    var offsets = [0]
    for axis in target.indices {
        var next: [Int] = []
        next.reserveCapacity(offsets.count * target[axis])
        for offset in offsets {
            for i in 0..<target[axis] { next.append(offset + i * strides[axis]) }
        }
        offsets = next
    }
    return offsets
}

/// Several broadcast operands walked together: axes that every operand steps through evenly are merged,
/// and the last axis is left to the caller as a run with one step an operand.
struct BroadcastWalk {
    /// Merged dimensions; never empty.
    private(set) var dimensions: [Int] = []
    /// Per operand, one stride a merged dimension.
    private(set) var strides: [[Int]]

    init(_ shapes: [[Int]], to target: [Int]) {
        let full = shapes.map { broadcastStrides($0, to: target) }
        strides = shapes.map { _ in [] }
        for axis in target.indices where target[axis] != 1 {
            let last = dimensions.count - 1
            let merges =
                last >= 0
                && full.indices.allSatisfy { strides[$0][last] == full[$0][axis] * target[axis] }
            if merges {
                dimensions[last] *= target[axis]
                for i in full.indices { strides[i][last] = full[i][axis] }
            } else {
                dimensions.append(target[axis])
                for i in full.indices { strides[i].append(full[i][axis]) }
            }
        }
        if dimensions.isEmpty {
            dimensions = [1]
            for i in strides.indices { strides[i] = [0] }
        }
    }

    /// Length of a run.
    var run: Int { dimensions[dimensions.count - 1] }
    /// Runs in all.
    var runs: Int { dimensions.dropLast().reduce(1, *) }
    /// Elements an operand steps within a run: 0 or 1 for broadcast operands.
    func step(_ operand: Int) -> Int { strides[operand][dimensions.count - 1] }

    /// First element of run `index` in an operand.
    @inline(__always)
    func offset(_ operand: Int, run index: Int) -> Int {
        var rest = index
        var offset = 0
        var axis = dimensions.count - 2
        while axis >= 0 {
            offset += rest % dimensions[axis] * strides[operand][axis]
            rest /= dimensions[axis]
            axis -= 1
        }
        return offset
    }
}
