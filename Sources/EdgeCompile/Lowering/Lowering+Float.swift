import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// Arithmetic and selection on float32 tensors.
extension Lowering {
    mutating func lowerFloat(_ operation: FusedOperation, _ node: Node) throws(UnsupportedOperator) {
        switch node.op {
        case .unary(let function): try unary(operation, function)
        case .binary(let function): try binary(operation, node, function)
        case .softmax(let axis): softmax(operation, axis)
        case .reduce(let function, let axes, _): reduce(operation, function, axes)
        case .globalMaxPool: reduce(operation, .max, Array(2..<shape(operation.inputs[0]).count))
        case .globalAveragePool: reduce(operation, .mean, Array(2..<shape(operation.inputs[0]).count))
        case .conv: try expectation(operation, node)
        case .matMul: matMul(operation)
        case .topK: topK(operation)
        case .gather(let axis): gather(operation, axis)
        case .gatherElements(let axis): gatherElements(operation, axis)
        default: throw UnsupportedOperator("no float32 form")
        }
    }

    private mutating func append(
        _ kind: OpKind, _ name: String, _ inputs: [Int], _ output: Int,
        _ parameters: OpParameters = OpParameters()
    ) {
        result.ops.append(
            IntegerOp(kind: kind, name: name, inputs: inputs, outputs: [output], parameters: parameters))
    }

    /// A float32 tensor that stands for no value.
    private mutating func scratch(_ dimensions: [Int], _ name: String) -> Int {
        result.add(IntegerTensor(name: name, elementType: .float32, dimensions: dimensions))
    }

    private mutating func floatConstant(_ values: [Float], _ dimensions: [Int], _ name: String) -> Int {
        constant(.float32(values, .plain), .float32, dimensions, name)
    }

    // MARK: Elementwise

    private mutating func unary(
        _ operation: FusedOperation, _ function: UnaryFunction
    ) throws(UnsupportedOperator) {
        guard let steps = function.floatSteps else { throw UnsupportedOperator("no float32 form") }
        let x = form(operation.inputs[0], .float32)
        let target = newForm(operation.outputs[0], .float32, x.order)
        var value = x.tensor
        for (index, step) in steps.enumerated() {
            let isLast = index == steps.count - 1
            let name = isLast ? operation.name : "\(operation.name)/\(index)"
            let y = isLast ? target.tensor : scratch(result.tensors[x.tensor].dimensions, name)
            func apply(_ function: FloatUnaryParameters) {
                append(.floatUnary, name, [value], y, function.words)
            }
            func combine(_ function: FloatBinaryParameters.Function, _ number: Float, isLeft: Bool = false) {
                append(
                    .floatBinaryConstant, name, [value, floatConstant([number], [1], name + "/constant")], y,
                    FloatBinaryParameters(function, constantIsLeft: isLeft).words)
            }
            switch step {
            case .sigmoid: apply(FloatUnaryParameters(.sigmoid))
            case .exponential: apply(FloatUnaryParameters(.exponential))
            case .tanh: apply(FloatUnaryParameters(.tanh))
            case .squareRoot: apply(FloatUnaryParameters(.squareRoot))
            case .floor: apply(FloatUnaryParameters(.floor))
            case .clamp(let low, let high): apply(FloatUnaryParameters(.clamp, low: low, high: high))
            case .scale(let number): combine(.multiply, number)
            case .offset(let number): combine(.add, number)
            case .over(let number): combine(.divide, number, isLeft: true)
            case .timesArgument:
                append(
                    .floatBinary, name, [value, x.tensor], y, FloatBinaryParameters(.multiply).words)
            case .maximumWithArgument:
                append(
                    .floatBinary, name, [value, x.tensor], y, FloatBinaryParameters(.maximum).words)
            }
            value = y
        }
    }

