import EdgeGraph

// Reshape and its relatives, and the constants that exporters compute shapes from.

func readReshape(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let wanted = try n.constantInts(1, "shape", in: b)
    let shape = try resolvedShape(wanted, of: b.shape(x), zeroCopies: try !n.flag("allowzero"))
    return [try b.emit(.reshape(shape: shape), x)]
}

/// One -1 takes what is left; 0 copies the input's dimension unless `zeroCopies` is false.
private func resolvedShape(_ wanted: [Int], of shape: [Int], zeroCopies: Bool) throws(NodeProblem) -> [Int] {
    var result = wanted
    var unknown: Int?
    for (i, dimension) in wanted.enumerated() {
        if dimension == 0, zeroCopies {
            guard i < shape.count else { throw .invalid("shape \(wanted) copies dimension \(i) of \(shape)") }
            result[i] = shape[i]
        } else if dimension == -1 {
            guard unknown == nil else { throw .invalid("shape \(wanted) leaves two dimensions open") }
            unknown = i
            result[i] = 1
        } else if dimension < 0 {
            throw .invalid("shape \(wanted)")
        }
    }
    if let unknown {
        guard let known = TensorLimits.elementCount(result), let count = TensorLimits.elementCount(shape),
            known > 0, count % known == 0
        else { throw .invalid("shape \(shape) cannot be reshaped to \(wanted)") }
        result[unknown] = count / known
    }
    return result
}

