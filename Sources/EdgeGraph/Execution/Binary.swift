import Foundation

/// One function of two elements, broadcast. Arithmetic takes floats or integers (which wrap, and divide
/// toward zero); a float may be raised to an integer power; comparisons give booleans; `modulo` is C's
/// fmod for floats and takes the divisor's sign for integers.
struct BinaryKernel: Kernel {
    let function: BinaryFunction
    var name: String { "\(function)" }
    var inPlaceInputs: [Int] { isComparison ? [] : [0, 1] }

    private var isComparison: Bool {
        switch function {
        case .equal, .less, .greater, .lessOrEqual, .greaterOrEqual: true
        default: false
        }
    }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...2)
        let a = try inputs.required(0)
        let b = try inputs.required(1)
        let shape = try broadcastShape(a.shape, b.shape)
        switch function {
        case .and, .or:
            guard a.type == .boolean, b.type == .boolean else { throw .invalid("\(a.type) and \(b.type)") }
            return [TensorSpec(shape, .boolean)]
        case .equal:
            guard a.type == b.type else { throw .invalid("\(a.type) and \(b.type)") }
            return [TensorSpec(shape, .boolean)]
        case .power:
            guard a.type != .boolean, b.type != .boolean else { throw .invalid("\(a.type) and \(b.type)") }
            return [TensorSpec(shape, a.type)]
        default:
            guard a.type == b.type, a.type != .boolean else { throw .invalid("\(a.type) and \(b.type)") }
            return [TensorSpec(shape, isComparison ? .boolean : a.type)]
        }
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let a = inputs[0]!
        let b = inputs[1]!
        let y = outputs[0]
        guard y.count > 0 else { return }
        let walk = BroadcastWalk([a.shape, b.shape], to: y.shape)
        let call = BinaryCall(a: a, b: b, y: y, walk: walk)
        if function == .power { return try power(call, threads) }
        if a.type == .float {
            isComparison ? compareFloats(call) : floats(call, threads)
        } else {
            try integers(call)
        }
    }

    private func floats(_ c: BinaryCall, _ threads: Threads) {
        switch function {
        case .add: c.lanes(threads) { $0 + $1 }
        case .subtract: c.lanes(threads) { $0 - $1 }
        case .multiply: c.lanes(threads) { $0 * $1 }
        case .divide: c.lanes(threads) { $0 / $1 }
        case .minimum: c.lanes(threads) { $0.replacing(with: $1, where: $1 .< $0) }
        case .maximum: c.lanes(threads) { $0.replacing(with: $1, where: $1 .> $0) }
        case .modulo: c.scalars(c.a.floats, c.b.floats, c.y.floats) { fmodf($0, $1) }
        default: break
        }
    }

    private func compareFloats(_ c: BinaryCall) {
        let (a, b, y) = (c.a.floats, c.b.floats, c.y.integers)
        switch function {
        case .equal: c.scalars(a, b, y) { $0 == $1 ? 1 : 0 }
        case .less: c.scalars(a, b, y) { $0 < $1 ? 1 : 0 }
        case .greater: c.scalars(a, b, y) { $0 > $1 ? 1 : 0 }
        case .lessOrEqual: c.scalars(a, b, y) { $0 <= $1 ? 1 : 0 }
        case .greaterOrEqual: c.scalars(a, b, y) { $0 >= $1 ? 1 : 0 }
        default: break
        }
    }

    private func integers(_ c: BinaryCall) throws(ExecutionError) {
        let (a, b, y) = (c.a.integers, c.b.integers, c.y.integers)
        if function == .divide || function == .modulo {
            for i in 0..<c.b.count where b[i] == 0 { throw .data("division by zero") }
        }
        switch function {
        case .add: c.scalars(a, b, y) { $0 &+ $1 }
        case .subtract: c.scalars(a, b, y) { $0 &- $1 }
        case .multiply: c.scalars(a, b, y) { $0 &* $1 }
        case .divide: c.scalars(a, b, y) { $0.dividedReportingOverflow(by: $1).partialValue }
        case .modulo:
            c.scalars(a, b, y) { a, b in
                let r = a.remainderReportingOverflow(dividingBy: b).partialValue
                return r != 0 && (r < 0) != (b < 0) ? r + b : r
            }
        case .minimum: c.scalars(a, b, y) { min($0, $1) }
        case .maximum: c.scalars(a, b, y) { max($0, $1) }
        case .equal: c.scalars(a, b, y) { $0 == $1 ? 1 : 0 }
        case .less: c.scalars(a, b, y) { $0 < $1 ? 1 : 0 }
        case .greater: c.scalars(a, b, y) { $0 > $1 ? 1 : 0 }
        case .lessOrEqual: c.scalars(a, b, y) { $0 <= $1 ? 1 : 0 }
        case .greaterOrEqual: c.scalars(a, b, y) { $0 >= $1 ? 1 : 0 }
        case .and: c.scalars(a, b, y) { $0 & $1 }
        case .or: c.scalars(a, b, y) { $0 | $1 }
        case .power: break
        }
    }

    private func power(_ c: BinaryCall, _ threads: Threads) throws(ExecutionError) {
        switch (c.a.type, c.b.type) {
        case (.float, .float):
            // The exponents that decomposed norms and GELU use, without powf.
            let exponent = c.b.count == 1 ? c.b.floats[0] : .nan
            if exponent == 2 { return c.lanes(threads) { x, _ in x * x } }
            if exponent == 3 { return c.lanes(threads) { x, _ in x * x * x } }
            c.scalars(c.a.floats, c.b.floats, c.y.floats) { powf($0, $1) }
        case (.float, _): c.scalars(c.a.floats, c.b.integers, c.y.floats) { powf($0, Float($1)) }
        case (_, .float):
            c.scalars(c.a.integers, c.b.floats, c.y.integers) { saturatingInteger(powf(Float($0), $1)) }
        default: c.scalars(c.a.integers, c.b.integers, c.y.integers, integerPower)
        }
    }
}

