import EdgeGraph
import EdgeQuantize

/// A value that is computed straight into the output of the concatenation that reads it.
struct ConcatPlacement {
    /// A root: the outermost concatenation where they nest.
    var output: ValueID
    /// First channel of the value there.
    var firstChannel: Int

    /// Every value that can be placed: made by an operator that writes any pixel stride, of the output's
    /// quantization, read by one concatenation, once.
    static func all(
        _ graph: Graph, _ plan: FusionPlan, _ quantization: QuantizationAssignment
    ) -> [ValueID: ConcatPlacement] {
        var producers: [ValueID: FusedOperation] = [:]
        var placements: [ValueID: ConcatPlacement] = [:]
        let wantedOutside = Set(plan.outputs)
        // A reshape needs dense bytes, so neither side of one is placed.
        var reshaped = Set<ValueID>()
        for op in plan.operations {
            for output in op.outputs { producers[output] = op }
            if case .reshape = op.kind { reshaped.formUnion(op.inputs + op.outputs) }
        }
        // Outer concatenations come later: they are visited first, so that inner ones compose with them.
        for op in plan.operations.reversed() {
            guard case .concat = op.kind else { continue }
            let output = op.outputs[0]
            let base = placements[output] ?? ConcatPlacement(output: output, firstChannel: 0)
            var channel = base.firstChannel
            for input in op.inputs {
                defer { channel += graph[input].shape?[1] ?? 0 }
                guard let producer = producers[input], producer.writesAnyStride,
                    placements[input] == nil, !wantedOutside.contains(input), !reshaped.contains(input),
                    quantization[input] == quantization[output]
                else { continue }
                placements[input] = ConcatPlacement(output: base.output, firstChannel: channel)
            }
        }
        return placements
    }
}

extension FusedOperation {
    /// The output may be a channel slice of another tensor.
    var writesAnyStride: Bool {
        switch kind {
        case .convolution, .transposedConvolution, .add, .multiply, .maxPool, .averagePool,
            .globalAveragePool, .lookup, .concat, .resizeNearest, .resizeLinear, .pad,
            .normalize, .prelu, .channelShuffle, .depthToSpace, .spaceToDepth:
            true
        case .fullyConnected, .softmax, .slice, .reshape, .movement, .float, .attention, .detect: false
        }
    }
}
