import EdgeGraph

/// A chain of functions of one variable that becomes a single lookup table.
struct PointwiseFunction {
    enum Step {
        case unary(UnaryFunction)
        /// `f(x, constant)`, or `f(constant, x)`.
        case binary(BinaryFunction, constant: Float, constantFirst: Bool)
    }

    var steps: [Step]

    /// The function's values, computed by the float executor's own kernels.
    func callAsFunction(_ arguments: [Float]) throws(ExecutionError) -> [Float] {
        var tensor = Tensor(shape: [arguments.count], floats: arguments)
        for step in steps {
            switch step {
            case .unary(let function):
                tensor = try evaluate(.unary(function), inputs: [tensor])[0]
            case .binary(let function, let constant, let constantFirst):
                let scalar = Tensor(shape: [1], floats: [constant])
                let operands = constantFirst ? [scalar, tensor] : [tensor, scalar]
                tensor = try evaluate(.binary(function), inputs: operands)[0]
            }
        }
        return tensor.floats
    }
}

extension UnaryFunction {
    /// The interval that this function clamps to, if that is all it does.
    var clamp: (low: Float, high: Float)? {
        switch self {
        case .relu: (0, .infinity)
        case .clip(let low, let high) where low <= high: (low, high)
        default: nil
        }
    }

    /// Functions of int8 that a table of 256 entries represents: all but the ones that yield booleans.
    var hasTable: Bool { self != .not }
}
