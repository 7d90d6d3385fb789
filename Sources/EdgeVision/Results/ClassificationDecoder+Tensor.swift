import EdgeRuntime

extension ClassificationDecoder {
    func decode(_ output: TensorView, into result: inout RecognitionResult) {
        if output.elementType == .int8 {
            decode(
                UnsafeBufferPointer(
                    start: output.base.assumingMemoryBound(to: Int8.self), count: output.count),
                scale: output.scale, zeroPoint: output.zeroPoint, into: &result.classes)
        } else {
            decode(
                UnsafeBufferPointer(
                    start: output.base.assumingMemoryBound(to: Float.self), count: output.count),
                into: &result.classes)
        }
    }
}
