import Foundation

/// One function of one element. Integers take relu, clip, negate, absolute and sign; booleans take not.
struct UnaryKernel: Kernel {
    let function: UnaryFunction
    var name: String { "\(function)".prefix { $0 != "(" }.description }
    var inPlaceInputs: [Int] { [0] }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0)
        switch (function, x.type) {
        case (.not, .boolean): return [x]
        case (.not, _), (_, .boolean): break
        case (_, .float): return [x]
        case (.relu, .integer), (.clip, .integer), (.negate, .integer), (.absolute, .integer),
            (.sign, .integer):
            return [x]
        default: break
        }
        throw .invalid("\(x.type) operand")
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let y = outputs[0]
        guard x.type == .float else { return integers(x.integers, y.integers, x.count) }
        threads.ranges(x.count, grain: 8192) { range in
            apply(x.floats + range.lowerBound, y.floats + range.lowerBound, range.count)
        }
    }

    private func apply(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
        switch function {
        case .relu: mapLanes(x, y, n) { atLeast($0, .zero) }
        case .clip(let low, let high):
            let (low, high) = (Lanes(repeating: low), Lanes(repeating: high))
            mapLanes(x, y, n) { atMost(atLeast($0, low), high) }
        case .leakyRelu(let alpha): mapLanes(x, y, n) { $0.replacing(with: $0 * alpha, where: $0 .< 0) }
        case .elu(let alpha):
            mapLanes(x, y, n) { v in
                v.replacing(with: lanewise(v) { alpha * expm1f($0) }, where: v .< 0)
            }
        case .sigmoid: mapLanes(x, y, n, sigmoid)
        case .silu: mapLanes(x, y, n) { $0 * sigmoid($0) }
        case .tanh: mapLanes(x, y, n, hyperbolicTangent)
        case .hardSigmoid(let alpha, let beta):
            mapLanes(x, y, n) { atMost(atLeast($0 * alpha + beta, .zero), Lanes(repeating: 1)) }
        case .hardSwish:
            mapLanes(x, y, n) { $0 * atMost(atLeast($0 * (1 / 6) + 0.5, .zero), Lanes(repeating: 1)) }
        case .gelu(tanhApproximation: true):
            let c = Float((2 / Double.pi).squareRoot())
            mapLanes(x, y, n) { v in
                0.5 * v * (1 + hyperbolicTangent((v + v * v * v * 0.044715) * c))
            }
        case .gelu(tanhApproximation: false):
            let c = Float(0.5.squareRoot())
            mapLanes(x, y, n) { v in 0.5 * v * (1 + lanewise(v * c) { erff($0) }) }
        case .erf: mapLanes(x, y, n) { lanewise($0) { erff($0) } }
        case .exp: mapLanes(x, y, n, exponential)
        case .log: mapLanes(x, y, n) { lanewise($0) { logf($0) } }
        case .sqrt: mapLanes(x, y, n) { $0.squareRoot() }
        case .negate: mapLanes(x, y, n) { -$0 }
        case .absolute: mapLanes(x, y, n) { lanewise($0) { $0.magnitude } }
        case .reciprocal: mapLanes(x, y, n) { 1 / $0 }
        case .softplus: mapLanes(x, y, n) { lanewise($0, softplus) }
        case .mish: mapLanes(x, y, n) { $0 * hyperbolicTangent(lanewise($0, softplus)) }
        case .softsign: mapLanes(x, y, n) { lanewise($0) { $0 / (1 + $0.magnitude) } }
        case .floor: mapLanes(x, y, n) { lanewise($0) { $0.rounded(.down) } }
        case .ceil: mapLanes(x, y, n) { lanewise($0) { $0.rounded(.up) } }
        case .round: mapLanes(x, y, n) { lanewise($0) { $0.rounded(.toNearestOrEven) } }
        case .sign: mapLanes(x, y, n) { lanewise($0) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 } }
        case .sin: mapLanes(x, y, n) { lanewise($0) { sinf($0) } }
        case .cos: mapLanes(x, y, n) { lanewise($0) { cosf($0) } }
        case .not: break
        }
    }

    private func integers(_ x: UnsafePointer<Int64>, _ y: UnsafeMutablePointer<Int64>, _ n: Int) {
        switch function {
        case .relu: for i in 0..<n { y[i] = max(0, x[i]) }
        case .clip(let low, let high):
            let (low, high) = (saturatingInteger(low), saturatingInteger(high))
            for i in 0..<n { y[i] = min(max(x[i], low), high) }
        case .negate: for i in 0..<n { y[i] = 0 &- x[i] }
        case .absolute: for i in 0..<n { y[i] = x[i] < 0 ? 0 &- x[i] : x[i] }
        case .sign: for i in 0..<n { y[i] = x[i].signum() }
        case .not: for i in 0..<n { y[i] = x[i] == 0 ? 1 : 0 }
        default: break
        }
    }
}

/// ln(1 + e^x), without overflow for large x.
private func softplus(_ x: Float) -> Float { max(x, 0) + log1pf(expf(-x.magnitude)) }

/// The integer part, held at the ends of the range; 0 for a NaN.
func saturatingInteger(_ x: Float) -> Int64 {
    if x.isNaN { return 0 }
    if x >= 9.223_372e18 { return .max }
    if x <= -9.223_372e18 { return .min }
    return Int64(x)
}

/// Elements of another type: integers truncate toward zero, booleans are "not zero".
struct CastKernel: Kernel {
    let type: ScalarType
    var name: String { "Cast" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        return [TensorSpec(try inputs.required(0).shape, type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let y = outputs[0]
        switch (x.type, type) {
        case (.float, .float): y.floats.update(from: x.floats, count: x.count)
        case (.float, .integer): for i in 0..<x.count { y.integers[i] = saturatingInteger(x.floats[i]) }
        case (.float, .boolean): for i in 0..<x.count { y.integers[i] = x.floats[i] == 0 ? 0 : 1 }
        case (_, .float): for i in 0..<x.count { y.floats[i] = Float(x.integers[i]) }
        case (_, .boolean): for i in 0..<x.count { y.integers[i] = x.integers[i] == 0 ? 0 : 1 }
        case (_, .integer): y.integers.update(from: x.integers, count: x.count)
        }
    }
}
