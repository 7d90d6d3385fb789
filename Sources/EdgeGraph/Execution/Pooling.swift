/// Largest element of each window; padding never wins. x [N,C,H,W] or [N,C,W], floats or integers.
struct MaxPoolKernel: Kernel {
    let attributes: PoolAttributes
    var name: String { "MaxPool" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        let x = try inputs.required(0)
        guard x.type != .boolean else { throw .invalid("boolean input") }
        return try pooledSpecs(inputs, attributes)
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        let call = try PoolCall(attributes, x, y)
        if x.type == .float {
            maximum(call, x.floats, y.floats, lowest: -.infinity, threads)
        } else {
            maximum(call, x.integers, y.integers, lowest: .min, threads)
        }
    }

    @inline(__always)
    private func maximum<T: Comparable>(
        _ call: PoolCall, _ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>, lowest: T, _ threads: Threads
    ) {
        let window = call.window
        threads.ranges(call.planes, grain: 1) { planes in
            for p in planes {
                let plane = x + p * call.input.0 * call.input.1
                var target = y + p * call.output.0 * call.output.1
                for oy in 0..<call.output.0 {
                    let rows = call.rows(oy)
                    for ox in 0..<call.output.1 {
                        var best = lowest
                        var ix = ox * window.stride.1 - window.padBefore.1
                        for _ in 0..<window.kernel.1 {
                            if ix >= 0, ix < call.input.1 {
                                var iy = rows.first
                                while iy < rows.end {
                                    let value = plane[iy * call.input.1 + ix]
                                    if value > best { best = value }
                                    iy += window.dilation.0
                                }
                            }
                            ix += window.dilation.1
                        }
                        target[ox] = best
                    }
                    target += call.output.1
                }
            }
        }
    }
}

/// Mean of each window. The divisor counts the pixels inside the image, or with `countIncludesPadding`
/// those inside the padded image (a window cut short by ceil mode counts only what lies within).
struct AveragePoolKernel: Kernel {
    let attributes: PoolAttributes
    var name: String { "AveragePool" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        _ = try inputs.required(0, .float)
        return try pooledSpecs(inputs, attributes)
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        let call = try PoolCall(attributes, x, y)
        let padded = attributes.countIncludesPadding
        let window = call.window
        threads.ranges(call.planes, grain: 1) { planes in
            for p in planes {
                let plane = x.floats + p * call.input.0 * call.input.1
                var target = y.floats + p * call.output.0 * call.output.1
                for oy in 0..<call.output.0 {
                    let rows = call.rows(oy)
                    let columnsOf = oy * window.stride.0 - window.padBefore.0
                    let rowCount =
                        padded
                        ? taps(
                            from: columnsOf, window.kernel.0, window.dilation.0,
                            end: call.input.0 + window.padAfter.0) : 0
                    for ox in 0..<call.output.1 {
                        var sum: Float = 0
                        var inside = 0
                        let first = ox * window.stride.1 - window.padBefore.1
                        var ix = first
                        for _ in 0..<window.kernel.1 {
                            if ix >= 0, ix < call.input.1 {
                                var iy = rows.first
                                while iy < rows.end {
                                    sum += plane[iy * call.input.1 + ix]
                                    inside += 1
                                    iy += window.dilation.0
                                }
                            }
                            ix += window.dilation.1
                        }
                        let divisor =
                            padded
                            ? rowCount
                                * taps(
                                    from: first, window.kernel.1, window.dilation.1,
                                    end: call.input.1 + window.padAfter.1)
                            : inside
                        target[ox] = divisor == 0 ? 0 : sum / Float(divisor)
                    }
                    target += call.output.1
                }
            }
        }
    }

    /// Taps at first, first + dilation, … before `end`.
    private func taps(from first: Int, _ kernel: Int, _ dilation: Int, end: Int) -> Int {
        max(0, min(kernel, (end - first + dilation - 1) / dilation))
    }
}

private func pooledSpecs(
    _ inputs: Operands, _ attributes: PoolAttributes
) throws(ExecutionError) -> [TensorSpec] {
    try inputs.checkCount(1...1)
    let x = try inputs.required(0)
    guard x.shape.count >= 3 else { throw .invalid("input \(x.shape)") }
    let rank = x.shape.count - 2
    let window = try Window2D(attributes, spatialRank: rank)
    let size = try window.outputSize(planeSize(x.shape), ceil: attributes.ceilMode)
    return [TensorSpec(Array(x.shape[..<2]) + spatialShape(size, rank: rank), x.type)]
}

private struct PoolCall: Sendable {
    let window: Window2D
    let planes: Int
    let input: (Int, Int)
    let output: (Int, Int)

    init(_ attributes: PoolAttributes, _ x: TensorView, _ y: TensorView) throws(ExecutionError) {
        window = try Window2D(attributes, spatialRank: x.shape.count - 2)
        planes = x.shape[0] * x.shape[1]
        input = planeSize(x.shape)
        output = planeSize(y.shape)
    }

    /// Rows inside the image that output row `oy` reads: from `first`, a dilation apart, before `end`.
    @inline(__always)
    func rows(_ oy: Int) -> (first: Int, end: Int) {
        let start = oy * window.stride.0 - window.padBefore.0
        let skipped = start < 0 ? (-start + window.dilation.0 - 1) / window.dilation.0 : 0
        return (
            start + skipped * window.dilation.0,
            min(start + (window.kernel.0 - 1) * window.dilation.0 + 1, input.0)
        )
    }
}

/// [N,C,spatial…] -> [N,C,1…]: mean or maximum of each plane.
struct GlobalPoolKernel: Kernel {
    let function: ReduceFunction
    var name: String { function == .max ? "GlobalMaxPool" : "GlobalAveragePool" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0, .float)
        guard x.shape.count >= 3 else { throw .invalid("input \(x.shape)") }
        return try reduction(x).outputs(inputs)
    }

    private func reduction(_ x: TensorSpec) -> ReduceKernel {
        ReduceKernel(function: function, axes: Array(2..<x.shape.count), keepDimensions: true)
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        try reduction(inputs[0]!.spec).run(inputs, outputs, threads)
    }
}
