extension Verifier {
    func verifyAdd(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let (a, b, y) = try binaryOperands(i, op)
        try requireSameShape(i, a, b, "inputs")
        try requireFactor(i, a.scale / y.scale)
        try requireFactor(i, b.scale / y.scale)
    }

    func verifyMul(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let (a, b, y) = try binaryOperands(i, op)
        if !isOnePixel(b, of: a) { try requireSameShape(i, a, b, "inputs") }
        try requireFactor(i, a.scale * b.scale / y.scale)
    }

    func verifyLookup(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let table = inputTensor(1, op)
        let y = outputTensor(op)
        try requireQuantized(i, x, "input")
        try requireSameShape(i, x, y, "input and output")
        let last = Int(table.rank) - 1
        guard table.elementType == x.elementType, y.elementType == x.elementType else {
            throw opFault(i, .badOperand, "input, table and output", "are not all int8 or all int16")
        }
        guard table.layout == .plain, last == 0 || last == 1,
            table.dimensions[last] == (x.elementType == .int8 ? 256 : 1025)
        else {
            throw opFault(
                i, .badOperand, "table", "is not 256 (int16: 1025) plain values, nor so many a channel")
        }
        guard last == 0 || table.dimensions[0] == x.dimensions[Int(x.rank) - 1] else {
            throw opFault(i, .badShape, "table", "does not have a row for each channel")
        }
    }

    func verifyRequantize(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireInt8(i, x, "input")
        try requireInt8(i, y, "output")
        try requireSameShape(i, x, y, "input and output")
        try verifyPointwiseParameters(i, op)
        try requireFactor(i, x.scale / y.scale)
    }

    func verifyResizeNearest(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        try requireSameQuantization(i, x, y)
        guard x.dimensions[3] == y.dimensions[3] else {
            throw opFault(i, .badShape, "channels", "of input and output differ")
        }
        guard ResizeNearestParameters.Rounding(rawValue: op.parameters[0]) != nil else {
            throw opFault(i, .badEnumeration, "rounding", "is unknown")
        }
        // The kernels multiply an index by a size: both stay below 2^14 in 32-bit arithmetic.
        for axis in 1...2 {
            let limit = VerifierLimits.resizedSize
            guard x.dimensions[axis] <= limit, y.dimensions[axis] <= limit else {
                throw opFault(i, .tooMany, "height or width", "of a resize is above 16384")
            }
        }
    }

    private func binaryOperands(
        _ i: Int, _ op: OpRecord
    ) throws(FormatError) -> (a: TensorRecord, b: TensorRecord, y: TensorRecord) {
        let a = inputTensor(0, op)
        let b = inputTensor(1, op)
        let y = outputTensor(op)
        try requireInt8(i, a, "first input")
        try requireInt8(i, b, "second input")
        try requireInt8(i, y, "output")
        try requireSameShape(i, a, y, "first input and output")
        try verifyPointwiseParameters(i, op)
        return (a, b, y)
    }

    /// The clamp is all that pointwise ops have.
    func verifyPointwiseParameters(_ i: Int, _ op: OpRecord) throws(FormatError) {
        for word in 0..<11 where op.parameters[word] != 0 {
            throw opFault(i, .outOfRange, "parameters", "other than the clamp are not zero")
        }
        let parameters = PointwiseParameters(op.parameters)
        try requireClamp(i, low: parameters.clampLow, high: parameters.clampHigh)
    }

    /// Whether `b` is one pixel of a's channels: every dimension 1 but the last, which is a's.
    private func isOnePixel(_ b: TensorRecord, of a: TensorRecord) -> Bool {
        guard a.rank == b.rank, a.rank >= 1 else { return false }
        let last = Int(a.rank) - 1
        for axis in 0..<last where b.dimensions[axis] != 1 { return false }
        return a.dimensions[last] == b.dimensions[last]
    }
}
