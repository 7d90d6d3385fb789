/// The positions of the largest elements, by a heap inside the output whose root is the last of those kept.
func portableTopK(_ p: TopKArguments, _ part: Int, _ parts: Int) {
    for row in piece(part, of: parts, count: p.rows) {
        let order = RowOrder(x: p.input + row * p.inputStride)
        let heap = p.output + row * p.outputStride
        for i in 0..<p.k { heap[i] = Float(i) }
        makeHeap(heap, p.k, order)
        for i in p.k..<p.count where order.precedes(i, Int(heap[0])) {
            heap[0] = Float(i)
            siftDown(heap, 0, p.k, order)
        }
        sortHeap(heap, p.k, order)
    }
}

/// Positions in a row: the larger element first, of equal ones the one at the lower position.
private struct RowOrder: TotalOrder {
    typealias Element = Float
    var x: UnsafePointer<Float>

    @inline(__always)
    func precedes(_ i: Float, _ j: Float) -> Bool { precedes(Int(i), Int(j)) }

    @inline(__always)
    func precedes(_ i: Int, _ j: Int) -> Bool {
        let (a, b) = (rank(x[i]), rank(x[j]))
        return a != b ? a > b : i < j
    }
}

/// Order of binary32 numbers as integers: zeros equal, NaN least.
@inline(__always)
private func rank(_ x: Float) -> Int32 {
    if x != x { return .min }
    let bits = Int32(bitPattern: (x + 0).bitPattern)
    return bits >= 0 ? bits : ~(bits & .max)
}

func portableGather(_ p: GatherArguments, _ part: Int, _ parts: Int) {
    let view = p.outputView
    let last = toFloat(Int32(truncatingIfNeeded: p.inputView.size - 1))
    for unit in piece(part, of: parts, count: view.outer * view.size) {
        let (o, i) = (unit / view.size, unit % view.size)
        let source = p.input + o * p.inputView.outerStride * p.elementBytes
        let target = p.output + (o * view.outerStride + i * view.axisStride) * p.elementBytes
        if p.isElementwise {
            gatherElements(p, source, target, o * p.indexView.outerStride + i * p.indexView.axisStride, last)
            continue
        }
        let indices = p.indexView
        let index = position(
            p.indices[i / indices.size * indices.outerStride + i % indices.size * indices.axisStride], last)
        let slice = source + index * p.inputView.axisStride * p.elementBytes
        for pixel in 0..<view.pixels {
            (target + pixel * view.pixelStride * p.elementBytes).copyMemory(
                from: slice + pixel * p.inputView.pixelStride * p.elementBytes,
                byteCount: view.channels * p.elementBytes)
        }
    }
}

@inline(__always)
private func gatherElements(
    _ p: GatherArguments, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ first: Int,
    _ last: Float
) {
    let view = p.outputView
    for pixel in 0..<view.pixels {
        for c in 0..<view.channels {
            let index = position(p.indices[first + pixel * p.indexView.pixelStride + c], last)
            let from = index * p.inputView.axisStride + pixel * p.inputView.pixelStride + c
            (target + (pixel * view.pixelStride + c) * p.elementBytes).copyMemory(
                from: source + from * p.elementBytes, byteCount: p.elementBytes)
        }
    }
}

/// The integer that an index names, brought into `0...last`; NaN is 0.
@inline(__always)
private func position(_ index: Float, _ last: Float) -> Int {
    let clamped = index > 0 ? (index < last ? index : last) : 0
    return Int(clamped)
}
