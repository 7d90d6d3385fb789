import EdgeRuntime

/// Turns an output `[1, N]` into a vector of length 1, and finds its likes in a gallery.
struct EmbeddingDecoder: Sendable {
    let gallery: Gallery?
    /// Most names shown.
    let top: Int

    func decode(_ output: TensorView, into result: inout RecognitionResult) {
        result.embedding.removeAll(keepingCapacity: true)
        for c in 0..<output.channels { result.embedding.append(output.real(pixel: 0, channel: c)) }
        result.embedding.withUnsafeMutableBufferPointer { normalizeLength($0) }
        gallery?.match(result.embedding, top: top, into: &result.matches)
    }
}