    private mutating func binary(
        _ operation: FusedOperation, _ node: Node, _ function: BinaryFunction
    ) throws(UnsupportedOperator) {
        let output = operation.outputs[0]
        let isInteger = graph[output].type == .integer
        // The operand of most elements sets the order of the axes.
        let rank = shape(output).count
        let leader = operation.inputs.max { shape($0).reduce(1, *) < shape($1).reduce(1, *) }!
        let led = form(leader, .float32)
        let order = order(led.order, from: shape(leader).count, to: rank)
        var operands: [Int] = []
        var constantAt: Int?
        for (position, id) in node.inputs.enumerated() {
            guard let id else { throw UnsupportedOperator("input is missing") }
            if let tensor = graph[id].constant {
                constantAt = position
                operands.append(try self.operand(tensor, order, rank, operation.name + "/constant"))
            } else {
                operands.append(operand(plan.resolve(id), order, rank))
            }
        }
        guard operands.count == 2 else { throw UnsupportedOperator("\(operands.count) operands") }
        let target = newForm(output, .float32, order)
        func apply(_ function: FloatBinaryParameters.Function, _ operands: [Int], _ y: Int, _ name: String) {
            if let constantAt {
                append(
                    .floatBinaryConstant, name, [operands[1 - constantAt], operands[constantAt]], y,
                    FloatBinaryParameters(function, constantIsLeft: constantAt == 0).words)
            } else {
                append(.floatBinary, name, operands, y, FloatBinaryParameters(function).words)
            }
        }
        guard isInteger, function == .divide || function == .modulo else {
            guard let function = function.floatFunction else { throw UnsupportedOperator("no float32 form") }
            apply(function, operands, target.tensor, operation.name)
            return
        }
        // Positions: whole numbers below 2^24, whose quotients' floors come out exactly.
        let dimensions = result.tensors[target.tensor].dimensions
        let quotient = scratch(dimensions, operation.name + "/quotient")
        let isModulo = function == .modulo
        let whole = isModulo ? scratch(dimensions, operation.name + "/floor") : target.tensor
        apply(.divide, operands, quotient, operation.name + "/quotient")
        append(.floatUnary, operation.name, [quotient], whole, FloatUnaryParameters(.floor).words)
        guard isModulo else { return }
        let product = scratch(dimensions, operation.name + "/product")
        apply(.multiply, [whole, operands[1]], product, operation.name + "/product")
        append(
            .floatBinary, operation.name, [operands[0], product], target.tensor,
            FloatBinaryParameters(.subtract).words)
    }

    /// An order of fewer axes as one of `rank` axes, the missing ones in front.
    private func order(_ order: [Int], from count: Int, to rank: Int) -> [Int] {
        Array(0..<rank - count) + order.map { $0 + rank - count }
    }

    /// An activation with axes in `order` of the output, missing ones of size 1.
    private mutating func operand(_ value: ValueID, _ order: [Int], _ rank: Int) -> Int {
        let own = shape(value)
        let missing = rank - own.count
        let form = form(value, .float32, order.filter { $0 >= missing }.map { $0 - missing })
        return view(form.tensor, order.map { $0 < missing ? 1 : own[$0 - missing] })
    }

    private mutating func operand(
        _ tensor: Tensor, _ order: [Int], _ rank: Int, _ name: String
    ) throws(UnsupportedOperator) -> Int {
        var values = tensor.type == .float ? tensor.floats : tensor.integers.map(Float.init)
        guard values.allSatisfy(\.isFinite) else {
            throw UnsupportedOperator("a constant holds an infinity or NaN")
        }
        if values.count == 1 { return floatConstant(values, [1], name) }
        let padded = Array(repeating: 1, count: rank - tensor.shape.count) + tensor.shape
        if longAxes(order, padded) != padded.indices.filter({ padded[$0] > 1 }) {
            do {
                values = try evaluate(
                    .transpose(permutation: order), inputs: [Tensor(shape: padded, floats: values)])[0].floats
            } catch {
                throw UnsupportedOperator("a constant cannot be transposed: \(error)")
            }
        }
        return floatConstant(values, order.map { padded[$0] }, name)
    }

    // MARK: Along an axis

    private func fromLast(_ axis: Int, _ order: [Int]) -> Int32 {
        Int32(order.count - 1 - order.firstIndex(of: axis)!)
    }

    /// An order in which long runs of neighbours share one step along the axis: the source's, where that is
    /// so and the present one has the axis last.
    private func acrossNeighbours(_ value: ValueID, _ axis: Int, _ order: [Int]) -> [Int]? {
        let sizes = shape(value)
        let plain = Array(sizes.indices)
        return order.last == axis && sizes[axis] <= 64 && longAxes(plain, sizes).last != axis ? plain : nil
    }

    private mutating func softmax(_ operation: FusedOperation, _ axis: Int) {
        var x = form(operation.inputs[0], .float32)
        if let order = acrossNeighbours(operation.inputs[0], axis, x.order) {
            x = form(operation.inputs[0], .float32, order)
        }
        let target = newForm(operation.outputs[0], .float32, x.order)
        append(
            .softmax, operation.name, [x.tensor], target.tensor,
            AxisParameters(fromLast: fromLast(axis, x.order)).words)
    }

    private mutating func reduce(
        _ operation: FusedOperation, _ function: ReduceFunction, _ axes: [Int]
    ) {
        let x = form(operation.inputs[0], .float32)
        let output = operation.outputs[0]
        let kind: ReduceParameters.Function =
            switch function {
            case .mean: .mean
            case .max: .max
            default: .sum
            }
        var value = x.tensor
        var sizes = shape(operation.inputs[0])
        for axis in axes {
            sizes[axis] = 1
            let y = scratch(x.order.map { sizes[$0] }, "\(operation.name)/\(axis)")
            append(
                .reduce, operation.name, [value], y,
                ReduceParameters(fromLast: fromLast(axis, x.order), function: kind).words)
            value = y
        }
        named(value, output, x.order, keeping: axes)
    }

