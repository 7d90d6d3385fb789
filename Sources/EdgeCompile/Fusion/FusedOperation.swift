import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// One operator of the integer graph to be, still in terms of the float graph: a node with the
/// activations and rearrangements that run with it.
struct FusedOperation {
    enum Kind {
        /// Conv, or a per-channel multiplication and addition as a 1x1 depthwise convolution.
        case convolution(LinearOperator)
        case transposedConvolution(TransposedConvolution)
        case fullyConnected(LinearOperator)
        case add
        /// The second input has the shape of the first, or one value a channel.
        case multiply
        case maxPool(PoolAttributes)
        case averagePool(PoolAttributes)
        case globalAveragePool
        case lookup(PointwiseFunction)
        case softmax
        /// Along the channels.
        case concat
        /// One channel range an output; first channel of each.
        case slice(firstChannels: [Int])
        /// The same bytes under another shape.
        case reshape
        case resizeNearest(ResizeNearestParameters.Rounding)
        /// What each output row and column reads: 256 * index + weight of the next, in 128ths.
        case resizeLinear(rows: [Int32], columns: [Int32])
        case pad(PadParameters.Mode, top: Int, left: Int, value: Float)
        /// Groups of channels to mean 0 and variance 1, then `scale[c] * x + shift[c]`.
        case normalize(groups: Int, epsilon: Float, scale: [Float], shift: [Float])
        /// One slope a channel.
        case prelu(slopes: [Float])
        case channelShuffle(groups: Int)
        case depthToSpace(block: Int, channelFirst: Bool)
        case spaceToDepth(block: Int)
        /// Reshape, transpose, concat, split, slice or expand that is no view by itself; of int8 or float32
        /// tensors.
        case movement(Operator)
        /// Arithmetic or selection on float32 tensors.
        case float(Node)
        /// Queries, keys, values to what the queries attend to.
        case attention(AttentionForm)
        /// The maps of a detection head to rows of boxes.
        case detect(DetectAttributes)
    }

    var kind: Kind
    /// Name of the node that gives the operator its name.
    var name: String
    var inputs: [ValueID]
    var outputs: [ValueID]
    /// The fused activation as bounds of the real output.
    var clamp: ValueRange?

    /// Those whose weights calibration helps to round.
    var linearOperators: [LinearOperator] {
        switch kind {
        case .convolution(let op), .fullyConnected(let op): [op]
        case .transposedConvolution(let op): op.phases.filter { $0.depth > 0 }
        default: []
        }
    }

    /// Takes float32 tensors as they are.
    var isFloat: Bool {
        switch kind {
        case .movement, .float, .detect: true
        default: false
        }
    }

    /// Kinds whose kernels end in a clamp.
    var takesClamp: Bool {
        switch kind {
        case .convolution, .transposedConvolution, .fullyConnected, .add, .multiply, .averagePool,
            .globalAveragePool, .resizeLinear, .normalize, .prelu:
            true
        default: false
        }
    }
}
