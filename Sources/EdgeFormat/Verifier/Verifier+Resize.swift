extension Verifier {
    mutating func verifyResizeLinear(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let x = inputTensor(0, op)
        let y = outputTensor(op)
        try requireImage(i, x, "input")
        try requireImage(i, y, "output")
        guard x.dimensions[3] == y.dimensions[3] else {
            throw opFault(i, .badShape, "channels", "of input and output differ")
        }
        try verifyPointwiseParameters(i, op)
        try requireFactor(i, x.scale / y.scale)
        try requireFactor(i, x.scale / y.scale * 0x1p-14)
        try verifyResizeAxis(i, inputTensor(1, op), from: x.dimensions[1], to: y.dimensions[1])
        try verifyResizeAxis(i, inputTensor(2, op), from: x.dimensions[2], to: y.dimensions[2])
    }

    /// Entries `256 * j + t`: j and, where t is not 0, j + 1 are pixels of the input.
    private mutating func verifyResizeAxis(
        _ i: Int, _ table: TensorRecord, from: Int32, to: Int32
    ) throws(FormatError) {
        guard table.elementType == .int32, table.layout == .plain, table.rank == 1, table.dimensions[0] == to
        else { throw opFault(i, .badOperand, "rows or columns", "are not one plain int32 a pixel") }
        let limit = VerifierLimits.resizedSize
        guard from <= limit, to <= limit else {
            throw opFault(i, .tooMany, "height or width", "of a resize is above 16384")
        }
        try spend(i, table)
        let data = model.data(of: table)
        for k in 0..<Int(to) {
            let entry = Int32(littleEndian: data.load(fromByteOffset: k * 4, as: Int32.self))
            let weight = entry & 0xFF
            let source = entry >> 8
            guard weight <= VerifierLimits.resizeWeight, source >= 0, source < from - (weight > 0 ? 1 : 0)
            else { throw opFault(i, .outOfRange, "rows or columns", "point outside the input") }
        }
    }
}
