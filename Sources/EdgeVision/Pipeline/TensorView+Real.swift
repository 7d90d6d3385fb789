import EdgeRuntime

extension TensorView {
    /// The number that an element of an int8 or float32 tensor stands for.
    func real(pixel: Int, channel: Int) -> Float {
        let pixel = base + pixel * pixelStride
        if elementType == .float32 { return pixel.assumingMemoryBound(to: Float.self)[channel] }
        return scale * Float(Int32(pixel.assumingMemoryBound(to: Int8.self)[channel]) - zeroPoint)
    }
}
