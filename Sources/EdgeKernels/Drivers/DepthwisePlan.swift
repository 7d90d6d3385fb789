/// How a depthwise convolution is cut: channels in chunks whose prepared weights stay in L1.
struct DepthwisePlan {
    /// Input bytes of one call.
    static var tileBytes: Int { 20 * 1024 }
    /// Prepared weights of one chunk.
    static var chunkBytes: Int { 8 * 1024 }

    var taps: Int
    /// Channels of a chunk, a multiple of 64 unless there is but one chunk.
    var chunk: Int
    var preparedBytes: Int
    var pointerBytes: Int
    /// Most pixels of one call, so that the input rows it reads stay in L1 over all blocks of channels.
    var tilePixels: Int

    init(_ a: DepthwiseArguments, _ kernel: DepthwiseKernel) {
        taps = a.window.kernelHeight * a.window.kernelWidth
        let channels = roundUp(a.output.channels, to: 16)
        let bytes = kernel.preparedBytesPerChannel(taps: taps)
        chunk = channels
        if kernel.prepare != nil && bytes > 0 {
            chunk = min(channels, max(64, Self.chunkBytes / bytes / 64 * 64))
        }
        preparedBytes = roundUp(kernel.preparedBytes(taps: taps, channels: chunk), to: 64)
        let pixelBytes = a.window.kernelHeight * a.window.strideWidth * chunk
        tilePixels = max(8, Self.tileBytes / pixelBytes)
        pointerBytes = roundUp(taps * MemoryLayout<UnsafePointer<Int8>>.stride, to: 64)
    }

    /// Prepared weights, the window's pointers, one pixel of padding.
    var scratchBytes: Int { preparedBytes + pointerBytes + roundUp(chunk, to: 64) }
}
