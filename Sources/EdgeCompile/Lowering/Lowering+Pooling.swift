import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    mutating func lowerPool(_ operation: FusedOperation, _ kind: OpKind, _ pool: PoolAttributes) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let range = clamp(operation)
        var parameters = WindowedOpParameters(
            window: WindowParameters(
                ConvAttributes(
                    kernel: pool.kernel, strides: pool.strides, dilations: pool.dilations,
                    padsBefore: pool.padsBefore, padsAfter: pool.padsAfter, groups: 1),
                input: result.tensors[x].dimensions, output: result.tensors[y].dimensions))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        parameters.countIncludesPadding = pool.countIncludesPadding ? 1 : 0
        result.ops.append(
            IntegerOp(
                kind: kind, name: operation.name, inputs: [x], outputs: [y], parameters: parameters.words))
    }

    mutating func lowerGlobalAverage(_ operation: FusedOperation) {
        let x = activation(operation.inputs[0])
        var y = activation(operation.outputs[0])
        let channels = result.tensors[x].dimensions[3]
        if result.tensors[y].dimensions.count != 4 {
            // The mean without its axes: the pool writes an image of one pixel, the value is a view of it.
            var image = result.tensors[y]
            image.dimensions = [1, 1, 1, channels]
            image.name += "/image"
            let root = result.add(image)
            result.tensors[y].view = IntegerTensor.View(parent: root, offset: 0)
            y = root
        }
        let range = clamp(operation)
        // A kernel of zero means the whole plane.
        var parameters = WindowedOpParameters(window: WindowParameters(kernelHeight: 0, kernelWidth: 0))
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        result.ops.append(
            IntegerOp(
                kind: .averagePool2D, name: operation.name, inputs: [x], outputs: [y],
                parameters: parameters.words))
    }
}
