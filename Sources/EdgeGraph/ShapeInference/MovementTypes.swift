// Operators that move elements without computing on them.

func concatType(axis: Int, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let parts = try inputs.all()
    var result = parts[0]
    guard (0..<result.rank).contains(axis) else {
        throw ShapeError("axis \(axis) of shape \(result.shape)")
    }
    for part in parts.dropFirst() {
        var expected = result.shape
        guard part.rank == result.rank else {
            throw ShapeError("shapes \(result.shape) and \(part.shape) do not concatenate")
        }
        expected[axis] = part.shape[axis]
        guard part.shape == expected, part.type == result.type else {
            throw ShapeError("shapes \(result.shape) and \(part.shape) do not concatenate on axis \(axis)")
        }
        let (sum, overflow) = result.shape[axis].addingReportingOverflow(part.shape[axis])
        guard !overflow else { throw ShapeError("the concatenation on axis \(axis) is too large") }
        result.shape[axis] = sum
    }
    return result
}

func splitTypes(axis: Int, sizes: [Int], _ x: TensorType) throws(ShapeError) -> [TensorType] {
    guard (0..<x.rank).contains(axis) else { throw ShapeError("axis \(axis) of shape \(x.shape)") }
    var left = x.shape[axis]
    var types: [TensorType] = []
    for size in sizes {
        guard size >= 0, size <= left else {
            throw ShapeError("parts \(sizes) of dimension \(x.shape[axis])")
        }
        left -= size
        var part = x
        part.shape[axis] = size
        types.append(part)
    }
    guard left == 0 else { throw ShapeError("parts \(sizes) of dimension \(x.shape[axis])") }
    return types
}

func sliceType(starts: [Int], ends: [Int], steps: [Int], _ x: TensorType) throws(ShapeError) -> TensorType {
    guard starts.count == x.rank, ends.count == x.rank, steps.count == x.rank else {
        throw ShapeError("slice bounds \(starts), \(ends), \(steps) for shape \(x.shape)")
    }
    var result = x
    for i in 0..<x.rank {
        let size = x.shape[i]
        let inRange =
            steps[i] > 0
            ? starts[i] >= 0 && starts[i] <= size && ends[i] >= 0 && ends[i] <= size
            : steps[i] < 0 && steps[i] > Int.min && starts[i] >= -1 && starts[i] < max(size, 1)
                && ends[i] >= -1 && ends[i] <= size
        guard inRange else {
            throw ShapeError("slice \(starts[i])..<\(ends[i]) by \(steps[i]) of dimension \(i) of \(x.shape)")
        }
        result.shape[i] = sliceCount(start: starts[i], end: ends[i], step: steps[i])
    }
    return result
}

/// Number of elements that a slice along one dimension takes.
func sliceCount(start: Int, end: Int, step: Int) -> Int {
    let distance = step > 0 ? end - start : start - end
    return distance <= 0 ? 0 : (distance - 1) / abs(step) + 1
}

func padType(before: [Int], after: [Int], mode: PadMode, _ x: TensorType) throws(ShapeError) -> TensorType {
    guard before.count == x.rank, after.count == x.rank else {
        throw ShapeError("padding \(before) and \(after) for shape \(x.shape)")
    }
    var result = x
    for i in 0..<x.rank {
        let size = x.shape[i]
        guard abs(before[i]) <= maximumAttribute, abs(after[i]) <= maximumAttribute else {
            throw ShapeError("padding of \(before[i]) and \(after[i]) is too large")
        }
        let padded = size + before[i] + after[i]
        guard padded >= 0, size + min(before[i], 0) >= 0, size + min(after[i], 0) >= 0 else {
            throw ShapeError("padding \(before[i]) and \(after[i]) crops more than dimension \(i) of \(x.shape)")
        }
        let reach = max(before[i], after[i])
        if reach > 0, mode != .constant {
            guard mode == .edge ? size >= 1 : reach <= size - 1 else {
                throw ShapeError("padding by \(reach) repeats more than dimension \(i) of \(x.shape) has")
            }
        }
        result.shape[i] = padded
    }
    return result
}

