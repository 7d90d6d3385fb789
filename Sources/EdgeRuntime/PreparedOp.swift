import EdgeFormat
import EdgeKernels

/// One op with every address, factor and choice made: what `Session.run` walks through. Trivially
/// copyable; lives in the session's memory.
struct PreparedOp {
    enum Call {
        case conv(ConvArguments)
        case transposedConv(TransposedConvArguments)
        case depthwise(DepthwiseArguments)
        case fullyConnected(FullyConnectedArguments)
        case add(AddArguments)
        case mul(MulArguments)
        case maxPool(MaxPoolArguments)
        case averagePool(AveragePoolArguments)
        case lookup(LookupArguments)
        case requantize(RequantizeArguments)
        case softmax(SoftmaxArguments)
        case resizeNearest(ResizeNearestArguments)
        case resizeLinear(ResizeLinearArguments)
        case pad(PadArguments)
        case normalize(NormalizeArguments)
        case prelu(PReluArguments)
        case channelShuffle(ShuffleArguments)
        case depthToSpace(BlockArguments)
        case spaceToDepth(BlockArguments)
        case dequantize(DequantizeArguments)
        case quantize(QuantizeArguments)
        case floatUnary(FloatUnaryArguments)
        case floatBinary(FloatBinaryArguments)
        case stridedCopy(StridedCopyArguments)
        case axisSoftmax(AxisSoftmaxArguments)
        case reduce(ReduceArguments)
        case matMul(MatMulArguments)
        case topK(TopKArguments)
        case gather(GatherArguments)
        case detect(DetectArguments)
    }

    var call: Call
    /// Index into the session's kernel sets.
    var kernels: Int

    init(_ call: Call) {
        self.call = call
        kernels = 0
    }

    /// Scratch of one thread with the given kernels.
    func scratchBytes(_ kernels: KernelSet) -> Int {
        switch call {
        case .conv(let a): kernels.scratchBytes(for: a)
        case .transposedConv(let a): kernels.scratchBytes(for: a)
        case .depthwise(let a): kernels.scratchBytes(for: a)
        case .fullyConnected(let a): kernels.scratchBytes(for: a)
        case .detect(let a): kernels.scratchBytes(for: a)
        default: 0
        }
    }

    /// Runs one part.
    func run(_ kernels: KernelSet, scratch: UnsafeMutableRawPointer, part: Int, of parts: Int) {
        switch call {
        case .conv(let a): kernels.conv(a, scratch: scratch, part: part, of: parts)
        case .transposedConv(let a): kernels.transposedConv(a, scratch: scratch, part: part, of: parts)
        case .depthwise(let a): kernels.depthwise(a, scratch: scratch, part: part, of: parts)
        case .fullyConnected(let a): kernels.fullyConnected(a, scratch: scratch, part: part, of: parts)
        case .add(let a): kernels.add(a, part: part, of: parts)
        case .mul(let a): kernels.mul(a, part: part, of: parts)
        case .maxPool(let a): kernels.maxPool(a, part: part, of: parts)
        case .averagePool(let a): kernels.averagePool(a, part: part, of: parts)
        case .lookup(let a): kernels.lookup(a, part: part, of: parts)
        case .requantize(let a): kernels.requantize(a, part: part, of: parts)
        case .softmax(let a): kernels.softmax(a, part: part, of: parts)
        case .resizeNearest(let a): kernels.resizeNearest(a, part: part, of: parts)
        case .resizeLinear(let a): kernels.resizeLinear(a, part: part, of: parts)
        case .pad(let a): kernels.pad(a, part: part, of: parts)
        case .normalize(let a): kernels.normalize(a, part: part, of: parts)
        case .prelu(let a): kernels.prelu(a, part: part, of: parts)
        case .channelShuffle(let a): kernels.channelShuffle(a, part: part, of: parts)
        case .depthToSpace(let a): kernels.depthToSpace(a, part: part, of: parts)
        case .spaceToDepth(let a): kernels.spaceToDepth(a, part: part, of: parts)
        case .dequantize(let a): kernels.dequantize(a, part: part, of: parts)
        case .quantize(let a): kernels.quantizeFloat(a, part: part, of: parts)
        case .floatUnary(let a): kernels.floatUnary(a, part: part, of: parts)
        case .floatBinary(let a): kernels.floatBinary(a, part: part, of: parts)
        case .stridedCopy(let a): kernels.stridedCopy(a, part: part, of: parts)
        case .axisSoftmax(let a): kernels.softmax(a, part: part, of: parts)
        case .reduce(let a): kernels.reduce(a, part: part, of: parts)
        case .matMul(let a): kernels.matMul(a, part: part, of: parts)
        case .topK(let a): kernels.topK(a, part: part, of: parts)
        case .gather(let a): kernels.gather(a, part: part, of: parts)
        case .detect(let a): kernels.detect(a, scratch: scratch, part: part, of: parts)
        }
    }
}
