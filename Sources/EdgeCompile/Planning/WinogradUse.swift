import EdgeFormat
import EdgeGraph
import EdgeKernels
import EdgeQuantize
import EdgeRuntime

// Which convolutions go by Winograd's algorithm where the processor has no dot product: their weights need not be
// lane-safe, as nothing is faster with such, and the plan holds the scratch that it takes.

extension LinearOperator {
    /// Whether it is such a convolution.
    func goesByWinograd(in graph: Graph) -> Bool {
        guard case .conv = graph.nodes[node].op, let w = window, let output = graph.nodes[node].outputs.first,
            let shape = graph[output].shape, shape.count == 4
        else { return false }
        let window = Window(
            kernelHeight: w.kernel[0], kernelWidth: w.kernel[1], strideHeight: w.strides[0],
            strideWidth: w.strides[1], dilationHeight: w.dilations[0], dilationWidth: w.dilations[1])
        return KernelSet.winogradScratchBytes(
            window: window, groups: groups, inputChannels: depth / taps * groups, outputChannels: outputs,
            outputHeight: shape[2], outputWidth: shape[3]) != nil
    }
}

extension IntegerGraph {
    /// Most scratch of one thread that Winograd's algorithm takes for any convolution; 0 where there is none for it.
    var winogradScratchBytes: Int {
        ops.reduce(0) { most, op in
            let input = tensors[op.inputs[0]]
            let output = tensors[op.outputs[0]]
            guard op.kind == .conv2D, input.elementType == .int8, output.elementType != .int16 else {
                return most
            }
            let parameters = WindowedOpParameters(op.parameters)
            let bytes = KernelSet.winogradScratchBytes(
                window: Window(parameters.window), groups: Int(parameters.groups),
                inputChannels: input.dimensions[3],
                outputChannels: output.dimensions[3], outputHeight: output.dimensions[1],
                outputWidth: output.dimensions[2])
            return max(most, bytes ?? 0)
        }
    }
}
