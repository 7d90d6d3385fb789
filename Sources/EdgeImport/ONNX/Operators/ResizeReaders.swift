import EdgeGraph

/// Scales are an attribute before operator set 9, an input from then on.
func readUpsample(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let scales =
        n.opset < 9
        ? try n.required("scales", try n.floats("scales")) : try n.constantFloats(1, "scales", in: b)
    return [try legacyResize(scales, n, &b)]
}

func readResize(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    if n.opset < 11 { return [try legacyResize(try n.constantFloats(1, "scales", in: b), n, &b)] }
    let x = try n.input(0)
    let shape = b.shape(x)
    let axes = try resolvedAxes(try n.ints("axes") ?? Array(shape.indices), rank: shape.count)
    let mode = try resizeMode(n)
    let coordinates = try resizeCoordinates(n)

    var target = ResizeTarget(shape)
    // An empty tensor stands for an omitted one.
    let scales = n.optionalInput(2) == nil ? [] : try n.constantFloats(2, "scales", in: b)
    if !scales.isEmpty {
        try target.scale(axes, by: scales)
    } else {
        let sizes = try n.constantInts(3, "sizes", in: b)
        let policy = try n.string("keep_aspect_ratio_policy", default: "stretch")
        try target.resize(axes, to: sizes, policy: policy)
    }
    if try n.flag("antialias"), mode != .nearest, target.scales.contains(where: { $0 < 1 }) {
        throw .unsupported("antialias")
    }
    if try n.flag("exclude_outside"), mode == .cubic { throw .unsupported("exclude_outside") }
    let attributes = ResizeAttributes(
        mode: mode, coordinates: coordinates, nearest: try resizeRounding(n),
        cubicCoefficient: try n.float("cubic_coeff_a", default: -0.75), sizes: target.sizes,
        scales: target.scales)
    return [try b.emit(.resize(attributes), x)]
}

/// Upsample and the first Resize: output pixel i lies at i / scale of the input; nearest takes the pixel
/// before it when enlarging, the one behind it when shrinking, as runtimes have always done.
private func legacyResize(
    _ scales: [Float], _ n: NodeContext, _ b: inout GraphBuilder
) throws(NodeProblem) -> ValueID {
    let x = try n.input(0)
    let mode = try resizeMode(n)
    var target = ResizeTarget(b.shape(x))
    try target.scale(Array(b.shape(x).indices), by: scales)
    let shrinks = scales.contains { $0 < 1 }
    if shrinks, scales.contains(where: { $0 > 1 }), mode == .nearest {
        throw .unsupported("enlarging one dimension and shrinking another")
    }
    let attributes = ResizeAttributes(
        mode: mode, coordinates: .asymmetric, nearest: shrinks ? .ceil : .floor, sizes: target.sizes,
        scales: target.scales)
    return try b.emit(.resize(attributes), x)
}

/// Sizes and scales of every dimension, from those of some.
private struct ResizeTarget {
    let shape: [Int]
    var sizes: [Int]
    var scales: [Float]

    init(_ shape: [Int]) {
        self.shape = shape
        sizes = shape
        scales = shape.map { _ in 1 }
    }

    mutating func scale(_ axes: [Int], by factors: [Float]) throws(NodeProblem) {
        guard factors.count == axes.count else {
            throw .invalid("\(factors.count) scales for \(axes.count) axes")
        }
        for (axis, factor) in zip(axes, factors) {
            let size = (Float(shape[axis]) * factor).rounded(.down)
            guard factor > 0, size >= 1, size <= Float(TensorLimits.elements) else {
                throw .invalid("a scale of \(factor) on a dimension of \(shape[axis])")
            }
            sizes[axis] = Int(size)
            scales[axis] = factor
        }
    }

    mutating func resize(_ axes: [Int], to wanted: [Int], policy: String) throws(NodeProblem) {
        guard wanted.count == axes.count, wanted.allSatisfy({ $0 >= 1 && $0 <= TensorLimits.elements }),
            shape.allSatisfy({ $0 >= 1 })
        else { throw .invalid("sizes \(wanted) for shape \(shape)") }
        let ratios = zip(axes, wanted).map { Float($1) / Float(shape[$0]) }
        let common: Float?
        switch policy {
        case "stretch": common = nil
        case "not_larger": common = ratios.min()
        case "not_smaller": common = ratios.max()
        default: throw .invalid("keep_aspect_ratio_policy \"\(printable(policy))\"")
        }
        for (i, axis) in axes.enumerated() {
            if let common {
                let size = (common * Float(shape[axis])).rounded(.toNearestOrAwayFromZero)
                guard size >= 1, size <= Float(TensorLimits.elements) else {
                    throw .invalid("sizes \(wanted) for shape \(shape)")
                }
                sizes[axis] = Int(size)
                scales[axis] = common
            } else {
                sizes[axis] = wanted[i]
                scales[axis] = ratios[i]
            }
        }
    }
}

private func resizeMode(_ n: NodeContext) throws(NodeProblem) -> ResizeAttributes.Mode {
    switch try n.string("mode", default: "nearest") {
    case "nearest": return .nearest
    case "linear", "bilinear": return .linear
    case "cubic": return .cubic
    case let other: throw .unsupported("the mode \(printable(other))")
    }
}

private func resizeCoordinates(_ n: NodeContext) throws(NodeProblem) -> ResizeAttributes.Coordinates {
    switch try n.string("coordinate_transformation_mode", default: "half_pixel") {
    case "half_pixel": return .halfPixel
    case "pytorch_half_pixel": return .pytorchHalfPixel
    case "align_corners": return .alignCorners
    case "asymmetric": return .asymmetric
    case "half_pixel_symmetric": return .halfPixelSymmetric
    case let other: throw .unsupported("the coordinate transformation \(printable(other))")
    }
}

private func resizeRounding(_ n: NodeContext) throws(NodeProblem) -> ResizeAttributes.Nearest {
    switch try n.string("nearest_mode", default: "round_prefer_floor") {
    case "round_prefer_floor": return .roundPreferFloor
    case "round_prefer_ceil": return .roundPreferCeil
    case "floor": return .floor
    case "ceil": return .ceil
    case let other: throw .invalid("nearest_mode \"\(printable(other))\"")
    }
}
