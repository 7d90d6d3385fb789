extension Operator {
    /// Computes this operator on constants, for the operators that exporters use to compute shapes and to
    /// prepare weights; nil for any other, or where an input is missing or out of range.
    ///
    /// Integers are 64 bits and wrap; division truncates; modulo takes the divisor's sign.
    /// - Precondition: `inferTypes` accepts the inputs' types, and the caller bounds their sizes.
    public func fold(_ inputs: [Tensor?]) -> [Tensor]? {
        guard let x = inputs.first ?? nil else { return nil }
        switch self {
        case .identity: return [x]
        case .unary(let function): return foldUnary(function, x).map { [$0] }
        case .binary(let function):
            guard inputs.count == 2, let y = inputs[1] else { return nil }
            return foldBinary(function, x, y).map { [$0] }
        case .cast(let type): return [x.cast(to: type)]
        case .reshape(let shape): return [x.reshaped(shape)]
        case .transpose(let permutation): return [x.transposed(permutation)]
        case .expand(let shape): return [x.broadcasted(to: shape)]
        case .concat(let axis):
            var parts: [Tensor] = []
            for input in inputs {
                guard let input else { return nil }
                parts.append(input)
            }
            return [foldConcat(parts, axis: axis)]
        case .split(let axis, let sizes): return foldSplit(x, axis: axis, sizes: sizes)
        case .slice(let starts, let ends, let steps):
            return [foldSlice(x, starts: starts, ends: ends, steps: steps)]
        case .gather(let axis):
            guard inputs.count == 2, let indices = inputs[1] else { return nil }
            return foldGather(x, indices, axis: axis).map { [$0] }
        case .whereSelect:
            guard inputs.count == 3, let a = inputs[1], let b = inputs[2] else { return nil }
            return foldWhere(x, a, b).map { [$0] }
        case .reduce(let function, let axes, let keep):
            return foldReduce(function, x, axes: axes, keep: keep).map { [$0] }
        default: return nil
        }
    }
}

extension Tensor {
    /// Floats become integers towards zero (NaN to 0, saturating); any number but 0 becomes true.
    func cast(to target: ScalarType) -> Tensor {
        switch (type, target) {
        case (.float, .float), (.integer, .integer), (.boolean, .boolean): return self
        case (.float, .integer):
            return Tensor(
                shape: shape,
                integers: floats.map {
                    $0.isNaN ? 0 : Int64(exactly: $0.rounded(.towardZero)) ?? ($0 < 0 ? .min : .max)
                })
        case (.float, .boolean):
            return Tensor(shape: shape, integers: floats.map { $0 != 0 ? 1 : 0 }, type: .boolean)
        case (.integer, .float), (.boolean, .float):
            return Tensor(shape: shape, floats: integers.map { Float($0) })
        case (.boolean, .integer): return Tensor(shape: shape, integers: integers)
        case (.integer, .boolean):
            return Tensor(shape: shape, integers: integers.map { $0 != 0 ? 1 : 0 }, type: .boolean)
        }
    }
}

private func foldUnary(_ function: UnaryFunction, _ x: Tensor) -> Tensor? {
    if x.type == .float {
        let apply: (Float) -> Float
        switch function {
        case .negate: apply = { -$0 }
        case .absolute: apply = { abs($0) }
        case .sqrt: apply = { $0.squareRoot() }
        case .reciprocal: apply = { 1 / $0 }
        case .floor: apply = { $0.rounded(.down) }
        case .ceil: apply = { $0.rounded(.up) }
        case .round: apply = { $0.rounded(.toNearestOrEven) }
        case .relu: apply = { max($0, 0) }
        case .clip(let low, let high): apply = { min(max($0, low), high) }
        default: return nil
        }
        return Tensor(shape: x.shape, floats: x.floats.map(apply))
    }
    let apply: (Int64) -> Int64
    switch function {
    case .negate: apply = { 0 &- $0 }
    case .absolute: apply = { $0 < 0 ? 0 &- $0 : $0 }
    case .sign: apply = { $0.signum() }
    case .not: return Tensor(shape: x.shape, integers: x.integers.map { 1 - $0 }, type: .boolean)
    case .floor, .ceil, .round: return x
    case .relu: apply = { max($0, 0) }
    default: return nil
    }
    return Tensor(shape: x.shape, integers: x.integers.map(apply))
}

