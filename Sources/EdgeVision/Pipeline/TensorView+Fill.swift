import EdgeRuntime

extension TensorView {
    /// Bytes of the elements alone, without the gaps of a channel slice.
    public var packedBytes: Int { pixels * pixelBytes }

    /// Copies `packed` (elements in order, without gaps, `packedBytes` long) into the tensor.
    public func fill(fromPacked packed: UnsafeRawBufferPointer) {
        precondition(packed.count == packedBytes, "as many bytes as the tensor's elements")
        guard let source = packed.baseAddress else { return }
        if isContiguous {
            base.copyMemory(from: source, byteCount: packedBytes)
            return
        }
        for pixel in 0..<pixels {
            (base + pixel * pixelStride).copyMemory(from: source + pixel * pixelBytes, byteCount: pixelBytes)
        }
    }
}
