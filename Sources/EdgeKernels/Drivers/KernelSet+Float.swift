// The float32 tail and movement: portable on every instruction set but for what heads spend their time in.
extension KernelSet {
    public func dequantize(_ a: DequantizeArguments, part: Int = 0, of parts: Int = 1) {
        portableDequantize(a, part, parts)
    }

    public func quantizeFloat(_ a: QuantizeArguments, part: Int = 0, of parts: Int = 1) {
        portableQuantize(a, part, parts)
    }

    public func floatUnary(_ a: FloatUnaryArguments, part: Int = 0, of parts: Int = 1) {
        portableFloatUnary(a, float, part, parts)
    }

    public func floatBinary(_ a: FloatBinaryArguments, part: Int = 0, of parts: Int = 1) {
        portableFloatBinary(a, part, parts)
    }

    public func stridedCopy(_ a: StridedCopyArguments, part: Int = 0, of parts: Int = 1) {
        portableStridedCopy(a, part, parts)
    }

    public func softmax(_ a: AxisSoftmaxArguments, part: Int = 0, of parts: Int = 1) {
        portableAxisSoftmax(a, float, part, parts)
    }

    public func reduce(_ a: ReduceArguments, part: Int = 0, of parts: Int = 1) {
        portableReduce(a, part, parts)
    }

    public func matMul(_ a: MatMulArguments, part: Int = 0, of parts: Int = 1) {
        portableMatMul(a, part, parts)
    }

    public func topK(_ a: TopKArguments, part: Int = 0, of parts: Int = 1) {
        portableTopK(a, part, parts)
    }

    public func gather(_ a: GatherArguments, part: Int = 0, of parts: Int = 1) {
        portableGather(a, part, parts)
    }
}
