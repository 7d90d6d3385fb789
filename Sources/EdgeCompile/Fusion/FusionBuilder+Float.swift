import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension FusionBuilder {
    /// Whether node `index` runs in float32: by the rule of heads, or because its inputs are float32 already
    /// and it needs no int8.
    func runsAsFloat(_ index: Int) -> Bool {
        if head.contains(index) { return true }
        let node = graph.nodes[index]
        let activations = node.inputs.compactMap { $0 }.filter { graph[$0].constant == nil }
        guard activations.contains(where: { plan.floatValues.contains(plan.resolve($0)) }) else {
            return false
        }
        // With an int8 partner it goes back to int8.
        return activations.allSatisfy { plan.floatValues.contains(plan.resolve($0)) }
            && graph.hasFloatForm(index)
    }

    mutating func lowerFloat(_ index: Int) throws(UnsupportedOperator) {
        let node = graph.nodes[index]
        switch node.op {
        case .identity, .cast:
            plan.aliases[node.outputs[0]] = try ordered(node, 0)
        case .reshape, .transpose, .concat, .split, .slice, .expand:
            try appendMovement(node, isFloat: true)
        default:
            var inputs: [ValueID] = []
            for position in node.inputs.indices {
                guard let id = node.inputs[position], graph[id].constant == nil else { continue }
                inputs.append(try ordered(node, position))
            }
            plan.floatValues.formUnion(node.outputs)
            plan.operations.append(
                FusedOperation(kind: .float(node), name: node.name, inputs: inputs, outputs: node.outputs))
        }
    }

    /// A rearrangement that no view expresses, or one of float32 tensors.
    mutating func appendMovement(_ node: Node, isFloat: Bool) throws(UnsupportedOperator) {
        var inputs: [ValueID] = []
        let count = if case .concat = node.op { node.inputs.count } else { 1 }
        for position in 0..<count { inputs.append(try ordered(node, position)) }
        if isFloat { plan.floatValues.formUnion(node.outputs) }
        plan.operations.append(
            FusedOperation(kind: .movement(node.op), name: node.name, inputs: inputs, outputs: node.outputs))
    }

    /// Layers whose output only float32 operators read give their sums as real numbers.
    mutating func markRealLayers() {
        var readers: [ValueID: [FusedOperation]] = [:]
        for op in plan.operations {
            for input in op.inputs { readers[input, default: []].append(op) }
        }
        for op in plan.operations where op.clamp == nil {
            switch op.kind {
            case .convolution(let linear) where !linear.runsDepthwise: break
            case .fullyConnected: break
            default: continue
            }
            let followers = readers[op.outputs[0]] ?? []
            if !followers.isEmpty, followers.allSatisfy({ readsFloat($0) }) {
                plan.floatValues.insert(op.outputs[0])
            }
        }
    }

    private func readsFloat(_ op: FusedOperation) -> Bool {
        switch op.kind {
        case .float, .detect: true
        case .movement: plan.floatValues.contains(op.outputs[0])
        default: false
        }
    }
}

extension LinearOperator {
    /// Runs as a depthwise convolution, whose kernels give int8 only.
    var runsDepthwise: Bool { isDepthwise || (depth == 1 && groups == outputs && groups > 1) }
}

extension BinaryFunction {
    var floatFunction: FloatBinaryParameters.Function? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .maximum: .maximum
        case .minimum: .minimum
        default: nil
        }
    }
}