/// base^exponent with wrapping products; a negative exponent truncates toward zero.
private func integerPower(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 { return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0 }
    var result: Int64 = 1
    var square = base
    var rest = exponent
    while rest > 0 {
        if rest & 1 == 1 { result = result &* square }
        square = square &* square
        rest >>= 1
    }
    return result
}

/// Operands of one application with the way they are walked.
struct BinaryCall: @unchecked Sendable {
    let a: TensorView
    let b: TensorView
    let y: TensorView
    let walk: BroadcastWalk

    @inline(__always)
    func lanes(_ threads: Threads, _ f: (Lanes, Lanes) -> Lanes) {
        let run = walk.run
        let (stepA, stepB) = (walk.step(0), walk.step(1))
        if walk.runs == 1 {
            threads.ranges(run, grain: 8192) { range in
                let i = range.lowerBound
                zipLanes(
                    a.floats + i * stepA, stepA, b.floats + i * stepB, stepB, y.floats + i, range.count, f)
            }
        } else {
            threads.ranges(walk.runs, grain: max(1, 8192 / run)) { range in
                for i in range {
                    zipLanes(
                        a.floats + walk.offset(0, run: i), stepA, b.floats + walk.offset(1, run: i), stepB,
                        y.floats + i * run, run, f)
                }
            }
        }
    }

    @inline(__always)
    func scalars<A, B, Y>(
        _ a: UnsafePointer<A>, _ b: UnsafePointer<B>, _ y: UnsafeMutablePointer<Y>, _ f: (A, B) -> Y
    ) {
        let run = walk.run
        let (stepA, stepB) = (walk.step(0), walk.step(1))
        for r in 0..<walk.runs {
            let (x, z) = (a + walk.offset(0, run: r), b + walk.offset(1, run: r))
            for i in 0..<run { y[r * run + i] = f(x[i * stepA], z[i * stepB]) }
        }
    }
}

/// x where positive, slope * x elsewhere; the slope broadcasts to x.
struct PReluKernel: Kernel {
    var name: String { "PRelu" }
    var inPlaceInputs: [Int] { [0] }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...2)
        let x = try inputs.required(0, .float)
        let slope = try inputs.required(1, .float)
        guard try broadcastShape(x.shape, slope.shape) == x.shape else {
            throw .invalid("a slope of \(slope.shape) for \(x.shape)")
        }
        return [x]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, slope, y) = (inputs[0]!, inputs[1]!, outputs[0])
        guard y.count > 0 else { return }
        let call = BinaryCall(a: x, b: slope, y: y, walk: BroadcastWalk([x.shape, slope.shape], to: y.shape))
        call.lanes(threads) { $0.replacing(with: $0 * $1, where: $0 .< 0) }
    }
}

/// condition ? x : y, all three broadcast.
struct WhereKernel: Kernel {
    var name: String { "Where" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(3...3)
        let condition = try inputs.required(0, .boolean)
        let x = try inputs.required(1)
        let y = try inputs.required(2, x.type)
        let shape = try broadcastShape(condition.shape, try broadcastShape(x.shape, y.shape))
        return [TensorSpec(shape, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (condition, x, y, z) = (inputs[0]!, inputs[1]!, inputs[2]!, outputs[0])
        guard z.count > 0 else { return }
        let walk = BroadcastWalk([condition.shape, x.shape, y.shape], to: z.shape)
        if z.type == .float {
            select(walk, condition.integers, x.floats, y.floats, z.floats)
        } else {
            select(walk, condition.integers, x.integers, y.integers, z.integers)
        }
    }

    @inline(__always)
    private func select<T>(
        _ walk: BroadcastWalk, _ c: UnsafePointer<Int64>, _ x: UnsafePointer<T>, _ y: UnsafePointer<T>,
        _ z: UnsafeMutablePointer<T>
    ) {
        let (stepC, stepX, stepY) = (walk.step(0), walk.step(1), walk.step(2))
        for r in 0..<walk.runs {
            let at = (walk.offset(0, run: r), walk.offset(1, run: r), walk.offset(2, run: r))
            for i in 0..<walk.run {
                z[r * walk.run + i] = c[at.0 + i * stepC] != 0 ? x[at.1 + i * stepX] : y[at.2 + i * stepY]
            }
        }
    }
}
