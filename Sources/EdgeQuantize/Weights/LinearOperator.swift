import EdgeGraph

/// A node that multiplies its input by constant weights: Conv, or Gemm and MatMul by a constant, in one
/// form. An output channel is the product of one row of `weights` with a patch of the input.
///
/// A ConvTranspose is several: one for each phase of its output.
public struct LinearOperator: Sendable {
    public struct ID: Hashable, Sendable {
        /// Index in `Graph.nodes`.
        public var node: Int
        /// Of a node that is several linear operators, which one.
        public var phase: Int
    }

    /// Index in `Graph.nodes`.
    public var node: Int
    public var phase = 0
    /// The activation that is multiplied.
    public var input: ValueID
    /// Output channels of all groups.
    public var outputs: Int
    public var groups: Int
    /// Weights of one output channel: input channels of the group times window taps.
    public var depth: Int
    /// `[outputs][depth]`; depth runs over (channel, kernel row, kernel column) as in ONNX.
    public var weights: [Float]
    /// `[outputs]`; zeros where the node has none.
    public var bias: [Float]
    /// nil for a matrix product, whose patch is the last axis of its input. The padding may be negative: the
    /// first window then starts inside.
    public var window: ConvAttributes?

    public var id: ID { ID(node: node, phase: phase) }
    public var outputsPerGroup: Int { outputs / groups }
    /// Taps of the window.
    public var taps: Int { window.map { $0.kernel.reduce(1, *) } ?? 1 }
    /// One input and one output channel in each group.
    public var isDepthwise: Bool {
        window != nil && groups == outputs && depth == taps && groups > 1
    }

    public func row(_ output: Int) -> ArraySlice<Float> {
        weights[output * depth..<(output + 1) * depth]
    }

    /// Input channel that a weight of a group's rows meets.
    public func inputChannel(group: Int, _ k: Int) -> Int { group * (depth / taps) + k / taps }

    /// For each element of the patches, `[groups][depth]`, its channel's factor.
    public func patchFactors(_ channelFactors: [Float]) -> [Float] {
        (0..<groups).flatMap { group in
            (0..<depth).map { channelFactors[inputChannel(group: group, $0)] }
        }
    }

    /// The operator of an input whose channels are divided by `factors`: its weights are multiplied by them.
    public func multiplied(by factors: [Float]) -> LinearOperator {
        var result = self
        for output in 0..<outputs {
            for k in 0..<depth {
                result.weights[output * depth + k] *=
                    factors[inputChannel(group: output / outputsPerGroup, k)]
            }
        }
        return result
    }

    public init(
        node: Int, input: ValueID, outputs: Int, groups: Int, depth: Int, weights: [Float],
        bias: [Float], window: ConvAttributes?
    ) {
        precondition(weights.count == outputs * depth && bias.count == outputs)
        self.node = node
        self.input = input
        self.outputs = outputs
        self.groups = groups
        self.depth = depth
        self.weights = weights
        self.bias = bias
        self.window = window
    }
}

extension LinearOperator {
    /// Reads node `index` of `graph`.
    /// - Returns: nil where the node is no Conv, Gemm or MatMul.
    /// - Throws: why the integer runtime cannot run it, where it is one.
    public init?(_ index: Int, of graph: Graph) throws(Unsupported) {
        let node = graph.nodes[index]
        switch node.op {
        case .conv(let attributes):
            try self.init(convolution: index, attributes, of: graph)
        case .gemm(let alpha, let beta, let transposeA, let transposeB):
            guard !transposeA else { throw Unsupported("Gemm with a transposed first factor") }
            try self.init(
                product: index, of: graph, scale: alpha, biasScale: beta, transposed: transposeB)
        case .matMul:
            try self.init(product: index, of: graph, scale: 1, biasScale: 0, transposed: false)
        default:
            return nil
        }
    }

    private init(
        convolution index: Int, _ attributes: ConvAttributes, of graph: Graph
    ) throws(Unsupported) {
        let node = graph.nodes[index]
        guard let input = node.inputs[0], attributes.kernel.count == 2 else {
            throw Unsupported("\(attributes.kernel.count)-dimensional convolution")
        }
        guard let weights = graph.constant(node.inputs, at: 1) else {
            throw Unsupported("convolution whose weights are computed")
        }
        guard node.inputs.count < 3 || node.inputs[2] == nil || graph.constant(node.inputs, at: 2) != nil
        else {
            throw Unsupported("convolution whose bias is computed")
        }
        let outputs = weights.shape[0]
        self.init(
            node: index, input: input, outputs: outputs, groups: attributes.groups,
            depth: weights.shape[1...].reduce(1, *), weights: weights.floats,
            bias: graph.constant(node.inputs, at: 2)?.floats ?? [Float](repeating: 0, count: outputs),
            window: attributes)
    }

    private init(
        product index: Int, of graph: Graph, scale: Float, biasScale: Float, transposed: Bool
    ) throws(Unsupported) {
        let node = graph.nodes[index]
        guard let input = node.inputs[0], graph[input].constant == nil,
            let matrix = graph.constant(node.inputs, at: 1)
        else {
            throw Unsupported("matrix product of two activations")
        }
        guard matrix.shape.count == 2 else {
            throw Unsupported("matrix product by a constant of rank \(matrix.shape.count)")
        }
        let outputs = matrix.shape[transposed ? 0 : 1]
        let depth = matrix.shape[transposed ? 1 : 0]
        var rows = matrix.floats
        if !transposed {
            for o in 0..<outputs {
                for k in 0..<depth { rows[o * depth + k] = matrix.floats[k * outputs + o] }
            }
        }
        if scale != 1 { for i in rows.indices { rows[i] *= scale } }

        var bias = [Float](repeating: 0, count: outputs)
        if node.inputs.count > 2, node.inputs[2] != nil {
            guard let constant = graph.constant(node.inputs, at: 2) else {
                throw Unsupported("Gemm whose bias is computed")
            }
            guard constant.count == outputs || constant.count == 1 else {
                throw Unsupported("Gemm with a bias of shape \(constant.shape)")
            }
            for o in 0..<outputs {
                bias[o] = biasScale * constant.floats[constant.count == 1 ? 0 : o]
            }
        }
        self.init(
            node: index, input: input, outputs: outputs, groups: 1, depth: depth, weights: rows,
            bias: bias, window: nil)
    }
}

/// Why an operator has no integer form.
public struct Unsupported: Error, Sendable, Equatable {
    public var reason: String
    public init(_ reason: String) { self.reason = reason }
}

extension Graph {
    /// The constant that operand `position` names, if it is one.
    public func constant(_ operands: [ValueID?], at position: Int) -> Tensor? {
        guard position < operands.count, let id = operands[position] else { return nil }
        return self[id].constant
    }
}