private func foldBinary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) -> Tensor? {
    guard let shape = try? broadcast(a.shape, b.shape) else { return nil }
    let walk = StridedWalk(shape)
    let offsetsA = a.shape == shape ? nil : walk.offsets(strides: stretchingStrides(a.shape, to: shape))
    let offsetsB = b.shape == shape ? nil : walk.offsets(strides: stretchingStrides(b.shape, to: shape))

    func pairs<T, R>(_ x: [T], _ y: [T], _ apply: (T, T) -> R) -> [R] {
        (0..<walk.count).map { apply(x[offsetsA?[$0] ?? $0], y[offsetsB?[$0] ?? $0]) }
    }
    func truth<T>(_ x: [T], _ y: [T], _ apply: (T, T) -> Bool) -> Tensor {
        Tensor(shape: shape, integers: pairs(x, y) { apply($0, $1) ? 1 : 0 }, type: .boolean)
    }

    if a.type == .float {
        guard b.type == .float else { return nil }
        let apply: (Float, Float) -> Float
        switch function {
        case .add: apply = { $0 + $1 }
        case .subtract: apply = { $0 - $1 }
        case .multiply: apply = { $0 * $1 }
        case .divide: apply = { $0 / $1 }
        case .minimum: apply = { $0 < $1 ? $0 : $1 }
        case .maximum: apply = { $0 > $1 ? $0 : $1 }
        case .equal: return truth(a.floats, b.floats, ==)
        case .less: return truth(a.floats, b.floats, <)
        case .greater: return truth(a.floats, b.floats, >)
        case .lessOrEqual: return truth(a.floats, b.floats, <=)
        case .greaterOrEqual: return truth(a.floats, b.floats, >=)
        case .power, .modulo, .and, .or: return nil
        }
        return Tensor(shape: shape, floats: pairs(a.floats, b.floats, apply))
    }
    guard b.type == a.type else { return nil }
    let apply: (Int64, Int64) -> Int64
    switch function {
    case .add: apply = { $0 &+ $1 }
    case .subtract: apply = { $0 &- $1 }
    case .multiply: apply = { $0 &* $1 }
    case .divide:
        guard !b.integers.contains(0) else { return nil }
        apply = { $0.dividedReportingOverflow(by: $1).partialValue }
    case .modulo:
        guard !b.integers.contains(0) else { return nil }
        apply = { x, y in
            let remainder = x.remainderReportingOverflow(dividingBy: y).partialValue
            return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder
        }
    case .minimum: apply = { min($0, $1) }
    case .maximum: apply = { max($0, $1) }
    case .equal: return truth(a.integers, b.integers, ==)
    case .less: return truth(a.integers, b.integers, <)
    case .greater: return truth(a.integers, b.integers, >)
    case .lessOrEqual: return truth(a.integers, b.integers, <=)
    case .greaterOrEqual: return truth(a.integers, b.integers, >=)
    case .and: return truth(a.integers, b.integers) { $0 & $1 != 0 }
    case .or: return truth(a.integers, b.integers) { $0 | $1 != 0 }
    case .power: return nil
    }
    return Tensor(shape: shape, integers: pairs(a.integers, b.integers, apply), type: a.type)
}

private func foldWhere(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor? {
    guard condition.type != .float, a.type == b.type, let choices = try? broadcast(a.shape, b.shape),
        let shape = try? broadcast(condition.shape, choices)
    else { return nil }
    let test = condition.broadcasted(to: shape).integers
    let x = a.broadcasted(to: shape)
    let y = b.broadcasted(to: shape)
    if a.type == .float {
        return Tensor(shape: shape, floats: test.indices.map { test[$0] != 0 ? x.floats[$0] : y.floats[$0] })
    }
    return Tensor(
        shape: shape, integers: test.indices.map { test[$0] != 0 ? x.integers[$0] : y.integers[$0] },
        type: a.type)
}

/// Integers only: what shape arithmetic needs.
private func foldReduce(_ function: ReduceFunction, _ x: Tensor, axes: [Int], keep: Bool) -> Tensor? {
    guard x.type == .integer,
        let shape = try? reductionType(axes: axes, keep: keep, TensorType(shape: x.shape)).shape
    else { return nil }
    let combine: (Int64, Int64) -> Int64
    switch function {
    case .sum: combine = { $0 &+ $1 }
    case .product: combine = { $0 &* $1 }
    case .min: combine = { min($0, $1) }
    case .max: combine = { max($0, $1) }
    case .mean, .l2: return nil
    }
    // Reduced dimensions last, so that each result is one run of elements.
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let ordered = x.transposed(kept + axes).integers
    let run = axes.reduce(1) { $0 * x.shape[$1] }
    guard run > 0 else { return nil }
    let results = stride(from: 0, to: ordered.count, by: run).map { start in
        ordered[(start + 1)..<(start + run)].reduce(ordered[start], combine)
    }
    return Tensor(shape: shape, integers: results)
}
