extension Operator {
    /// The types of this operator's outputs, one per output, from those of its inputs.
    ///
    /// - Parameter inputs: Parallel to the node's inputs; nil for an omitted optional one.
    /// - Throws: `ShapeError` where the inputs do not fit the operator or an output would pass
    ///   `TensorLimits`. Never traps, whatever the attributes hold.
    public func inferTypes(_ inputs: [TensorType?]) throws(ShapeError) -> [TensorType] {
        let outputs = try uncheckedTypes(OperandTypes(inputs))
        for output in outputs where TensorLimits.elementCount(output.shape) == nil {
            throw ShapeError("the output would have shape \(output.shape), beyond what a tensor may hold")
        }
        return outputs
    }

    private func uncheckedTypes(_ inputs: OperandTypes) throws(ShapeError) -> [TensorType] {
        switch self {
        case .conv(let attributes): [try convolutionType(attributes, inputs)]
        case .convTranspose(let attributes, let padding):
            [try transposedConvolutionType(attributes, outputPadding: padding, inputs)]
        case .gemm(_, _, let transposeA, let transposeB):
            [try gemmType(transposeA: transposeA, transposeB: transposeB, inputs)]
        case .matMul: [try matrixProductType(inputs)]
        case .batchNormalization, .instanceNormalization:
            [try channelNormalizationType(parameters: self.isBatchNormalization ? 4 : 2, inputs)]
        case .layerNormalization(let axis, _): [try layerNormalizationType(axis: axis, inputs)]
        case .lrn(_, _, _, let size):
            [try localResponseType(size: size, inputs)]
        case .unary(let function): [unaryType(function, try inputs[0])]
        case .prelu: [try parametricReluType(inputs)]
        case .binary(let function): [try binaryType(function, inputs)]
        case .maxPool(let attributes), .averagePool(let attributes): [try poolType(attributes, inputs)]
        case .globalAveragePool, .globalMaxPool: [try globalPoolType(inputs)]
        case .reduce(_, let axes, let keep): [try reductionType(axes: axes, keep: keep, try inputs[0])]
        case .softmax(let axis), .logSoftmax(let axis):
            [try sameType(axis: axis, try inputs[0])]
        case .concat(let axis): [try concatType(axis: axis, inputs)]
        case .split(let axis, let sizes): try splitTypes(axis: axis, sizes: sizes, try inputs[0])
        case .slice(let starts, let ends, let steps):
            [try sliceType(starts: starts, ends: ends, steps: steps, try inputs[0])]
        case .pad(let before, let after, let mode, _):
            [try padType(before: before, after: after, mode: mode, try inputs[0])]
        case .reshape(let shape): [try reshapeType(to: shape, try inputs[0])]
        case .transpose(let permutation): [try transposeType(permutation, try inputs[0])]
        case .expand(let shape): [try expandType(to: shape, try inputs[0])]
        case .resize(let attributes): [try resizeType(attributes, try inputs[0])]
        case .identity: [try inputs[0]]
        case .cast(let type): [TensorType(shape: try inputs[0].shape, type: type)]
        case .gather(let axis): [try gatherType(axis: axis, inputs)]
        case .gatherElements(let axis): [try gatherElementsType(axis: axis, inputs)]
        case .topK(let axis, let k, _): try topKTypes(axis: axis, k: k, try inputs[0])
        case .argMax(let axis, let keep):
            [
                TensorType(
                    shape: try reductionType(axes: [axis], keep: keep, try inputs[0]).shape,
                    type: .integer)
            ]
        case .depthToSpace(let block, _): [try depthToSpaceType(block: block, try inputs[0])]
        case .spaceToDepth(let block): [try spaceToDepthType(block: block, try inputs[0])]
        case .whereSelect: [try selectionType(inputs)]
        case .unsupported(let name): throw ShapeError("the operator \(name) is not supported")
        }
    }

    private var isBatchNormalization: Bool {
        if case .batchNormalization = self { true } else { false }
    }
}

/// The input types of one node; asking for one that is missing is an error, not a trap.
struct OperandTypes {
    var types: [TensorType?]

    init(_ types: [TensorType?]) { self.types = types }

    var count: Int { types.count }

    /// A required operand.
    subscript(_ index: Int) -> TensorType {
        get throws(ShapeError) {
            guard index < types.count, let type = types[index] else {
                throw ShapeError("input \(index) is missing")
            }
            return type
        }
    }

    /// An optional operand.
    func optional(_ index: Int) -> TensorType? { index < types.count ? types[index] : nil }

    func all() throws(ShapeError) -> [TensorType] {
        guard !types.isEmpty else { throw ShapeError("it has no inputs") }
        var all: [TensorType] = []
        for index in types.indices { all.append(try self[index]) }
        return all
    }
}

extension Graph {
    /// Gives every value computed by a node its shape and type. Nodes are in topological order; inputs
    /// and constants have their shapes.
    ///
    /// - Throws: `GraphError` naming the first node that does not fit.
    public mutating func inferShapes() throws(GraphError) {
        for node in nodes {
            let types: [TensorType]
            do {
                types = try node.op.inferTypes(node.inputs.map { $0.flatMap { self[$0].tensorType } })
            } catch {
                throw GraphError(node: node.name, reason: error.description)
            }
            for (id, type) in zip(node.outputs, types) {
                self[id].shape = type.shape
                self[id].type = type.type
            }
        }
    }
}

extension Value {
    /// nil until the shape is known.
    public var tensorType: TensorType? { shape.map { TensorType(shape: $0, type: type) } }
}

/// A node that cannot stand where it does.
public struct GraphError: Error, Equatable, CustomStringConvertible {
    public var node: String
    public var reason: String

    public init(node: String, reason: String) {
        self.node = node
        self.reason = reason
    }

    public var description: String { "node \(node): \(reason)" }
}
