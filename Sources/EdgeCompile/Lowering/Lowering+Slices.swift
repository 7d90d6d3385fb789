import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension Lowering {
    mutating func lowerConcat(_ operation: FusedOperation) {
        let output = activation(operation.outputs[0])
        let base = result.tensors[output].view ?? IntegerTensor.View(parent: output, offset: 0)
        var channel = base.offset
        for value in operation.inputs {
            let input = activation(value)
            let dimensions = result.tensors[input].dimensions
            defer { channel += dimensions[3] }
            // Placed: its producer has written here already.
            if let view = result.tensors[input].view, view.parent == base.parent, view.offset == channel {
                continue
            }
            var slice = IntegerTensor(
                name: "\(operation.name)/\(graph[value].name)", elementType: .int8, dimensions: dimensions,
                quantization: result.tensors[output].quantization, source: value)
            slice.view = IntegerTensor.View(parent: base.parent, offset: channel)
            let target = result.add(slice)
            result.ops.append(
                IntegerOp(
                    kind: .requantize, name: slice.name, inputs: [input], outputs: [target],
                    parameters: PointwiseParameters().words))
        }
    }

    mutating func lowerSlice(_ operation: FusedOperation, _ firstChannels: [Int]) {
        var input = activation(operation.inputs[0])
        if let view = result.tensors[input].view,
            result.tensors[view.parent].dimensions.dropLast()
                != result.tensors[input].dimensions.dropLast()[...]
        {
            input = copy(input)  // a view of a reshape has no pixels of its own
        }
        let base = result.tensors[input].view ?? IntegerTensor.View(parent: input, offset: 0)
        for (value, channel) in zip(operation.outputs, firstChannels) {
            let output = activation(value)
            result.tensors[output].view = IntegerTensor.View(
                parent: base.parent, offset: base.offset + channel)
        }
    }

    mutating func lowerReshape(_ operation: FusedOperation) {
        let input = dense(activation(operation.inputs[0]))
        let output = activation(operation.outputs[0])
        result.tensors[output].view = IntegerTensor.View(parent: result.root(of: input), offset: 0)
    }

    mutating func lowerResize(
        _ operation: FusedOperation, _ rounding: ResizeNearestParameters.Rounding
    ) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        result.ops.append(
            IntegerOp(
                kind: .resizeNearest, name: operation.name, inputs: [x], outputs: [y],
                parameters: ResizeNearestParameters(rounding: rounding).words))
    }

    mutating func lowerResizeLinear(
        _ operation: FusedOperation, _ rows: [Int32], _ columns: [Int32]
    ) {
        let x = activation(operation.inputs[0])
        let y = activation(operation.outputs[0])
        let tables = [(rows, "/rows"), (columns, "/columns")].map { entries, suffix in
            constant(.int32(entries, .plain), .int32, [entries.count], operation.name + suffix)
        }
        let range = clamp(operation)
        var parameters = PointwiseParameters()
        parameters.clampLow = range.low
        parameters.clampHigh = range.high
        result.ops.append(
            IntegerOp(
                kind: .resizeLinear, name: operation.name, inputs: [x] + tables, outputs: [y],
                parameters: parameters.words))
    }
}