    /// Lets `tensor`, reduced along `axes` with sizes of 1 left there, stand for `output`.
    private mutating func named(_ tensor: Int, _ output: ValueID, _ order: [Int], keeping axes: [Int]) {
        let to = shape(output)
        var reduced = order
        if to.count < order.count {
            let kept = order.indices.filter { !axes.contains($0) }
            reduced = order.filter { !axes.contains($0) }.map { axis in kept.firstIndex(of: axis)! }
        }
        let dimensions = reduced.map { to[$0] }
        add(Form(tensor: view(tensor, dimensions), order: reduced), of: output)
    }

    /// `sum over k of w[k] * x[k]`, and the bias.
    private mutating func expectation(
        _ operation: FusedOperation, _ node: Node
    ) throws(UnsupportedOperator) {
        guard let weights = graph.constant(node.inputs, at: 1) else {
            throw UnsupportedOperator("weights are computed")
        }
        let bias = graph.constant(node.inputs, at: 2)?.floats[0] ?? 0
        let input = operation.inputs[0]
        let x = form(input, .float32)
        let count = weights.floats.count
        let target = newForm(operation.outputs[0], .float32, x.order)
        let dimensions = result.tensors[target.tensor].dimensions
        let sum = bias == 0 ? target.tensor : scratch(dimensions, operation.name)
        let sizes = result.tensors[x.tensor].dimensions
        let position = x.order.firstIndex(of: 1)!
        let inner = sizes[(position + 1)...].reduce(1, *)
        if inner > 1 {
            // A row of weights times a matrix.
            let outer = sizes[..<position].reduce(1, *)
            append(
                .matMulConstant, operation.name,
                [
                    view(x.tensor, [outer, count, inner]),
                    floatConstant(weights.floats, [1, count], operation.name + "/weights"),
                ], view(sum, [outer, 1, inner]))
        } else {
            let factors = try operand(
                Tensor(shape: [1, count, 1, 1], floats: weights.floats), x.order, 4,
                operation.name + "/weights")
            let product = scratch(sizes, operation.name + "/product")
            append(
                .floatBinaryConstant, operation.name + "/product", [x.tensor, factors], product,
                FloatBinaryParameters(.multiply).words)
            append(
                .reduce, operation.name, [product], sum,
                ReduceParameters(fromLast: fromLast(1, x.order), function: .sum).words)
        }
        if bias != 0 {
            append(
                .floatBinaryConstant, operation.name + "/bias",
                [sum, floatConstant([bias], [1], operation.name + "/bias")], target.tensor,
                FloatBinaryParameters(.add).words)
        }
    }

    // MARK: In the source's order

    private mutating func plainForm(_ value: ValueID) -> Form {
        form(value, .float32, Array(shape(value).indices))
    }

    private mutating func plainTarget(_ value: ValueID) -> Int {
        newForm(value, .float32, Array(shape(value).indices)).tensor
    }

    private mutating func matMul(_ operation: FusedOperation) {
        let a = plainForm(operation.inputs[0]).tensor
        let b = plainForm(operation.inputs[1]).tensor
        append(.matMul, operation.name, [a, b], plainTarget(operation.outputs[0]))
    }

    private mutating func topK(_ operation: FusedOperation) {
        let x = plainForm(operation.inputs[0]).tensor
        let positions = plainTarget(operation.outputs[1])
        append(.topK, operation.name + "/positions", [x], positions)
        append(
            .gatherElements, operation.name, [x, positions], plainTarget(operation.outputs[0]),
            AxisParameters(fromLast: 0).words)
    }

    private mutating func gather(_ operation: FusedOperation, _ axis: Int) {
        let x = plainForm(operation.inputs[0]).tensor
        let indices = plainForm(operation.inputs[1]).tensor
        let output = operation.outputs[0]
        let from = shape(operation.inputs[0])
        var sizes = from
        sizes[axis] = shape(operation.inputs[1]).reduce(1, *)
        let gathered = scratch(sizes, operation.name + "/rows")
        append(
            .gather, operation.name, [x, indices], gathered,
            AxisParameters(fromLast: Int32(from.count - 1 - axis)).words)
        let to = shape(output)
        add(Form(tensor: view(gathered, to), order: Array(to.indices)), of: output)
    }

    private mutating func gatherElements(_ operation: FusedOperation, _ axis: Int) {
        let x = plainForm(operation.inputs[0]).tensor
        let indices = plainForm(operation.inputs[1]).tensor
        append(
            .gatherElements, operation.name, [x, indices], plainTarget(operation.outputs[0]),
            AxisParameters(fromLast: Int32(shape(operation.inputs[0]).count - 1 - axis)).words)
    }
}
