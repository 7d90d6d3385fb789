import EdgeGraph
import EdgeTestRandom

/// Random operators with attributes that are mostly plausible and sometimes absurd.
struct OperatorFuzzer {
    static let kinds = 38
    var random: SeededGenerator
    /// Inputs that suit the operator last made; varied by `inputs`.
    private var suited: [Tensor?] = []

    init(random: SeededGenerator) { self.random = random }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        if Int.random(in: 0..<60, using: &random) == 0 {
            return [Int.min, .max, -1, 1 << 40, -(1 << 40), 1 << 31, 0].randomElement(using: &random)!
        }
        return Int.random(in: range, using: &random)
    }

    private mutating func list(_ count: Int, _ range: ClosedRange<Int>) -> [Int] {
        var count = count
        if Int.random(in: 0..<40, using: &random) == 0 { count = Int.random(in: 0...6, using: &random) }
        return (0..<count).map { _ in pick(range) }
    }

    private mutating func flag() -> Bool { Bool.random(using: &random) }

    private mutating func shape(_ rank: ClosedRange<Int> = 0...5, _ sizes: ClosedRange<Int> = 0...4) -> [Int]
    {
        (0..<Int.random(in: rank, using: &random)).map { _ in Int.random(in: sizes, using: &random) }
    }

    private mutating func floats(_ shape: [Int]) -> Tensor { random.tensor(shape, in: -3...3) }

    private mutating func integers(
        _ shape: [Int], _ range: ClosedRange<Int> = -3...3, _ type: ScalarType = .integer
    )
        -> Tensor
    {
        Tensor(
            shape: shape, integers: (0..<shape.reduce(1, *)).map { _ in Int64(pick(range)) }, type: type)
    }

    private mutating func any(_ shape: [Int]) -> Tensor {
        switch Int.random(in: 0...5, using: &random) {
        case 0: integers(shape)
        case 1: integers(shape, 0...1, .boolean)
        default: floats(shape)
        }
    }

    /// The inputs, now and then with one dropped, added or replaced.
    mutating func inputs() -> [Tensor?] {
        var inputs = suited
        switch Int.random(in: 0..<16, using: &random) {
        case 0: _ = inputs.popLast()
        case 1: inputs.append(any(shape()))
        case 2 where !inputs.isEmpty: inputs[Int.random(in: inputs.indices, using: &random)] = any(shape())
        case 3 where !inputs.isEmpty: inputs[Int.random(in: inputs.indices, using: &random)] = nil
        default: break
        }
        return inputs
    }

    mutating func next() -> (Operator, kind: Int) {
        let kind = Int.random(in: 0..<Self.kinds, using: &random)
        return (make(kind), kind)
    }

    private mutating func convolution(transposed: Bool) -> ConvAttributes {
        let rank = Int.random(in: 1...2, using: &random)
        let groups = Int.random(in: 1...3, using: &random)
        let (perGroup, outputs) = (
            Int.random(in: 0...2, using: &random), Int.random(in: 0...2, using: &random)
        )
        let kernel = (0..<rank).map { _ in Int.random(in: 1...3, using: &random) }
        let spatial = (0..<rank).map { _ in Int.random(in: 0...7, using: &random) }
        let x = [Int.random(in: 0...2, using: &random), groups * perGroup] + spatial
        let w = transposed ? [groups * perGroup, outputs] : [groups * outputs, perGroup]
        suited = [floats(x), floats(w + kernel), flag() ? floats([groups * outputs]) : nil]
        let odd = Int.random(in: 0..<30, using: &random) == 0
        return ConvAttributes(
            kernel: odd ? list(rank, 0...3) : kernel, strides: list(rank, 1...3),
            dilations: list(rank, 1...2),
            padsBefore: list(rank, 0...3), padsAfter: list(rank, 0...3), groups: odd ? pick(0...3) : groups)
    }

    private mutating func pool() -> PoolAttributes {
        let rank = Int.random(in: 1...2, using: &random)
        suited = [any([1, 2] + shape(rank...rank, 0...7))]
        return PoolAttributes(
            kernel: list(rank, 1...3), strides: list(rank, 1...3), dilations: list(rank, 1...2),
            padsBefore: list(rank, 0...2), padsAfter: list(rank, 0...2), ceilMode: flag(),
            countIncludesPadding: flag())
    }

    private mutating func make(_ kind: Int) -> Operator {
        let base = shape()
        let last = max(0, base.count - 1)
        suited = [any(base)]
        switch kind {
        case 0: return .conv(convolution(transposed: false))
        case 1:
            let attributes = convolution(transposed: true)
            return .convTranspose(attributes, outputPadding: list(attributes.kernel.count, 0...1))
        case 2:
            let (m, n, k) = (pick(0...3) & 3, pick(0...3) & 3, pick(0...3) & 3)
            let (a, b) = (flag(), flag())
            suited = [
                floats(a ? [k, m] : [m, k]), floats(b ? [n, k] : [k, n]),
                flag() ? floats([[n], [m, n], [], [1, n]].randomElement(using: &random)!) : nil,
            ]
            return .gemm(alpha: 0.5, beta: 2, transposeA: a, transposeB: b)
        case 3:
            let k = Int.random(in: 0...3, using: &random)
            suited = [any(shape(0...2) + [k]), any([k] + shape(0...1))]
            return .matMul
        case 4:
            let channels = Int.random(in: 0...3, using: &random)
            suited = [floats([2, channels] + shape(0...2))] + (0..<4).map { _ in floats([channels]) }
            return .batchNormalization(epsilon: 1e-3)
        case 5:
            let channels = Int.random(in: 0...3, using: &random)
            suited = [floats([1, channels] + shape(1...2)), floats([channels]), floats([channels])]
            return .instanceNormalization(epsilon: 1e-3)
        case 6:
            suited = [
                floats(base), floats(Array(base.suffix(1))), flag() ? floats(Array(base.suffix(1))) : nil,
            ]
            return .layerNormalization(axis: pick(0...last), epsilon: 1e-3)
        case 7: return .lrn(alpha: 0.1, beta: 0.5, bias: 1, size: pick(1...5))
        case 8:
            let functions: [UnaryFunction] = [
                .relu, .sigmoid, .tanh, .hardSwish, .silu, .erf, .exp, .log, .sqrt, .negate, .absolute,
                .reciprocal,
                .softplus, .floor, .ceil, .round, .sign, .not, .mish, .softsign, .sin, .cos,
                .gelu(tanhApproximation: true), .gelu(tanhApproximation: false),
                .hardSigmoid(alpha: 0.2, beta: 0.5),
                .leakyRelu(alpha: 0.1), .elu(alpha: 1), .clip(low: 0, high: 6),
                .clip(low: -.infinity, high: .nan),
            ]
            return .unary(functions.randomElement(using: &random)!)
        case 9:
            suited.append(floats(Array(base.suffix(1))))
            return .prelu
        case 10:
            let functions: [BinaryFunction] = [
                .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .modulo, .equal, .less,
                .greater,
                .lessOrEqual, .greaterOrEqual, .and, .or,
            ]
            suited.append(any(flag() ? base : Array(base.suffix(1))))
            return .binary(functions.randomElement(using: &random)!)
        case 11: return .maxPool(pool())
        case 12: return .averagePool(pool())
        case 13: return .globalAveragePool
        case 14: return .globalMaxPool
        case 15:
            let functions: [ReduceFunction] = [.mean, .sum, .max, .min, .product, .l2]
            return .reduce(
                functions.randomElement(using: &random)!,
                axes: list(Int.random(in: 0...2, using: &random), 0...last),
                keepDimensions: flag())
        case 16: return .softmax(axis: pick(0...last))
        case 17: return .logSoftmax(axis: pick(0...last))
        case 18:
            suited.append(suited[0])
            return .concat(axis: pick(0...last))
        case 19:
            let axis = Int.random(in: 0...last, using: &random)
            let size = base.isEmpty ? 0 : base[axis]
            let first = pick(0...max(0, size))
            return .split(axis: axis, sizes: [first, size &- first])
        case 20:
            return .slice(
                starts: list(base.count, 0...3), ends: list(base.count, -1...4),
                steps: list(base.count, -2...2))
        case 21:
            return .pad(
                before: list(base.count, -1...2), after: list(base.count, -1...2),
                mode: [.constant, .reflect, .edge].randomElement(using: &random)!, value: .infinity)
        case 22: return .reshape(shape: flag() ? base.reversed() : list(2, 0...4))
        case 23: return .transpose(permutation: Array(base.indices).shuffled(using: &random))
        case 24: return .expand(shape: flag() ? [2] + base : list(base.count, 0...3))
        case 25, 26:
            return .resize(
                ResizeAttributes(
                    mode: [.nearest, .linear, .cubic].randomElement(using: &random)!,
                    coordinates: [
                        .halfPixel, .pytorchHalfPixel, .alignCorners, .asymmetric, .halfPixelSymmetric,
                    ].randomElement(using: &random)!,
                    nearest: [.roundPreferFloor, .roundPreferCeil, .floor, .ceil].randomElement(
                        using: &random)!,
                    sizes: list(base.count, 0...6),
                    scales: base.map { _ in [1e-30, 0.5, 1, 2, 1e30, .nan, 0].randomElement(using: &random)! }
                ))
        case 27: return .identity
        case 28: return .cast([.float, .integer, .boolean].randomElement(using: &random)!)
        case 29:
            suited.append(integers(shape(0...2), -2...1))
            return .gather(axis: pick(0...last))
        case 30, 31:
            suited.append(integers(base, -1...0))
            return .gatherElements(axis: pick(0...last))
        case 32: return .topK(axis: pick(0...last), k: pick(0...3), largest: flag())
        case 33: return .argMax(axis: pick(0...last), keepDimensions: flag())
        case 34:
            suited = [any([1, 4, 2, 3])]
            return .depthToSpace(block: pick(1...2), columnRowDepth: flag())
        case 35:
            suited = [any([1, 2, 4, 6])]
            return .spaceToDepth(block: pick(1...2))
        case 36:
            suited = [integers(Array(base.suffix(1)), 0...1, .boolean), floats(base), floats([1])]
            return .whereSelect
        default:
            // Wide tensors: vector bodies and tails.
            suited = [floats([2, Int.random(in: 0...70, using: &random)])]
            return .softmax(axis: 1)
        }
    }
}
