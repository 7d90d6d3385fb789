import EdgeFormat
import EdgeQuantize

// Operators on images besides convolutions, pools and resizes.
extension Lowering {
    mutating func lowerImage(_ operation: FusedOperation, _ kind: OpKind, _ parameters: OpParameters) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        result.ops.append(
            IntegerOp(kind: kind, name: operation.name, inputs: [x], outputs: [y], parameters: parameters))
    }

    mutating func lowerNormalize(
        _ operation: FusedOperation, _ groups: Int, _ epsilon: Float, _ scale: [Float], _ shift: [Float]
    ) throws(UnsupportedOperator) {
        let from = quantization[operation.inputs[0]]
        let to = quantization[operation.outputs[0]]
        let limit = Double(VerifierLimits.scaleFactor)
        // In squared quanta; what is outside the limits would drown in the variance, or drown it.
        let quanta = Double(epsilon) / (Double(from.scale) * Double(from.scale))
        let range = clamp(operation)
        var parameters = NormalizeParameters(
            groups: Int32(groups), epsilon: Float(min(max(quanta, 1 / limit), limit)))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let factors = try channelFactors(
            scale.map { Double($0) / Double(to.scale) }, operation.name + "/factor")
        let shifts = try channelFactors(
            shift.map { Double($0) / Double(to.scale) }, operation.name + "/shift")
        result.ops.append(
            IntegerOp(
                kind: .normalize, name: operation.name, inputs: [x, factors, shifts], outputs: [y],
                parameters: parameters.words))
    }

    mutating func lowerPRelu(
        _ operation: FusedOperation, _ slopes: [Float]
    ) throws(UnsupportedOperator) {
        let ratio =
            Double(quantization[operation.inputs[0]].scale)
            / Double(quantization[operation.outputs[0]].scale)
        let range = clamp(operation)
        var parameters = PointwiseParameters()
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let factors = try channelFactors(slopes.map { Double($0) * ratio }, operation.name + "/factors")
        result.ops.append(
            IntegerOp(
                kind: .prelu, name: operation.name, inputs: [x, factors], outputs: [y],
                parameters: parameters.words))
    }

    private mutating func channelFactors(
        _ values: [Double], _ name: String
    ) throws(UnsupportedOperator) -> Int {
        guard values.allSatisfy({ abs($0) <= Double(VerifierLimits.scaleFactor) }) else {
            throw UnsupportedOperator("a factor is above 2^64 output quanta, or not a number")
        }
        return constant(.float32(values.map { Float($0) }, .plain), .float32, [values.count], name)
    }
}
