import EdgeGraph

func readConcat(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let axis = try resolvedAxis(try n.required("axis", try n.int("axis")), rank: b.rank(try n.input(0)))
    return try b.emitAll(.concat(axis: axis), n.inputs)
}

/// Sizes are an attribute, from operator set 13 on an input; without them the parts are equal, the last
/// one smaller where `num_outputs` (18) does not divide.
func readSplit(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let axis = try resolvedAxis(try n.int("axis", default: 0), rank: b.rank(x))
    let size = b.shape(x)[axis]
    let sizes: [Int]
    if let listed = try n.intsAttributeOrInput("split", 1, in: b) {
        sizes = listed
    } else {
        let count = try n.int("num_outputs", default: n.outputCount)
        guard count >= 1, count <= max(size, 1), n.opset >= 18 || size % count == 0 else {
            throw .invalid("\(count) parts of dimension \(size)")
        }
        let part = (size + count - 1) / count
        sizes = (0..<count).map { max(0, min(part, size - $0 * part)) }
    }
    guard sizes.count == n.outputCount else {
        throw .invalid("\(sizes.count) parts for \(n.outputCount) outputs")
    }
    return try b.emitAll(.split(axis: axis, sizes: sizes), [x])
}

/// Bounds are attributes before operator set 10, inputs from then on.
func readSlice(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let shape = b.shape(x)
    let starts: [Int]
    let ends: [Int]
    var axes: [Int]?
    var steps: [Int]?
    if n.opset < 10 {
        starts = try n.required("starts", try n.ints("starts"))
        ends = try n.required("ends", try n.ints("ends"))
        axes = try n.ints("axes")
    } else {
        starts = try n.constantInts(1, "starts", in: b)
        ends = try n.constantInts(2, "ends", in: b)
        if n.optionalInput(3) != nil { axes = try n.constantInts(3, "axes", in: b) }
        if n.optionalInput(4) != nil { steps = try n.constantInts(4, "steps", in: b) }
    }
    let along = try resolvedAxes(axes ?? Array(starts.indices), rank: shape.count)
    guard ends.count == starts.count, along.count == starts.count, (steps ?? starts).count == starts.count
    else { throw .invalid("starts, ends, axes and steps of different lengths") }

    var result = (starts: shape.map { _ in 0 }, ends: shape, steps: shape.map { _ in 1 })
    for (i, axis) in along.enumerated() {
        let size = shape[axis]
        let step = steps?[i] ?? 1
        guard step != 0, step > Int.min else { throw .invalid("a step of \(step)") }
        // Out of range is clamped, from the back counted first: forwards to 0...size, backwards to
        // -1...size-1, where -1 is the end before the first element.
        let start = starts[i] < 0 ? starts[i] &+ size : starts[i]
        let end = ends[i] < 0 ? ends[i] &+ size : ends[i]
        if step > 0 {
            result.starts[axis] = min(max(start, 0), size)
            result.ends[axis] = min(max(end, 0), size)
        } else {
            result.starts[axis] = min(max(start, size == 0 ? -1 : 0), size - 1)
            result.ends[axis] = min(max(end, -1), size - 1)
        }
        result.steps[axis] = step
    }
    return [try b.emit(.slice(starts: result.starts, ends: result.ends, steps: result.steps), x)]
}

/// Amounts are an attribute before operator set 11, inputs from then on, for some axes only from 18 on.
func readPad(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let rank = b.rank(x)
    let mode: PadMode
    switch try n.string("mode", default: "constant") {
    case "constant": mode = .constant
    case "reflect": mode = .reflect
    case "edge": mode = .edge
    case let other: throw .unsupported("the padding mode \(printable(other))")
    }
    let pads: [Int]
    var value: Float = 0
    var axes = Array(0..<rank)
    if n.opset < 11 {
        pads = try n.required("pads", try n.ints("pads"))
        value = try n.float("value", default: 0)
    } else {
        pads = try n.constantInts(1, "pads", in: b)
        if n.optionalInput(2) != nil { value = try n.constantScalar(2, "fill value", in: b) }
        if n.optionalInput(3) != nil {
            axes = try resolvedAxes(try n.constantInts(3, "axes", in: b), rank: rank)
        }
    }
    guard pads.count == 2 * axes.count else { throw .invalid("\(pads.count) pads for \(axes.count) axes") }
    var before = [Int](repeating: 0, count: rank)
    var after = before
    for (i, axis) in axes.enumerated() {
        before[axis] = pads[i]
        after[axis] = pads[axes.count + i]
        guard abs(max(before[axis], -(1 << 30))) <= 1 << 24, abs(max(after[axis], -(1 << 30))) <= 1 << 24
        else { throw .invalid("padding \(pads)") }
    }
    return [try b.emit(.pad(before: before, after: after, mode: mode, value: value), x)]
}

func readTranspose(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let permutation = try n.ints("perm") ?? Array((0..<b.rank(x)).reversed())
    return [try b.emit(.transpose(permutation: permutation), x)]
}

func readDepthToSpace(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let mode = try n.string("mode", default: "DCR")
    guard mode == "CRD" || mode == "DCR" else { throw .invalid("mode \"\(printable(mode))\"") }
    let block = try n.required("blocksize", try n.int("blocksize"))
    return [try b.emit(.depthToSpace(block: block, columnRowDepth: mode == "CRD"), try n.input(0))]
}

func readGather(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let indices = try n.input(1)
    let axis = try resolvedAxis(try n.int("axis", default: 0), rank: b.rank(x))
    try checkIndices(b.constant(indices), size: b.shape(x)[axis])
    return [try b.emit(.gather(axis: axis), x, indices)]
}

func readGatherElements(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let indices = try n.input(1)
    let axis = try resolvedAxis(try n.int("axis", default: 0), rank: b.rank(x))
    try checkIndices(b.constant(indices), size: b.shape(x)[axis])
    return [try b.emit(.gatherElements(axis: axis), x, indices)]
}

private func checkIndices(_ indices: Tensor?, size: Int) throws(NodeProblem) {
    guard let indices else { return }
    for index in indices.integers where index < -Int64(size) || index >= Int64(size) {
        throw .invalid("index \(index) into a dimension of \(size)")
    }
}

func readCast(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let code = try n.required("to", try n.int("to"))
    guard let element = ElementInfo(Int32(truncatingIfNeeded: code)) else {
        throw .unsupported("a cast to element type \(code)")
    }
    return [try cast(try n.input(0), to: element.scalar, &b)]
}

func readCastLike(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    [try cast(try n.input(0), to: b.type(try n.input(1)).type, &b)]
}

private func cast(_ x: ValueID, to type: ScalarType, _ b: inout GraphBuilder) throws(NodeProblem) -> ValueID {
    try b.emit(b.type(x).type == type ? .identity : .cast(type), x)
}

/// Does nothing once a network is trained; its mask, which only training uses, is not given.
func readDropout(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    guard !n.usesOutput(1) else { throw .unsupported("its second output (mask)") }
    if n.optionalInput(2) != nil {
        let training = try n.constantScalar(2, "training mode", in: b)
        guard training == 0 else {
            throw NodeProblem(
                reason: "dropout in training mode is not supported",
                mend: "export the model in evaluation mode")
        }
    }
    return [try b.emit(.identity, try n.input(0))]
}