func readFlatten(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let shape = b.shape(x)
    let given = try n.int("axis", default: 1)
    let axis = given < 0 ? given &+ shape.count : given
    guard axis >= 0, axis <= shape.count else { throw .invalid("axis \(given) of shape \(shape)") }
    let flat = [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
    return [try b.emit(.reshape(shape: flat), x)]
}

func readSqueeze(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let shape = b.shape(x)
    let listed = try n.intsAttributeOrInput("axes", 1, in: b)
    let axes = try resolvedAxes(listed ?? shape.indices.filter { shape[$0] == 1 }, rank: shape.count)
    guard axes.allSatisfy({ shape[$0] == 1 }) else {
        throw .invalid("axes \(axes) of shape \(shape) are not all 1")
    }
    let squeezed = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    return [try b.emit(.reshape(shape: squeezed), x)]
}

func readUnsqueeze(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let listed = try n.required("axes", try n.intsAttributeOrInput("axes", 1, in: b))
    let rank = b.rank(x) + listed.count
    guard rank <= TensorLimits.rank else { throw .unsupported("a tensor of rank \(rank)") }
    let axes = try resolvedAxes(listed, rank: rank)
    var shape = b.shape(x)
    for axis in axes.sorted() { shape.insert(1, at: axis) }
    return [try b.emit(.reshape(shape: shape), x)]
}

func readExpand(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let wanted = try n.constantInts(1, "shape", in: b)
    let shape = try b.outputTypes(.expand(shape: wanted), [x])[0].shape
    return [try b.emit(.expand(shape: shape), x)]
}

/// Axis by axis: [before, rest] to [before, 1, rest], stretched to [before, times, rest].
func readTile(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    var x = try n.input(0)
    let repeats = try n.constantInts(1, "repeats", in: b)
    var shape = b.shape(x)
    guard repeats.count == shape.count, repeats.allSatisfy({ $0 >= 0 && $0 <= Int(Int32.max) }) else {
        throw .invalid("repeats \(repeats) of shape \(shape)")
    }
    x = try b.emit(.identity, x)
    for (axis, times) in repeats.enumerated() where times != 1 {
        let before = shape[..<axis].reduce(1, *)
        let rest = shape[axis...].reduce(1, *)
        let (dimension, overflow) = shape[axis].multipliedReportingOverflow(by: times)
        guard !overflow else { throw .invalid("repeats \(repeats) of shape \(shape)") }
        shape[axis] = dimension
        let apart = try b.emit(.reshape(shape: [before, 1, rest]), x)
        let stretched = try b.emit(.expand(shape: [before, times, rest]), apart)
        x = try b.emit(.reshape(shape: shape), stretched)
    }
    return [x]
}

// MARK: Constants

func readConstant(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    if let tensor = try n.tensor("value") { return [b.constant(tensor)] }
    if let value = try n.float("value_float") { return [b.constant(value)] }
    if let values = try n.floats("value_floats") {
        return [b.constant(Tensor(shape: [values.count], floats: values))]
    }
    if let value = try n.int("value_int") {
        return [b.constant(Tensor(shape: [], integers: [Int64(value)]))]
    }
    if let values = try n.ints("value_ints") {
        return [b.constant(Tensor(shape: [values.count], integers: values.map { Int64($0) }))]
    }
    throw .unsupported("a constant that is neither a tensor nor a number")
}

func readConstantOfShape(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let shape = try n.constantInts(0, "shape", in: b)
    let value = try n.tensor("value") ?? Tensor(shape: [1], floats: [0])
    guard value.count == 1 else { throw .invalid("its value is not one number") }
    try b.reserve(TensorSpec(shape, value.type))
    let count = shape.reduce(1, *)
    if value.type == .float {
        return [b.constant(Tensor(shape: shape, floats: Array(repeating: value.floats[0], count: count)))]
    }
    return [
        b.constant(
            Tensor(
                shape: shape, integers: Array(repeating: value.integers[0], count: count), type: value.type))
    ]
}

func readShape(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let shape = b.shape(try n.input(0))
    func bound(_ value: Int) -> Int { min(max(value < 0 ? value &+ shape.count : value, 0), shape.count) }
    let start = bound(try n.int("start", default: 0))
    let end = max(start, bound(try n.int("end", default: shape.count)))
    let part = shape[start..<end].map { Int64($0) }
    return [b.constant(Tensor(shape: [part.count], integers: part))]
}

func readSize(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let count = b.shape(try n.input(0)).reduce(1, *)
    return [b.constant(Tensor(shape: [], integers: [Int64(count)]))]
}

func readRange(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let bounds = [
        try n.constant(0, "start", in: b), try n.constant(1, "limit", in: b),
        try n.constant(2, "step", in: b),
    ]
    guard bounds.allSatisfy({ $0.count == 1 && $0.type == bounds[0].type }) else {
        throw .invalid("its start, limit and step are not three numbers of one type")
    }
    let isFloat = bounds[0].type == .float
    let numbers = bounds.map { isFloat ? Double($0.floats[0]) : Double($0.integers[0]) }
    let steps = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
    guard steps.isFinite, steps <= Double(TensorLimits.elements) else {
        throw .invalid("a range from \(numbers[0]) to \(numbers[1]) by \(numbers[2])")
    }
    let count = max(0, Int(steps))
    try b.reserve(TensorSpec([count], bounds[0].type))
    if isFloat {
        let values = (0..<count).map { Float(numbers[0] + Double($0) * numbers[2]) }
        return [b.constant(Tensor(shape: [count], floats: values))]
    }
    let (start, step) = (bounds[0].integers[0], bounds[2].integers[0])
    return [b.constant(Tensor(shape: [count], integers: (0..<count).map { start &+ Int64($0) &* step }))]
}

/// Only of constants, where its size is known: exporters make index grids from it.
func readNonZero(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.constant(0, "input", in: b)
    let found = (0..<x.count).filter { x.type == .float ? x.floats[$0] != 0 : x.integers[$0] != 0 }
    let rank = x.shape.count
    try b.reserve(TensorSpec([rank, found.count], .integer))
    var indices = [Int64](repeating: 0, count: rank * found.count)
    for (column, position) in found.enumerated() {
        var rest = position
        for axis in stride(from: rank - 1, through: 0, by: -1) {
            indices[axis * found.count + column] = Int64(rest % x.shape[axis])
            rest /= x.shape[axis]
        }
    }
    return [b.constant(Tensor(shape: [rank, found.count], integers: indices))]
}
