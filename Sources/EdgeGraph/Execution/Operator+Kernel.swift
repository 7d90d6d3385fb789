extension Operator {
    /// The implementation of this operator.
    func kernel() throws(ExecutionError) -> any Kernel {
        switch self {
        case .conv(let attributes):
            return ConvolutionKernel(attributes: attributes)
        case .convTranspose(let attributes, let outputPadding):
            return TransposedConvolutionKernel(attributes: attributes, outputPadding: outputPadding)
        case .gemm(let alpha, let beta, let transposeA, let transposeB):
            return GemmKernel(alpha: alpha, beta: beta, transposeA: transposeA, transposeB: transposeB)
        case .matMul: return MatMulKernel()
        case .batchNormalization(let epsilon): return BatchNormalizationKernel(epsilon: epsilon)
        case .instanceNormalization(let epsilon): return InstanceNormalizationKernel(epsilon: epsilon)
        case .layerNormalization(let axis, let epsilon):
            return LayerNormalizationKernel(axis: axis, epsilon: epsilon)
        case .lrn(let alpha, let beta, let bias, let size):
            return LRNKernel(alpha: alpha, beta: beta, bias: bias, size: size)
        case .unary(let function): return UnaryKernel(function: function)
        case .prelu: return PReluKernel()
        case .binary(let function): return BinaryKernel(function: function)
        case .maxPool(let attributes): return MaxPoolKernel(attributes: attributes)
        case .averagePool(let attributes): return AveragePoolKernel(attributes: attributes)
        case .globalAveragePool: return GlobalPoolKernel(function: .mean)
        case .globalMaxPool: return GlobalPoolKernel(function: .max)
        case .reduce(let function, let axes, let keepDimensions):
            return ReduceKernel(function: function, axes: axes, keepDimensions: keepDimensions)
        case .softmax(let axis): return SoftmaxKernel(axis: axis, logarithm: false)
        case .logSoftmax(let axis): return SoftmaxKernel(axis: axis, logarithm: true)
        case .concat(let axis): return ConcatKernel(axis: axis)
        case .split(let axis, let sizes): return SplitKernel(axis: axis, sizes: sizes)
        case .slice(let starts, let ends, let steps):
            return SliceKernel(starts: starts, ends: ends, steps: steps)
        case .pad(let before, let after, let mode, let value):
            return PadKernel(before: before, after: after, mode: mode, value: value)
        case .reshape(let shape): return ReshapeKernel(shape: shape)
        case .transpose(let permutation): return TransposeKernel(permutation: permutation)
        case .expand(let shape): return ExpandKernel(shape: shape)
        case .resize(let attributes): return ResizeKernel(attributes: attributes)
        case .identity: return IdentityKernel()
        case .cast(let type): return CastKernel(type: type)
        case .gather(let axis): return GatherKernel(axis: axis)
        case .gatherElements(let axis): return GatherElementsKernel(axis: axis)
        case .topK(let axis, let k, let largest): return TopKKernel(axis: axis, k: k, largest: largest)
        case .argMax(let axis, let keepDimensions):
            return ArgMaxKernel(axis: axis, keepDimensions: keepDimensions)
        case .depthToSpace(let block, let columnRowDepth):
            return DepthToSpaceKernel(block: block, columnRowDepth: columnRowDepth)
        case .spaceToDepth(let block): return SpaceToDepthKernel(block: block)
        case .whereSelect: return WhereKernel()
        case .detect(let attributes): return DetectKernel(attributes: attributes)
        case .unsupported(let name):
            throw ExecutionError(.unsupported, op: name, "the operator is not supported")
        }
    }

    /// Shapes and types of the outputs for inputs of the given specs (nil: an omitted optional input).
    /// - Throws: what does not fit, under the operator's name.
    public func outputSpecs(_ inputs: [TensorSpec?]) throws(ExecutionError) -> [TensorSpec] {
        let kernel = try kernel()
        do {
            for case let spec? in inputs { _ = try elementCount(spec.shape) }
            let outputs = try kernel.outputs(Operands(inputs))
            for spec in outputs { _ = try elementCount(spec.shape) }
            return outputs
        } catch {
            throw error.located(op: kernel.name)
        }
    }
}
