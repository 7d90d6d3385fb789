import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    mutating func lowerPointwise(_ operation: FusedOperation, _ kind: OpKind) {
        let inputs = operation.inputs.map { activation($0) }
        let output = activation(operation.outputs[0])
        let range = clamp(operation)
        var parameters = PointwiseParameters()
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        result.ops.append(
            IntegerOp(
                kind: kind, name: operation.name, inputs: inputs, outputs: [output],
                parameters: parameters.words))
    }

    mutating func lowerLookup(
        _ operation: FusedOperation, _ function: PointwiseFunction
    ) throws(UnsupportedOperator) {
        if quantization.int16.contains(operation.inputs[0]) {
            return try lowerInt16Lookup(operation, function)
        }
        let from = quantization.channels[operation.inputs[0]] ?? [quantization[operation.inputs[0]]]
        let to = quantization.channels[operation.outputs[0]] ?? [quantization[operation.outputs[0]]]
        let rows = max(from.count, to.count)
        var table: [Int8] = []
        do {
            for row in 0..<rows {
                let (from, to) = (from[from.count == 1 ? 0 : row], to[to.count == 1 ? 0 : row])
                table += try function((-128...127).map { from.dequantize(Int8($0)) }).map(to.quantize)
            }
        } catch {
            throw UnsupportedOperator("its table cannot be computed: \(error)")
        }
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let entries = constant(
            .int8(table, .plain), .int8, rows == 1 ? [256] : [rows, 256], operation.name + "/table")
        result.ops.append(
            IntegerOp(kind: .lookup, name: operation.name, inputs: [x, entries], outputs: [y]))
    }

    /// Both sides have scales by channel: `ChannelQuantization` gives them.
    private mutating func lowerInt16Lookup(
        _ operation: FusedOperation, _ function: PointwiseFunction
    ) throws(UnsupportedOperator) {
        let from = quantization.channels[operation.inputs[0]] ?? []
        let to = quantization.channels[operation.outputs[0]] ?? []
        var table: [Int16] = []
        do {
            for (from, to) in zip(from, to) {
                let ends = stride(from: -32768, through: 32768, by: 64).map { from.scale * Float($0) }
                table += try function(ends).map(to.quantizeInt16)
            }
        } catch {
            throw UnsupportedOperator("its table cannot be computed: \(error)")
        }
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let entries = constant(
            .int16(table, .plain), .int16, [from.count, 1025], operation.name + "/table")
        result.ops.append(
            IntegerOp(kind: .lookup, name: operation.name, inputs: [x, entries], outputs: [y]))
    }

    mutating func lowerSoftmax(_ operation: FusedOperation) {
        // The float32 of a layer before it, or int8.
        let x = dense(tensorOf[operation.inputs[0]] ?? activation(operation.inputs[0]))
        let y = activation(operation.outputs[0], .float32)
        result.ops.append(IntegerOp(kind: .softmax, name: operation.name, inputs: [x], outputs: [y]))
    }
}
