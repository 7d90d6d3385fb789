// Element by element, with multidirectional broadcasting.

/// The shape that `a` and `b` broadcast to: aligned at the last dimension, 1 stretches.
public func broadcast(_ a: [Int], _ b: [Int]) throws(ShapeError) -> [Int] {
    let rank = max(a.count, b.count)
    var shape: [Int] = []
    shape.reserveCapacity(rank)
    for i in 0..<rank {
        let x = i < rank - a.count ? 1 : a[i - (rank - a.count)]
        let y = i < rank - b.count ? 1 : b[i - (rank - b.count)]
        guard x == y || x == 1 || y == 1 else {
            throw ShapeError("shapes \(a) and \(b) do not broadcast")
        }
        shape.append(x == 1 ? y : x)
    }
    return shape
}

func unaryType(_ function: UnaryFunction, _ x: TensorType) -> TensorType {
    switch function {
    case .not: TensorType(shape: x.shape, type: .boolean)
    default: x
    }
}

func binaryType(_ function: BinaryFunction, _ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let a = try inputs[0]
    let b = try inputs[1]
    guard a.type == b.type || function == .power else {
        throw ShapeError("operands of different types, \(a.type) and \(b.type)")
    }
    let shape = try broadcast(a.shape, b.shape)
    switch function {
    case .equal, .less, .greater, .lessOrEqual, .greaterOrEqual, .and, .or:
        return TensorType(shape: shape, type: .boolean)
    case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .modulo:
        return TensorType(shape: shape, type: a.type)
    }
}

/// The slope broadcasts to the input, not the other way round.
func parametricReluType(_ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let x = try inputs[0]
    let slope = try inputs[1]
    guard try broadcast(x.shape, slope.shape) == x.shape else {
        throw ShapeError("a slope of shape \(slope.shape) does not broadcast to \(x.shape)")
    }
    return x
}

func selectionType(_ inputs: OperandTypes) throws(ShapeError) -> TensorType {
    let condition = try inputs[0]
    let a = try inputs[1]
    let b = try inputs[2]
    guard a.type == b.type else { throw ShapeError("choices of different types, \(a.type) and \(b.type)") }
    return TensorType(shape: try broadcast(condition.shape, try broadcast(a.shape, b.shape)), type: a.type)
}

func sameType(axis: Int, _ x: TensorType) throws(ShapeError) -> TensorType {
    guard (0..<x.rank).contains(axis) else { throw ShapeError("axis \(axis) of shape \(x.shape)") }
    return x
}

func reductionType(axes: [Int], keep: Bool, _ x: TensorType) throws(ShapeError) -> TensorType {
    guard Set(axes).count == axes.count, axes.allSatisfy((0..<x.rank).contains) else {
        throw ShapeError("axes \(axes) of shape \(x.shape)")
    }
    var shape: [Int] = []
    for (i, dimension) in x.shape.enumerated() {
        if !axes.contains(i) {
            shape.append(dimension)
        } else if dimension == 0 {
            throw ShapeError("a reduction over the empty dimension \(i) of \(x.shape)")
        } else if keep {
            shape.append(1)
        }
    }
    return TensorType(shape: shape, type: x.type)
}

func topKTypes(axis: Int, k: Int, _ x: TensorType) throws(ShapeError) -> [TensorType] {
    guard (0..<x.rank).contains(axis) else { throw ShapeError("axis \(axis) of shape \(x.shape)") }
    guard k >= 0, k <= x.shape[axis] else {
        throw ShapeError("the \(k) largest of \(x.shape[axis]) along axis \(axis)")
    }
    var shape = x.shape
    shape[axis] = k
    return [TensorType(shape: shape, type: x.type), TensorType(shape: shape, type: .integer)]
}
