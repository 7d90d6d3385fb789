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
        case lookup16(Lookup16Arguments)
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
        case attention(AttentionArguments)
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
        case .attention(let a): kernels.scratchBytes(for: a)
        default: 0
        }
    }

    /// Runs one part.
    func run(_ set: UnsafePointer<KernelSet>, scratch: UnsafeMutableRawPointer, part: Int, of parts: Int) {
        switch call {
        case .conv(let a): KernelSet.conv(set, a, scratch: scratch, part: part, of: parts)
        case .transposedConv(let a): set.pointee.transposedConv(a, scratch: scratch, part: part, of: parts)
        case .depthwise(let a): set.pointee.depthwise(a, scratch: scratch, part: part, of: parts)
        case .fullyConnected(let a):
            KernelSet.fullyConnected(set, a, scratch: scratch, part: part, of: parts)
        case .add(let a): set.pointee.add(a, part: part, of: parts)
        case .mul(let a): set.pointee.mul(a, part: part, of: parts)
        case .maxPool(let a): set.pointee.maxPool(a, part: part, of: parts)
        case .averagePool(let a): set.pointee.averagePool(a, part: part, of: parts)
        case .lookup(let a): set.pointee.lookup(a, part: part, of: parts)
        case .lookup16(let a): set.pointee.lookup16(a, part: part, of: parts)
        case .requantize(let a): set.pointee.requantize(a, part: part, of: parts)
        case .softmax(let a): set.pointee.softmax(a, part: part, of: parts)
        case .resizeNearest(let a): set.pointee.resizeNearest(a, part: part, of: parts)
        case .resizeLinear(let a): set.pointee.resizeLinear(a, part: part, of: parts)
        case .pad(let a): set.pointee.pad(a, part: part, of: parts)
        case .normalize(let a): set.pointee.normalize(a, part: part, of: parts)
        case .prelu(let a): set.pointee.prelu(a, part: part, of: parts)
        case .channelShuffle(let a): set.pointee.channelShuffle(a, part: part, of: parts)
        case .depthToSpace(let a): set.pointee.depthToSpace(a, part: part, of: parts)
        case .spaceToDepth(let a): set.pointee.spaceToDepth(a, part: part, of: parts)
        case .dequantize(let a): set.pointee.dequantize(a, part: part, of: parts)
        case .quantize(let a): set.pointee.quantizeFloat(a, part: part, of: parts)
        case .floatUnary(let a): set.pointee.floatUnary(a, part: part, of: parts)
        case .floatBinary(let a): set.pointee.floatBinary(a, part: part, of: parts)
        case .stridedCopy(let a): set.pointee.stridedCopy(a, part: part, of: parts)
        case .axisSoftmax(let a): set.pointee.softmax(a, part: part, of: parts)
        case .reduce(let a): set.pointee.reduce(a, part: part, of: parts)
        case .matMul(let a): set.pointee.matMul(a, part: part, of: parts)
        case .topK(let a): set.pointee.topK(a, part: part, of: parts)
        case .gather(let a): set.pointee.gather(a, part: part, of: parts)
        case .detect(let a): set.pointee.detect(a, scratch: scratch, part: part, of: parts)
        case .attention(let a): set.pointee.attention(a, scratch: scratch, part: part, of: parts)
        }
    }
}
