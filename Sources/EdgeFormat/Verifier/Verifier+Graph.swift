extension Verifier {
    /// Subgraph 0 and the operand list: every index points at a tensor, every op slice lies in the list.
    func verifyGraph() throws(FormatError) {
        let tensorCount = UInt32(model.tensorCount)
        for i in 0..<model.operandCount where model.record(.operands, i).u32(0) >= tensorCount {
            throw sectionFault(.operands, i, "operand", .badIndex, "tensor", "is no tensor of the model")
        }

        let graph = model.subgraph(0)
        func fault(_ code: FormatError.Code, _ field: StaticString, _ rule: StaticString) -> FormatError {
            sectionFault(.subgraphs, 0, "subgraph", code, field, rule)
        }
        guard graph.firstOp == 0, graph.opCount == UInt32(model.opCount) else {
            throw fault(.badIndex, "ops", "are not all ops of the model")
        }
        guard isOperandSlice(graph.firstInput, graph.inputCount), graph.inputCount >= 1 else {
            throw fault(.badIndex, "inputs", "are empty or do not lie in the operand list")
        }
        guard isOperandSlice(graph.firstOutput, graph.outputCount), graph.outputCount >= 1 else {
            throw fault(.badIndex, "outputs", "are empty or do not lie in the operand list")
        }
        for i in 0..<model.inputCount where model.tensor(model.input(i)).kind != .activation {
            throw fault(.badOperand, "inputs", "contain a constant")
        }
        for i in 0..<model.outputCount where model.tensor(model.output(i)).kind != .activation {
            throw fault(.badOperand, "outputs", "contain a constant")
        }
        for i in 0..<model.inputCount where model.tensor(model.input(i)).elementType == .int16 {
            throw fault(.unsupportedFeature, "inputs", "contain an int16 tensor")
        }
        for i in 0..<model.outputCount where model.tensor(model.output(i)).elementType == .int16 {
            throw fault(.unsupportedFeature, "outputs", "contain an int16 tensor")
        }

        for i in 0..<model.opCount {
            let record = model.record(.ops, i)
            guard OpKind(rawValue: record.u16(FileLayout.Op.kind)) != nil else {
                throw opFault(i, .badEnumeration, "kind", "is unknown")
            }
            guard record.u16(FileLayout.Op.flags) == 0 else {
                throw opFault(i, .outOfRange, "reserved bytes", "are not zero")
            }
            let op = model.op(i)
            guard isOperandSlice(op.firstInput, UInt32(op.inputCount)),
                isOperandSlice(op.firstOutput, UInt32(op.outputCount))
            else { throw opFault(i, .badIndex, "operands", "do not lie in the operand list") }
            try verifySignature(i, op)
        }
    }

    private func isOperandSlice(_ first: UInt32, _ count: UInt32) -> Bool {
        UInt64(wide: first) + UInt64(wide: count) <= UInt64(wide: model.operandCount)
    }

    /// Number of operands, and which of them are activations and constants.
    private func verifySignature(_ i: Int, _ op: OpRecord) throws(FormatError) {
        let signature = op.signature
        guard Int(op.inputCount) == signature.activations + signature.constants, op.outputCount == 1 else {
            throw opFault(i, .badOperand, "operands", "are not as many as the op takes")
        }
        for k in 0..<Int(op.inputCount) {
            let expected: TensorRecord.Kind = k < signature.activations ? .activation : .constant
            guard model.tensor(model.input(k, of: op)).kind == expected else {
                throw opFault(i, .badOperand, "inputs", "mix up activations and constants")
            }
        }
        guard model.tensor(model.output(0, of: op)).kind == .activation else {
            throw opFault(i, .badOperand, "output", "is a constant")
        }
        for word in signature.words..<OpParameters.count where op.parameters[word] != 0 {
            throw opFault(i, .outOfRange, "parameters", "past those of the op are not zero")
        }
    }

    /// Each input has at most one way to be made from a picture, and it can be computed.
    func verifyPreprocessing() throws(FormatError) {
        for i in 0..<model.preprocessingCount {
            func fault(_ code: FormatError.Code, _ field: StaticString, _ rule: StaticString) -> FormatError {
                sectionFault(.preprocessing, i, "preprocessing", code, field, rule)
            }
            typealias Field = FileLayout.Preprocessing
            let raw = model.record(.preprocessing, i)
            guard PreprocessingRecord.Resize(rawValue: raw.u8(Field.resize)) != nil else {
                throw fault(.badEnumeration, "resize", "is unknown")
            }
            guard PreprocessingRecord.Channels(rawValue: raw.u8(Field.channels)) != nil else {
                throw fault(.badEnumeration, "channels", "are unknown")
            }
            guard raw.u8(Field.reserved) == 0, raw.u32(Field.reservedEnd) == 0 else {
                throw fault(.outOfRange, "reserved bytes", "are not zero")
            }
            let record = model.preprocessing(i)
            guard record.input < UInt32(model.inputCount) else {
                throw fault(.badIndex, "input", "is no input of the model")
            }
            // Ascending inputs: none occurs twice, in linear time.
            guard i == 0 || model.preprocessing(i - 1).input < record.input else {
                throw fault(.badOrder, "input", "does not ascend")
            }
            guard record.cropFraction > 0, record.cropFraction <= 1 else {
                throw fault(.outOfRange, "crop fraction", "is not within 0...1")
            }
            for channel in 0..<4 {
                guard record.mean[channel].isFinite else {
                    throw fault(.outOfRange, "mean", "is not finite")
                }
                guard isScale(record.std[channel]) else {
                    throw fault(.outOfRange, "std", "is not finite, normal and positive")
                }
            }
            let input = model.tensor(model.input(Int(record.input)))
            let channels: Int32 = record.channels == .gray ? 1 : 3
            guard input.rank == 4, input.dimensions[0] == 1, input.dimensions[3] == channels else {
                throw fault(.badShape, "input", "is not one picture of these channels")
            }
        }
    }
}
