import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    mutating func lowerAttention(_ operation: FusedOperation, _ attention: AttentionForm) {
        let isTransposed = attention.isTransposed
        let q = tokens(operation.inputs[0], areColumns: false)
        let k = centered(tokens(operation.inputs[1], areColumns: true))
        let v = centered(tokens(operation.inputs[2], areColumns: isTransposed))
        let output = operation.outputs[0]
        let y = newForm(output, .int8, tokenOrder(output, areColumns: isTransposed))
        result.ops.append(
            IntegerOp(
                kind: .attention, name: operation.name, inputs: [q, k, v],
                outputs: [asTokens(y.tensor)], parameters: AttentionParameters(scale: attention.scale).words))
    }

    /// Tokens, heads, elements of a head, behind the axes of size 1.
    private func tokenOrder(_ value: ValueID, areColumns: Bool) -> [Int] {
        let last = shape(value).count - 1
        let inner = areColumns ? [last, last - 2, last - 1] : [last - 1, last - 2, last]
        return Array(0..<last - 2) + inner
    }

    /// `[1, tokens, heads, depth]`
    private mutating func tokens(_ value: ValueID, areColumns: Bool) -> Int {
        asTokens(form(value, .int8, tokenOrder(value, areColumns: areColumns)).tensor)
    }

    private mutating func asTokens(_ tensor: Int) -> Int {
        view(tensor, [1] + result.tensors[tensor].dimensions.suffix(3))
    }

    /// With zero point 0, as keys and values have it.
    private mutating func centered(_ tensor: Int) -> Int {
        guard let quantization = result.tensors[tensor].quantization, quantization.zeroPoint != 0 else {
            return tensor
        }
        var copy = result.tensors[tensor]
        copy.view = nil
        copy.name += "/centered"
        copy.quantization = AffineQuantization(symmetricRange: quantization.range)
        let output = result.add(copy)
        result.ops.append(
            IntegerOp(
                kind: .requantize, name: copy.name, inputs: [tensor], outputs: [output],
                parameters: PointwiseParameters().words))
        return output
    }
}
