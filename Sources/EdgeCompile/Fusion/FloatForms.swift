import EdgeGraph

extension Graph {
    /// Whether the node has a form on float32 tensors of the flat file.
    func hasFloatForm(_ index: Int) -> Bool {
        let node = nodes[index]
        func rank(_ id: ValueID?) -> Int { id.flatMap { self[$0].shape?.count } ?? 7 }
        guard node.outputs.allSatisfy({ rank($0) <= 6 && self[$0].type != .boolean }),
            node.inputs.allSatisfy({ $0 == nil || rank($0) <= 6 })
        else { return false }
        let isInteger = node.outputs.contains { self[$0].type == .integer }
        switch node.op {
        case .identity, .reshape, .transpose, .concat, .split, .expand, .gatherElements:
            return node.inputs.allSatisfy { isActivation($0) || node.op.takesShape }
        case .gather(let axis):
            return node.inputs.allSatisfy(isActivation) && axis >= 0
        case .slice(_, _, let steps):
            return steps.allSatisfy { $0 > 0 }
        case .cast(let type):
            // Integers here are positions: whole numbers of at most 2^24, which float32 holds.
            return type == .float || (type == .integer && self[node.inputs[0]!].type == .integer)
        case .topK(let axis, _, let largest):
            return largest && axis == rank(node.inputs[0]) - 1
        case .unary(let function):
            return !isInteger && function.floatSteps != nil
        case .binary(let function):
            return isInteger ? isPositionArithmetic(node, function) : function.floatFunction != nil
        case .softmax:
            return true
        case .reduce(let function, _, _):
            return !isInteger && [.sum, .mean, .max].contains(function)
        case .globalMaxPool, .globalAveragePool:
            // Of an image, int8 does.
            return rank(node.inputs[0]) == 3
        case .matMul:
            guard node.inputs.allSatisfy(isActivation) else { return false }
            let shapes = node.inputs.map { self[$0!].shape ?? [] }
            return shapes[0].count >= 2 && shapes[0].count == shapes[1].count
                && shapes[0].dropLast(2) == shapes[1].dropLast(2)
        case .conv:
            return isExpectation(index)
        default:
            return false
        }
    }

    private func isActivation(_ id: ValueID?) -> Bool { id.map { self[$0].constant == nil } ?? false }

    /// Positions stay whole and not negative under these.
    private func isPositionArithmetic(_ node: Node, _ function: BinaryFunction) -> Bool {
        guard let constant = constant(node.inputs, at: 1), constant.type == .integer,
            isActivation(node.inputs[0])
        else { return function == .add && node.inputs.allSatisfy(isActivation) }
        switch function {
        case .add, .multiply: return constant.integers.allSatisfy { $0 >= 0 && $0 < 1 << 24 }
        case .divide, .modulo: return constant.integers.allSatisfy { $0 > 0 && $0 < 1 << 24 }
        default: return false
        }
    }

    /// A 1x1 convolution to one channel behind a softmax: the mean of a distribution (the "distribution
    /// focal loss" heads of Li et al., "Generalized Focal Loss", 2020), not a layer to be quantized.
    func isExpectation(_ index: Int) -> Bool {
        let node = nodes[index]
        guard case .conv(let window) = node.op, window.kernel == [1, 1], window.strides == [1, 1],
            window.groups == 1, (window.padsBefore + window.padsAfter).allSatisfy({ $0 == 0 }),
            let weights = constant(node.inputs, at: 1), weights.shape[0] == 1,
            node.inputs.count < 3 || node.inputs[2] == nil || constant(node.inputs, at: 2) != nil
        else { return false }
        var value = node.inputs[0]
        // Nodes are in topological order: the producers come before.
        for producer in nodes[..<index].reversed() where producer.outputs.contains(where: { $0 == value }) {
            switch producer.op {
            case .softmax: return true
            case .reshape, .transpose, .identity: value = producer.inputs[0]
            default: return false
            }
        }
        return false
    }
}

extension Operator {
    /// Operands past the first are shapes.
    fileprivate var takesShape: Bool {
        switch self {
        case .reshape, .expand, .split: true
        default: false
        }
    }

    /// Joins, divides or picks from what the layers before give.
    var combines: Bool {
        switch self {
        case .concat, .split, .slice, .gather, .gatherElements, .topK: true
        default: false
        }
    }

    /// Has weights.
    var isLayer: Bool {
        switch self {
        case .conv, .convTranspose, .gemm, .matMul: true
        default: false
        }
    }
}

/// A float32 operation on one tensor that a function of one variable is made of; `x` is the function's
/// argument, the steps follow each other.
enum FloatStep {
    case sigmoid, exponential, tanh, squareRoot, floor
    case clamp(Float, Float)
    case scale(Float)
    case offset(Float)
    /// The constant over the value.
    case over(Float)
    /// The value times, or the larger of it and, the function's argument.
    case timesArgument, maximumWithArgument
}

extension UnaryFunction {
    /// nil where there is no float32 form.
    var floatSteps: [FloatStep]? {
        switch self {
        case .relu: [.clamp(0, .infinity)]
        case .clip(let low, let high) where low <= high: [.clamp(low, high)]
        case .sigmoid: [.sigmoid]
        case .silu: [.sigmoid, .timesArgument]
        case .exp: [.exponential]
        case .tanh: [.tanh]
        case .sqrt: [.squareRoot]
        case .floor: [.floor]
        case .negate: [.scale(-1)]
        case .absolute: [.scale(-1), .maximumWithArgument]
        case .reciprocal: [.over(1)]
        case .leakyRelu(let alpha) where alpha <= 1: [.scale(alpha), .maximumWithArgument]
        case .hardSigmoid(let alpha, let beta): [.scale(alpha), .offset(beta), .clamp(0, 1)]
        case .hardSwish: [.offset(3), .clamp(0, 6), .timesArgument, .scale(1 / 6)]
        default: nil
        }
    }
}
