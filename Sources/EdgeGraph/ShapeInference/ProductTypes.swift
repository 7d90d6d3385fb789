// Matrix products and normalizations.

func gemmType(transposeA: Bool, transposeB: Bool, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let a = try inputs[0]
    let b = try inputs[1]
    guard a.rank == 2, b.rank == 2 else {
        throw ShapeError("Gemm multiplies matrices, not shapes \(a.shape) and \(b.shape)")
    }
    let (rows, inner) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (other, columns) = transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    guard inner == other else { throw ShapeError("inner dimensions \(inner) and \(other) differ") }
    if let c = inputs.optional(2) {
        guard try broadcast(c.shape, [rows, columns]) == [rows, columns] else {
            throw ShapeError("a bias of shape \(c.shape) does not broadcast to \([rows, columns])")
        }
    }
    return TensorType(shape: [rows, columns], type: a.type)
}

/// Matrix product with numpy's rules: vectors gain a dimension that the result loses again, leading
/// dimensions broadcast.
func matrixProductType(_ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let a = try inputs[0]
    let b = try inputs[1]
    guard a.rank >= 1, b.rank >= 1 else { throw ShapeError("MatMul of a scalar") }
    let left = a.rank == 1 ? [1, a.shape[0]] : a.shape
    let right = b.rank == 1 ? [b.shape[0], 1] : b.shape
    guard left[left.count - 1] == right[right.count - 2] else {
        throw ShapeError("inner dimensions of \(a.shape) and \(b.shape) differ")
    }
    var shape = try broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    if a.rank > 1 { shape.append(left[left.count - 2]) }
    if b.rank > 1 { shape.append(right[right.count - 1]) }
    return TensorType(shape: shape, type: a.type)
}

/// Batch and instance normalization: `parameters` vectors of one entry per channel.
func channelNormalizationType(
    parameters: Int, _ inputs: OperandTypes
) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    guard x.rank >= 2 else { throw ShapeError("normalization over channels of shape \(x.shape)") }
    for i in 1...parameters {
        let vector = try inputs[i]
        guard vector.shape == [x.shape[1]] else {
            throw ShapeError("input \(i) has shape \(vector.shape) for \(x.shape[1]) channels")
        }
    }
    return x
}

func layerNormalizationType(axis: Int, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    guard (0..<x.rank).contains(axis) else { throw ShapeError("axis \(axis) of shape \(x.shape)") }
    let normalized = Array(x.shape[axis...])
    _ = try inputs[1]
    for i in 1...2 {
        if let vector = inputs.optional(i), try broadcast(vector.shape, normalized) != normalized {
            throw ShapeError("input \(i) has shape \(vector.shape), normalized are \(normalized)")
        }
    }
    return x
}

func localResponseType(size: Int, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    guard x.rank >= 2, size >= 1, size <= maximumAttribute else {
        throw ShapeError("LRN of size \(size) on shape \(x.shape)")
    }
    return x
}
