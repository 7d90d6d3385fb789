import EdgeGraph

/// An operator that maps each element by `function`, on any numeric type.
func unary(_ function: UnaryFunction) -> OperatorReader {
    { n, b throws(NodeProblem) in [try b.emit(.unary(function), try n.input(0))] }
}

/// The same for functions that only numbers with a fraction have.
func floatUnary(_ function: UnaryFunction) -> OperatorReader {
    { n, b throws(NodeProblem) in try readFloatUnary(function, n, &b) }
}

func readFloatUnary(
    _ function: UnaryFunction, _ n: NodeContext, _ b: inout GraphBuilder
) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    guard b.type(x).type == .float else { throw .invalid("its input holds integers") }
    return [try b.emit(.unary(function), x)]
}

func binary(_ function: BinaryFunction) -> OperatorReader {
    { n, b throws(NodeProblem) in [try b.emit(.binary(function), try n.input(0), try n.input(1))] }
}

/// Any number of operands, combined from the left.
func variadic(_ function: BinaryFunction) -> OperatorReader {
    { n, b throws(NodeProblem) in [try combine(function, n, &b)] }
}

private func combine(
    _ function: BinaryFunction, _ n: NodeContext, _ b: inout GraphBuilder
) throws(NodeProblem) -> ValueID {
    var result = try n.input(0)
    guard n.inputs.count > 1 else { return try b.emit(.identity, result) }
    for i in 1..<n.inputs.count { result = try b.emit(.binary(function), result, try n.input(i)) }
    return result
}

func readMean(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let sum = try combine(.add, n, &b)
    return [try b.emit(.binary(.divide), sum, b.constant(Float(n.inputs.count)))]
}

/// Bounds are attributes before operator set 11 and optional inputs from then on.
func readClip(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    if b.type(x).type != .float {
        var result = x
        if let low = n.optionalInput(1) { result = try b.emit(.binary(.maximum), result, low) }
        if let high = n.optionalInput(2) { result = try b.emit(.binary(.minimum), result, high) }
        return [result == x ? try b.emit(.identity, x) : result]
    }
    var low = try n.float("min") ?? -Float.infinity
    var high = try n.float("max") ?? .infinity
    if n.optionalInput(1) != nil { low = try n.constantScalar(1, "lower bound", in: b) }
    if n.optionalInput(2) != nil { high = try n.constantScalar(2, "upper bound", in: b) }
    guard low <= high else { throw .invalid("its bounds \(low) and \(high) are in the wrong order") }
    return [try b.emit(.unary(low == 0 && high == .infinity ? .relu : .clip(low: low, high: high)), x)]
}

func readGelu(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    switch try n.string("approximate", default: "none") {
    case "none": return try readFloatUnary(.gelu(tanhApproximation: false), n, &b)
    case "tanh": return try readFloatUnary(.gelu(tanhApproximation: true), n, &b)
    default: throw .invalid("its approximation is neither \"none\" nor \"tanh\"")
    }
}

/// gamma * elu(x), with the constants of Klambauer et al., "Self-Normalizing Neural Networks", 2017.
func readSelu(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let alpha = try n.float("alpha", default: 1.67326319217681884765625)
    let gamma = try n.float("gamma", default: 1.05070102214813232421875)
    let elu = try readFloatUnary(.elu(alpha: alpha), n, &b)[0]
    return [try b.emit(.binary(.multiply), elu, b.constant(gamma))]
}

/// x * sigmoid(alpha * x)
func readSwish(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let alpha = try n.float("alpha", default: 1)
    if alpha == 1 { return try readFloatUnary(.silu, n, &b) }
    let x = try n.input(0)
    let scaled = try b.emit(.binary(.multiply), x, b.constant(alpha))
    return [try b.emit(.binary(.multiply), x, try b.emit(.unary(.sigmoid), scaled))]
}

/// Integers take the divisor's sign unless `fmod` asks for the dividend's, as numbers with a fraction do.
func readMod(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    if try n.flag("fmod"), b.type(x).type != .float { throw .unsupported("fmod on integers") }
    return [try b.emit(.binary(.modulo), x, try n.input(1))]
}

/// The exponent takes the base's type.
func readPow(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    var exponent = try n.input(1)
    if b.type(exponent).type != b.type(x).type {
        guard b.type(x).type == .float else { throw .unsupported("an integer to a fractional power") }
        exponent = try b.emit(.cast(.float), exponent)
    }
    return [try b.emit(.binary(.power), x, exponent)]
}

func readXor(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    [try b.emit(.unary(.not), try b.emit(.binary(.equal), try n.input(0), try n.input(1)))]
}
