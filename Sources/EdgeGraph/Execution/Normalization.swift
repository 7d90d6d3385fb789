import Foundation

/// scale * (x - mean) / sqrt(variance + epsilon) + bias per channel; x [N,C,…], the others [C].
struct BatchNormalizationKernel: Kernel {
    let epsilon: Float
    var name: String { "BatchNormalization" }
    var inPlaceInputs: [Int] { [0] }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(5...5)
        let x = try inputs.required(0, .float)
        guard !x.shape.isEmpty else { throw .invalid("scalar input") }
        let channels = x.shape.count == 1 ? 1 : x.shape[1]
        for i in 1...4 { try inputs.checkVector(i, length: channels, optional: false) }
        return [x]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let scale = inputs[1]!.floats
        let bias = inputs[2]!.floats
        let mean = inputs[3]!.floats
        let variance = inputs[4]!.floats
        let y = outputs[0]
        guard x.count > 0 else { return }
        let channels = inputs[1]!.count
        let plane = x.count / channels / x.shape[0]
        threads.ranges(x.shape[0] * channels, grain: max(1, 4096 / plane)) { planes in
            for p in planes {
                let c = p % channels
                let factor = scale[c] / (variance[c] + epsilon).squareRoot()
                let shift = bias[c] - mean[c] * factor
                mapLanes(x.floats + p * plane, y.floats + p * plane, plane) { $0 * factor + shift }
            }
        }
    }
}

/// Each plane of x [N,C,…] to mean 0 and variance 1, then scale [C] and bias [C].
struct InstanceNormalizationKernel: Kernel {
    let epsilon: Float
    var name: String { "InstanceNormalization" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(3...3)
        let x = try inputs.required(0, .float)
        guard x.shape.count >= 3 else { throw .invalid("input \(x.shape)") }
        for i in 1...2 { try inputs.checkVector(i, length: x.shape[1], optional: false) }
        return [x]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let scale = inputs[1]!.floats
        let bias = inputs[2]!.floats
        let y = outputs[0]
        guard x.count > 0 else { return }
        let channels = x.shape[1]
        let plane = x.count / (x.shape[0] * channels)
        threads.ranges(x.shape[0] * channels, grain: max(1, 4096 / plane)) { planes in
            for p in planes {
                let source = UnsafePointer(x.floats + p * plane)
                let mean = sum(source, plane) / Float(plane)
                let variance = squaredDeviation(source, plane, center: mean) / Float(plane)
                let factor = scale[p % channels] / (variance + epsilon).squareRoot()
                let shift = bias[p % channels] - mean * factor
                mapLanes(source, y.floats + p * plane, plane) { $0 * factor + shift }
            }
        }
    }
}

/// x, scale, bias? -> y: normalized over the dimensions from `axis` on; scale and bias broadcast to them.
struct LayerNormalizationKernel: Kernel {
    let axis: Int
    let epsilon: Float
    var name: String { "LayerNormalization" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...3)
        let x = try inputs.required(0, .float)
        try checkAxis(axis, rank: x.shape.count)
        let normalized = Array(x.shape[axis...])
        _ = try inputs.required(1)
        for i in 1...2 {
            guard let spec = inputs.optional(i) else { continue }
            guard spec.type == .float, try broadcastShape(spec.shape, normalized) == normalized else {
                throw .invalid("input \(i) is \(spec.type) \(spec.shape) for \(normalized)")
            }
        }
        return [x]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let y = outputs[0]
        let normalized = Array(x.shape[axis...])
        let count = normalized.reduce(1, *)
        guard x.count > 0 else { return }
        let scaleAt = broadcastOffsets(inputs[1]!.shape, to: normalized)
        let scale = scaleAt.map { inputs[1]!.floats[$0] }
        var bias = [Float](repeating: 0, count: count)
        if inputs.count > 2, let b = inputs[2] {
            bias = broadcastOffsets(b.shape, to: normalized).map { b.floats[$0] }
        }
        scale.withUnsafeBufferPointer { scale in
            bias.withUnsafeBufferPointer { bias in
                threads.ranges(x.count / count, grain: max(1, 4096 / count)) { rows in
                    for row in rows {
                        let source = UnsafePointer(x.floats + row * count)
                        let target = y.floats + row * count
                        let mean = sum(source, count) / Float(count)
                        let variance = squaredDeviation(source, count, center: mean) / Float(count)
                        let factor = 1 / (variance + epsilon).squareRoot()
                        mapLanes(source, target, count) { ($0 - mean) * factor }
                        zipLanes(target, 1, scale.baseAddress!, 1, target, count) { $0 * $1 }
                        zipLanes(target, 1, bias.baseAddress!, 1, target, count) { $0 + $1 }
                    }
                }
            }
        }
    }
}

/// Local response normalization across channels: x / (bias + alpha/size * sum of squares)^beta.
struct LRNKernel: Kernel {
    let alpha: Float
    let beta: Float
    let bias: Float
    let size: Int
    var name: String { "LRN" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0, .float)
        guard x.shape.count >= 2 else { throw .invalid("input \(x.shape)") }
        guard size >= 1, size <= 1 << 24 else { throw .invalid("size \(size)") }
        return [x]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let y = outputs[0]
        guard x.count > 0 else { return }
        let channels = x.shape[1]
        let plane = x.count / (x.shape[0] * channels)
        threads.perform(x.shape[0] * channels) { p in
            let c = p % channels
            let image = x.floats + (p - c) * plane
            let target = y.floats + p * plane
            target.update(repeating: 0, count: plane)
            let low = max(0, c - (size - 1) / 2)
            let high = min(channels - 1, c + size / 2)
            for other in low...high {
                zipLanes(target, 1, image + other * plane, 1, target, plane) { $0 + $1 * $1 }
            }
            for i in 0..<plane {
                target[i] = image[c * plane + i] * powf(bias + alpha / Float(size) * target[i], -beta)
            }
        }
    }
}
