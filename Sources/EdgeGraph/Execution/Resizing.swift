import Foundation

/// Resampling to `sizes`. Nearest copies whole elements; linear and cubic weight 2 or 4 neighbours along
/// one axis after another (both are separable), the edge repeated outside. Positions are computed in
/// Float, as exporters and other runtimes do, so that ties fall on the same side.
struct ResizeKernel: Kernel {
    let attributes: ResizeAttributes
    var name: String { "Resize" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        let x = try inputs.required(0)
        guard attributes.sizes.count == x.shape.count, attributes.scales.count == x.shape.count,
            attributes.sizes.allSatisfy({ $0 >= 0 })
        else { throw .invalid("sizes \(attributes.sizes) and scales \(attributes.scales) of \(x.shape)") }
        guard attributes.scales.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .invalid("scales \(attributes.scales)")
        }
        guard attributes.mode == .nearest || x.type == .float else {
            throw .invalid("\(attributes.mode) resizing of \(x.type) elements")
        }
        for (size, target) in zip(x.shape, attributes.sizes) where size == 0 && target != 0 {
            throw .invalid("resizing \(x.shape) to \(attributes.sizes)")
        }
        return [TensorSpec(attributes.sizes, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        guard y.count > 0 else { return }
        if attributes.mode == .nearest {
            let maps = y.shape.indices.map { axis in nearestIndices(axis, size: x.shape[axis]) }
            copyIndexed(x, maps: maps, into: y, threads)
            return
        }
        let axes = y.shape.indices.filter { !isIdentity($0, size: x.shape[$0]) }
        guard let last = axes.last else {
            y.floats.update(from: x.floats, count: x.count)
            return
        }
        var current = x
        var owned: UnsafeMutableRawPointer?
        defer { owned?.deallocate() }
        for axis in axes {
            var shape = current.shape
            shape[axis] = y.shape[axis]
            let spec = TensorSpec(shape, .float)
            let target =
                axis == last ? y : TensorView(spec, allocate(bytes: shape.reduce(1, *) * 4))
            resample(current, axis: axis, into: target, threads)
            owned?.deallocate()
            owned = axis == last ? nil : target.base
            current = target
        }
    }

    private func isIdentity(_ axis: Int, size: Int) -> Bool {
        attributes.sizes[axis] == size && attributes.scales[axis] == 1
    }

    /// Where output element `i` lies on the input axis.
    private func position(_ i: Int, axis: Int, size: Int) -> Float {
        let scale = attributes.scales[axis]
        let target = attributes.sizes[axis]
        switch attributes.coordinates {
        case .asymmetric: return Float(i) / scale
        case .halfPixel: return (Float(i) + 0.5) / scale - 0.5
        case .pytorchHalfPixel: return target > 1 ? (Float(i) + 0.5) / scale - 0.5 : 0
        case .alignCorners: return target == 1 ? 0 : Float(i) * Float(size - 1) / Float(target - 1)
        case .halfPixelSymmetric:
            // The centre of the input stays the centre, also where the size was rounded down.
            let adjustment = Float(target) / (scale * Float(size))
            let offset = Float(size) / 2 * (1 - adjustment)
            return offset + (Float(i) + 0.5) / scale - 0.5
        }
    }

    private func nearestIndices(_ axis: Int, size: Int) -> [Int] {
        (0..<attributes.sizes[axis]).map { i in
            if isIdentity(axis, size: size) { return i }
            let x = position(i, axis: axis, size: size)
            let rounded: Float =
                switch attributes.nearest {
                case .roundPreferFloor: (x - 0.5).rounded(.up)
                case .roundPreferCeil: (x + 0.5).rounded(.down)
                case .floor: x.rounded(.down)
                case .ceil: x.rounded(.up)
                }
            return min(max(Int(saturatingInteger(rounded)), 0), size - 1)
        }
    }

    /// Neighbours of each output element along an axis and their weights.
    private func taps(_ axis: Int, size: Int) -> (count: Int, indices: [Int], weights: [Float]) {
        let count = attributes.mode == .linear ? 2 : 4
        var indices: [Int] = []
        var weights: [Float] = []
        for i in 0..<attributes.sizes[axis] {
            var x = position(i, axis: axis, size: size)
            if attributes.mode == .linear { x = min(max(x, 0), Float(size - 1)) }
            let low = x.rounded(.down)
            let t = x - low
            let first = Int(saturatingInteger(low)) &- (count / 2 - 1)
            for tap in 0..<count { indices.append(min(max(first &+ tap, 0), size - 1)) }
            if count == 2 {
                weights += [1 - t, t]
            } else {
                weights += cubicWeights(t)
            }
        }
        return (count, indices, weights)
    }

    /// Keys's cubic convolution with the coefficient `a`.
    private func cubicWeights(_ t: Float) -> [Float] {
        let a = attributes.cubicCoefficient
        func near(_ d: Float) -> Float { ((a + 2) * d - (a + 3)) * d * d + 1 }
        func far(_ d: Float) -> Float { ((a * d - 5 * a) * d + 8 * a) * d - 4 * a }
        return [far(t + 1), near(t), near(1 - t), far(2 - t)]
    }

    private func resample(_ x: TensorView, axis: Int, into y: TensorView, _ threads: Threads) {
        let size = x.shape[axis]
        let target = y.shape[axis]
        let inner = x.shape.product(axis + 1..<x.shape.count)
        let outer = x.shape.product(0..<axis)
        let (count, indices, weights) = taps(axis, size: size)
        indices.withUnsafeBufferPointer { indices in
            weights.withUnsafeBufferPointer { weights in
                threads.ranges(outer, grain: max(1, 8192 / max(1, target * inner))) { range in
                    for o in range {
                        let source = x.floats + o * size * inner
                        let result = y.floats + o * target * inner
                        for i in 0..<target {
                            let row = result + i * inner
                            row.update(repeating: 0, count: inner)
                            for tap in 0..<count {
                                let weight = weights[i * count + tap]
                                let from = source + indices[i * count + tap] * inner
                                if inner == 1 {
                                    row[0] += from[0] * weight
                                } else {
                                    zipLanes(row, 1, from, 1, row, inner) { $0 + $1 * weight }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
