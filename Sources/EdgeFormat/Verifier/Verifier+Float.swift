extension Verifier {
    // MARK: Between int8 and float32

    func verifyDequantize(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireInt8(i, x, "input")
        try requireFloat(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        guard x.scale <= VerifierLimits.scaleFactor else {
            throw opFault(i, .outOfRange, "scale", "of a float32 output is above 2^64")
        }
    }

    func verifyQuantize(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireFloat(i, x, "input")
        try requireInt8(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        try verifyPointwiseParameters(i, op)
    }

    // MARK: Elementwise

    func verifyFloatUnary(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireFloat(i, x, "input")
        try requireFloat(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        guard let function = FloatUnaryParameters.Function(rawValue: op.parameters[0]) else {
            throw opFault(i, .badEnumeration, "function", "is unknown")
        }
        let parameters = FloatUnaryParameters(op.parameters)
        if function == .clamp {
            // False for NaN.
            guard parameters.low <= parameters.high else {
                throw opFault(i, .outOfRange, "clamp", "is no range of numbers")
            }
        } else if op.parameters[1] != 0 || op.parameters[2] != 0 {
            throw opFault(i, .outOfRange, "parameters", "past those of the function are not zero")
        }
    }

    mutating func verifyFloatBinary(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let a = inputTensor(0, op)
        let b = inputTensor(1, op)
        let y = outputTensor(op)
        try requireFloat(i, a, "first input")
        try requireFloat(i, y, "output")
        guard FloatBinaryParameters.Function(rawValue: op.parameters[0]) != nil else {
            throw opFault(i, .badEnumeration, "function", "is unknown")
        }
        if op.kind == .floatBinaryConstant {
            try verifyFloatConstant(i, b)
            guard op.parameters[1] == 0 || op.parameters[1] == 1 else {
                throw opFault(i, .outOfRange, "constant is left", "is not 0 or 1")
            }
        } else {
            try requireFloat(i, b, "second input")
        }
        // Axes are aligned at the last one.
        guard y.rank == max(a.rank, b.rank) else {
            throw opFault(i, .badShape, "inputs", "do not broadcast to the output")
        }
        for fromLast in 0..<Int(y.rank) {
            let (m, n) = (dimension(a, fromLast), dimension(b, fromLast))
            guard m == n || m == 1 || n == 1, dimension(y, fromLast) == max(m, n) else {
                throw opFault(i, .badShape, "inputs", "do not broadcast to the output")
            }
        }
    }

    // MARK: Movement

    func verifyTranspose(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireSameQuantization(i, x, y)
        guard x.rank == y.rank else { throw opFault(i, .badShape, "input and output", "differ in rank") }
        var seen: UInt32 = 0
        for axis in 0..<6 {
            let from = op.parameters[axis]
            guard axis < Int(x.rank) else {
                guard from == 0 else {
                    throw opFault(i, .outOfRange, "permutation", "past the rank is not 0")
                }
                continue
            }
            guard from >= 0, from < Int32(x.rank), seen >> UInt32(from) & 1 == 0 else {
                throw opFault(i, .outOfRange, "permutation", "does not name every axis once")
            }
            seen |= 1 << UInt32(from)
            guard y.dimensions[axis] == x.dimensions[Int(from)] else {
                throw opFault(i, .badShape, "output", "does not follow from the permutation")
            }
        }
    }

    func verifySlice(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireSameQuantization(i, x, y)
        guard x.rank == y.rank else { throw opFault(i, .badShape, "input and output", "differ in rank") }
        for axis in 0..<6 {
            let (start, step) = (op.parameters[axis], op.parameters[6 + axis])
            guard axis < Int(x.rank) else {
                guard start == 0, step == 1 else {
                    throw opFault(i, .outOfRange, "starts and steps", "past the rank are not 0 and 1")
                }
                continue
            }
            guard start >= 0, step >= 1, start < x.dimensions[axis] else {
                throw opFault(i, .outOfRange, "start or step", "is negative or past the input")
            }
            // start + (size - 1) * step < the input's size, without leaving 32 bits.
            guard (x.dimensions[axis] - 1 - start) / step >= y.dimensions[axis] - 1 else {
                throw opFault(i, .badShape, "output", "reaches past the input")
            }
        }
    }

    func verifyBroadcast(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireSameQuantization(i, x, y)
        guard x.rank == y.rank else { throw opFault(i, .badShape, "input and output", "differ in rank") }
        for axis in 0..<Int(x.rank)
        where x.dimensions[axis] != y.dimensions[axis] && x.dimensions[axis] != 1 {
            throw opFault(i, .badShape, "input", "does not broadcast to the output")
        }
    }

    // MARK: Along an axis

    func verifySoftmax(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireFloat(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        let axis = try axis(i, op, x)
        guard x.elementType == .float32 || axis == Int(x.rank) - 1 else {
            throw opFault(i, .unsupportedFeature, "axis", "of an int8 softmax is not the last")
        }
    }

    func verifyReduce(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireFloat(i, x, "input")
        try requireFloat(i, y, "output")
        guard ReduceParameters.Function(rawValue: op.parameters[1]) != nil else {
            throw opFault(i, .badEnumeration, "function", "is unknown")
        }
        let axis = try axis(i, op, x)
        try requireSameShape(i, x, y, except: axis, "input and output")
        guard y.dimensions[axis] == 1 else {
            throw opFault(i, .badShape, "output", "is not 1 along the axis")
        }
    }

    mutating func verifyMatMul(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let isConstant = op.kind == .matMulConstant
        let a = inputTensor(isConstant ? 1 : 0, op)
        let b = inputTensor(isConstant ? 0 : 1, op)
        let y = outputTensor(op)
        try requireFloat(i, b, isConstant ? "input" : "second input")
        try requireFloat(i, y, "output")
        if isConstant {
            try verifyFloatConstant(i, a)
        } else {
            try requireFloat(i, a, "first input")
        }
        guard b.rank >= 2, y.rank == b.rank, a.rank == (isConstant ? 2 : b.rank) else {
            throw opFault(i, .badShape, "operands", "are not matrices of one rank")
        }
        guard dimension(a, 1) == dimension(y, 1), dimension(a, 0) == dimension(b, 1),
            dimension(b, 0) == dimension(y, 0)
        else { throw opFault(i, .badShape, "operands", "are not [M, K], [K, N] and [M, N]") }
        for fromLast in 2..<max(2, Int(y.rank)) {
            guard dimension(b, fromLast) == dimension(y, fromLast),
                isConstant || dimension(a, fromLast) == dimension(y, fromLast)
            else { throw opFault(i, .badShape, "operands", "differ before their matrices") }
        }
    }

    // MARK: Selection

    func verifyTopK(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireFloat(i, x, "input")
        try requireFloat(i, y, "output")
        guard x.rank >= 1 else { throw opFault(i, .badShape, "input", "is a scalar") }
        let last = Int(x.rank) - 1
        try requireSameShape(i, x, y, except: last, "input and output")
        guard y.dimensions[last] <= x.dimensions[last] else {
            throw opFault(i, .badShape, "output", "has more elements than the input")
        }
        try requireCountable(i, x, last)
    }

    func verifyGather(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let indices = inputTensor(1, op)
        let y = outputTensor(op)
        try requireFloat(i, indices, "indices")
        try requireSameQuantization(i, x, y)
        let axis = try axis(i, op, x)
        try requireCountable(i, x, axis)
        try requireSameShape(i, x, y, except: axis, "input and output")
        if op.kind == .gatherElements {
            try requireSameShape(i, indices, y, "indices and output")
        } else {
            guard indices.elementCount == Int(y.dimensions[axis]) else {
                throw opFault(i, .badShape, "output", "is not as long as the indices along the axis")
            }
        }
    }

    // MARK: What several ask for

    func requireFloat(_ i: Int, _ tensor: TensorRecord, _ field: StaticString) throws(FormatError) {
        guard tensor.elementType == .float32 else { throw opFault(i, .badOperand, field, "is not float32") }
    }

    private func requireSameShape(
        _ i: Int, _ a: TensorRecord, _ b: TensorRecord, except axis: Int, _ field: StaticString
    ) throws(FormatError) {
        guard a.rank == b.rank else { throw opFault(i, .badShape, field, "differ in rank") }
        for k in 0..<6 where k != axis && a.dimensions[k] != b.dimensions[k] {
            throw opFault(i, .badShape, field, "differ in shape")
        }
    }

    /// The axis that word 0 names.
    private func axis(_ i: Int, _ op: OpRecord, _ x: TensorRecord) throws(FormatError) -> Int {
        let fromLast = op.parameters[0]
        guard fromLast >= 0, fromLast < Int32(x.rank) else {
            throw opFault(i, .outOfRange, "axis", "is none of the input's")
        }
        return Int(x.rank) - 1 - Int(fromLast)
    }

    /// Indices along the axis are exact as float32.
    private func requireCountable(_ i: Int, _ x: TensorRecord, _ axis: Int) throws(FormatError) {
        guard x.dimensions[axis] <= 1 << 24 else {
            throw opFault(i, .tooMany, "elements along the axis", "are above 2^24")
        }
    }

    /// Plain float32, all of it finite.
    mutating func verifyFloatConstant(_ i: Int, _ tensor: TensorRecord) throws(FormatError) {
        guard tensor.elementType == .float32, tensor.layout == .plain else {
            throw opFault(i, .badOperand, "constant", "is not plain float32")
        }
        try spend(i, tensor)
        let data = model.data(of: tensor)
        for k in 0..<(tensor.elementCount ?? 0) {
            let bits = UInt32(littleEndian: data.load(fromByteOffset: k * 4, as: UInt32.self))
            guard bits & 0x7F80_0000 != 0x7F80_0000 else {
                throw opFault(i, .badWeights, "constant", "holds an infinity or NaN")
            }
        }
    }

    private func dimension(_ tensor: TensorRecord, _ fromLast: Int) -> Int32 {
        let axis = Int(tensor.rank) - 1 - fromLast
        return axis >= 0 ? tensor.dimensions[axis] : 1
    }
}