/// `shape` is fully resolved: no -1, no copies.
func reshapeType(to shape: [Int], _ x: TensorType) throws(ShapeError) -> TensorType {
    guard let count = TensorLimits.elementCount(shape), count == TensorLimits.elementCount(x.shape) else {
        throw ShapeError("shape \(x.shape) cannot be reshaped to \(shape)")
    }
    return TensorType(shape: shape, type: x.type)
}

func transposeType(_ permutation: [Int], _ x: TensorType) throws(ShapeError) -> TensorType {
    guard permutation.count == x.rank, permutation.sorted() == Array(0..<x.rank) else {
        throw ShapeError("permutation \(permutation) of shape \(x.shape)")
    }
    return TensorType(shape: permutation.map { x.shape[$0] }, type: x.type)
}

/// `shape` is the result, already broadcast with the input's shape.
func expandType(to shape: [Int], _ x: TensorType) throws(ShapeError) -> TensorType {
    guard try broadcast(x.shape, shape) == shape else {
        throw ShapeError("shape \(x.shape) does not expand to \(shape)")
    }
    return TensorType(shape: shape, type: x.type)
}

func resizeType(_ attributes: ResizeAttributes, _ x: TensorType) throws(ShapeError) -> TensorType {
    guard attributes.sizes.count == x.rank, attributes.scales.count == x.rank else {
        throw ShapeError("sizes \(attributes.sizes) and scales \(attributes.scales) for shape \(x.shape)")
    }
    guard attributes.scales.allSatisfy({ $0 > 0 && $0.isFinite }), attributes.sizes.allSatisfy({ $0 >= 1 }),
        x.shape.allSatisfy({ $0 >= 1 })
    else {
        throw ShapeError("sizes \(attributes.sizes) and scales \(attributes.scales) of shape \(x.shape)")
    }
    return TensorType(shape: attributes.sizes, type: x.type)
}

func gatherType(axis: Int, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    let indices = try inputs[1]
    guard (0..<x.rank).contains(axis) else { throw ShapeError("axis \(axis) of shape \(x.shape)") }
    guard indices.type == .integer else { throw ShapeError("indices that are not integers") }
    var shape = x.shape
    shape.replaceSubrange(axis...axis, with: indices.shape)
    return TensorType(shape: shape, type: x.type)
}

func gatherElementsType(axis: Int, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    let indices = try inputs[1]
    guard (0..<x.rank).contains(axis), indices.rank == x.rank else {
        throw ShapeError("axis \(axis), indices of shape \(indices.shape) and data of shape \(x.shape)")
    }
    guard indices.type == .integer else { throw ShapeError("indices that are not integers") }
    for i in 0..<x.rank where i != axis && indices.shape[i] > x.shape[i] {
        throw ShapeError("indices of shape \(indices.shape) reach past data of shape \(x.shape)")
    }
    return TensorType(shape: indices.shape, type: x.type)
}

func depthToSpaceType(block: Int, _ x: TensorType) throws(ShapeError) -> TensorType {
    guard x.rank == 4, block >= 1, block <= 1 << 12, x.shape[1] % (block * block) == 0 else {
        throw ShapeError("blocks of \(block) from shape \(x.shape)")
    }
    return TensorType(
        shape: [x.shape[0], x.shape[1] / (block * block), x.shape[2] * block, x.shape[3] * block],
        type: x.type)
}

func spaceToDepthType(block: Int, _ x: TensorType) throws(ShapeError) -> TensorType {
    guard x.rank == 4, block >= 1, block <= 1 << 12, x.shape[2] % block == 0, x.shape[3] % block == 0 else {
        throw ShapeError("blocks of \(block) from shape \(x.shape)")
    }
    return TensorType(
        shape: [x.shape[0], x.shape[1] * block * block, x.shape[2] / block, x.shape[3] / block],
        type: x.type)
}
