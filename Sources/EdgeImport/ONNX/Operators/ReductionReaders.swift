import EdgeGraph

/// Axes are an attribute, and an input from operator set 18 on (ReduceSum: 13); without any, all are reduced.
///
/// - Parameter first: What is done to each element before: a unary function, or a product with itself.
func readReduce(
    _ function: ReduceFunction, _ n: NodeContext, _ b: inout GraphBuilder, first: Operator? = nil,
    axesInputSince: Int = 18
) throws(NodeProblem) -> [ValueID] {
    var x = try n.input(0)
    let listed =
        n.opset >= axesInputSince
        ? try n.intsAttributeOrInput("axes", 1, in: b) ?? [] : try n.ints("axes") ?? []
    switch first {
    case .binary(let square): x = try b.emit(.binary(square), x, x)
    case .some(let op): x = try b.emit(op, x)
    case nil: break
    }
    if listed.isEmpty, try n.flag("noop_with_empty_axes") { return [try b.emit(.identity, x)] }
    let rank = b.rank(x)
    let axes = listed.isEmpty ? Array(0..<rank) : try resolvedAxes(listed, rank: rank).sorted()
    let op = Operator.reduce(
        function, axes: axes, keepDimensions: try n.flag("keepdims", default: true))
    return [try b.emit(op, x)]
}

func readArgMax(_ n: NodeContext, _ b: inout GraphBuilder, negate: Bool) throws(NodeProblem) -> [ValueID] {
    guard try !n.flag("select_last_index") else { throw .unsupported("select_last_index") }
    var x = try n.input(0)
    let axis = try resolvedAxis(try n.int("axis", default: 0), rank: b.rank(x))
    if negate { x = try b.emit(.unary(.negate), x) }
    let keep = try n.flag("keepdims", default: true)
    return [try b.emit(.argMax(axis: axis, keepDimensions: keep), x)]
}

/// Before operator set 13 everything from `axis` on is one long axis.
func readSoftmax(
    _ n: NodeContext, _ b: inout GraphBuilder, _ make: (Int) -> Operator
) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let shape = b.shape(x)
    if n.opset >= 13 {
        let axis = try resolvedAxis(try n.int("axis", default: -1), rank: shape.count)
        return [try b.emit(make(axis), x)]
    }
    let given = try n.int("axis", default: 1)
    let axis = given < 0 ? given + shape.count : given
    guard axis >= 0, axis <= shape.count else { throw .invalid("axis \(given) of shape \(shape)") }
    let wide = shape.indices.filter { $0 >= axis && shape[$0] != 1 }
    if wide.count <= 1, axis < shape.count { return [try b.emit(make(wide.first ?? axis), x)] }
    let flat = [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
    let result = try b.emit(make(1), try b.emit(.reshape(shape: flat), x))
    return [try b.emit(.reshape(shape: shape), result)]
}

/// `k` is an attribute before operator set 10.
func readTopK(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let axis = try resolvedAxis(try n.int("axis", default: -1), rank: b.rank(x))
    var k = try n.int("k")
    if k == nil, n.opset >= 10 { k = try n.constantInts(1, "k", in: b).first }
    let op = Operator.topK(
        axis: axis, k: try n.required("k", k), largest: try n.flag("largest", default: true))
    return try b.emitAll(op, [x])
}
