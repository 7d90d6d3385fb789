import EdgeFormat

/// Addresses of a model's tensors once its arena has one.
struct TensorMemory {
    let model: Model
    let arena: UnsafeMutableRawPointer

    func view(_ index: Int) -> TensorView {
        let record = model.view.tensor(index)
        let elementBytes = max(record.elementType.bits / 8, 1)
        let channels = record.rank == 0 ? 1 : Int(record.dimensions[Int(record.rank) - 1])
        guard record.kind != .constant else {
            let base = UnsafeMutableRawPointer(mutating: model.view.data(of: record))
            return TensorView(record, base: base, pixelStride: channels * elementBytes)
        }
        var stride = channels
        if record.parent != noIndex {
            let parent = model.view.tensor(Int(record.parent))
            if !record.isReshape(of: parent) { stride = Int(parent.dimensions[Int(parent.rank) - 1]) }
        }
        return TensorView(
            record, base: arena + model.arenaOffset(ofTensor: index), pixelStride: stride * elementBytes)
    }

    func constant<Element>(_ index: Int, _ type: Element.Type) -> UnsafePointer<Element> {
        model.view.data(of: model.view.tensor(index)).assumingMemoryBound(to: type)
    }
}
