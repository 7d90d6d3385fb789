import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    mutating func lower(_ operation: FusedOperation) throws(UnsupportedOperator) {
        switch operation.kind {
        case .convolution(let op): try lowerConvolution(operation, op)
        case .transposedConvolution(let op): try lowerTransposedConvolution(operation, op)
        case .fullyConnected(let op): try lowerFullyConnected(operation, op)
        case .add: lowerPointwise(operation, .add)
        case .multiply: lowerPointwise(operation, .mul)
        case .maxPool(let pool): lowerPool(operation, .maxPool2D, pool)
        case .averagePool(let pool): lowerPool(operation, .averagePool2D, pool)
        case .globalAveragePool: lowerGlobalAverage(operation)
        case .lookup(let function): try lowerLookup(operation, function)
        case .softmax: lowerSoftmax(operation)
        case .concat: lowerConcat(operation)
        case .slice(let firsts): lowerSlice(operation, firsts)
        case .reshape: lowerReshape(operation)
        case .resizeNearest(let rounding): lowerResize(operation, rounding)
        case .resizeLinear(let rows, let columns): lowerResizeLinear(operation, rows, columns)
        case .pad(let mode, let top, let left, let value):
            lowerImage(
                operation, .pad2D,
                PadParameters(
                    top: Int32(top), left: Int32(left), mode: mode,
                    value: mode == .constant
                        ? Int32(quantization[operation.outputs[0]].quantize(value)) : 0
                ).words)
        case .channelShuffle(let groups):
            var parameters = OpParameters()
            parameters[0] = Int32(groups)
            lowerImage(operation, .channelShuffle, parameters)
        case .depthToSpace(let block, let channelFirst):
            lowerImage(
                operation, .depthToSpace,
                BlockParameters(block: Int32(block), channelFirst: channelFirst ? 1 : 0).words)
        case .spaceToDepth(let block):
            lowerImage(operation, .spaceToDepth, BlockParameters(block: Int32(block)).words)
        case .normalize(let groups, let epsilon, let scale, let shift):
            try lowerNormalize(operation, groups, epsilon, scale, shift)
        case .prelu(let slopes): try lowerPRelu(operation, slopes)
        case .movement(let op): try lowerMovement(operation, op)
        case .float(let node): try lowerFloat(operation, node)
        case .attention(let form): lowerAttention(operation, form)
        case .detect(let attributes): lowerDetect(operation, attributes)
        }
    }
}
