/// x [N,C,H,W] (or [N,C,W]), w [M,C/groups,kH,kW], bias? [M] -> [N,M,oH,oW].
///
/// Three ways: pointwise (1x1, stride 1) is one matrix product over the planes as they are; depthwise runs
/// direct code plane by plane; everything else is im2col in bounded strips of output rows and a product.
struct ConvolutionKernel: Kernel {
    let attributes: ConvAttributes
    var name: String { "Conv" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...3)
        let x = try inputs.required(0, .float).shape
        let w = try inputs.required(1, .float).shape
        guard x.count >= 3, w.count == x.count else {
            throw .invalid("input \(x) with weights \(w)")
        }
        let window = try Window2D(attributes, spatialRank: x.count - 2)
        let groups = attributes.groups
        guard groups >= 1, x[1] % groups == 0, w[0] % groups == 0, w[1] == x[1] / groups,
            Array(w[2...]) == attributes.kernel
        else {
            throw .invalid(
                "input \(x) with weights \(w), \(groups) groups and kernel \(attributes.kernel)")
        }
        try inputs.checkVector(2, length: w[0], optional: true)
        let size = try window.outputSize(planeSize(x))
        return [TensorSpec([x[0], w[0]] + spatialShape(size, rank: x.count - 2), .float)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let w = inputs[1]!
        let bias = inputs.count > 2 ? inputs[2]?.floats : nil
        let y = outputs[0]
        let window = try Window2D(attributes, spatialRank: x.shape.count - 2)
        let call = ConvolutionCall(
            window: window, groups: attributes.groups, batch: x.shape[0], inputChannels: x.shape[1],
            outputChannels: w.shape[0], input: planeSize(x.shape), output: planeSize(y.shape), x: x.floats,
            w: w.floats, bias: bias.map { UnsafePointer($0) }, y: y.floats)
        guard y.count > 0 else { return }
        if call.groupInputs == 1 {
            depthwise(call, threads)
        } else if window.taps == 1, window.stride == (1, 1), window.padBefore == (0, 0),
            window.padAfter == (0, 0)
        {
            pointwise(call, threads)
        } else {
            general(call, threads)
        }
    }
}

/// The geometry and operands of one convolution.
struct ConvolutionCall: @unchecked Sendable {
    let window: Window2D
    let groups: Int
    let batch: Int
    let inputChannels: Int
    let outputChannels: Int
    let input: (Int, Int)
    let output: (Int, Int)
    let x: UnsafePointer<Float>
    let w: UnsafePointer<Float>
    let bias: UnsafePointer<Float>?
    let y: UnsafeMutablePointer<Float>

    var groupInputs: Int { inputChannels / groups }
    var groupOutputs: Int { outputChannels / groups }
    var inputPlane: Int { input.0 * input.1 }
    var outputPlane: Int { output.0 * output.1 }
    /// Depth of the product: channels of a group times taps.
    var depth: Int { groupInputs * window.taps }
}

extension ConvolutionKernel {
    /// Floats of a strip's operands that should stay in the second-level cache.
    private static var stripFloats: Int { 1 << 17 }

    /// A 1x1 convolution: per group `Y [M, pixels] = W [M, K] X [K, pixels] + bias`, in strips of pixels.
    func pointwise(_ call: ConvolutionCall, _ threads: Threads) {
        let pixels = call.outputPlane
        let m = call.groupOutputs
        let k = call.groupInputs
        var strip = max(512, Self.stripFloats / (m + k) / 64 * 64)
        if threads.count > 1 { strip = min(strip, max(64, (pixels + threads.count - 1) / threads.count)) }
        let strips = (pixels + strip - 1) / strip
        let products = call.batch * call.groups
        // Small planes give several threads too few strips: they share the output channels instead.
        let rowParts = strips < threads.count && products < threads.count ? threads.count : 1
        let rows = ((m + rowParts - 1) / rowParts + 15) / 16 * 16
        threads.perform(products * strips * rowParts) { task in
            let firstRow = task % rowParts * rows
            let rowCount = min(rows, m - firstRow)
            guard rowCount > 0 else { return }
            let first = task / rowParts % strips * strip
            let product = task / rowParts / strips
            let group = product % call.groups
            let n = min(strip, pixels - first)
            let row = group * m + firstRow
            let y = call.y + (product / call.groups * call.outputChannels + row) * pixels + first
            fillRows(y, rows: rowCount, rowStride: pixels, count: n, with: call.bias.map { $0 + row })
            sgemm(
                m: rowCount, n: n, k: k, a: call.w + row * k, lda: k,
                b: call.x + product * k * pixels + first, ldb: pixels, beta: 1, c: y, ldc: pixels)
        }
    }

    /// Any convolution: the taps of a strip of output rows become a matrix `[depth, pixels]`.
    func general(_ call: ConvolutionCall, _ threads: Threads) {
        let width = call.output.1
        let depth = call.depth
        let m = call.groupOutputs
        var rows = max(1, min(call.output.0, Self.stripFloats * 2 / max(1, depth * width)))
        if threads.count > 1 { rows = min(rows, (call.output.0 + threads.count - 1) / threads.count) }
        let strips = (call.output.0 + rows - 1) / rows
        threads.ranges(call.batch * call.groups * strips, grain: 1) { tasks in
            let columns = UnsafeMutablePointer<Float>.allocate(capacity: max(1, depth * rows * width))
            defer { columns.deallocate() }
            for task in tasks {
                let firstRow = task % strips * rows
                let rowCount = min(rows, call.output.0 - firstRow)
                let product = task / strips
                let group = product % call.groups
                let pixels = rowCount * width
                let x = call.x + product * call.groupInputs * call.inputPlane
                gatherColumns(call, x: x, rows: firstRow..<firstRow + rowCount, into: columns)
                let y =
                    call.y + (product / call.groups * call.outputChannels + group * m) * call.outputPlane
                    + firstRow * width
                fillRows(
                    y, rows: m, rowStride: call.outputPlane, count: pixels,
                    with: call.bias.map { $0 + group * m })
                sgemm(
                    m: m, n: pixels, k: depth, a: call.w + group * m * depth, lda: depth, b: columns,
                    ldb: pixels, beta: 1, c: y, ldc: call.outputPlane)
            }
        }
    }

    /// im2col: `columns [channel, kernel row, kernel column, output row, output column]` of one group,
    /// zero where the window reads padding.
    private func gatherColumns(
        _ call: ConvolutionCall, x: UnsafePointer<Float>, rows: Range<Int>,
        into columns: UnsafeMutablePointer<Float>
    ) {
        let window = call.window
        let width = call.output.1
        let stride = window.stride.1
        var destination = columns
        for channel in 0..<call.groupInputs {
            let plane = x + channel * call.inputPlane
            for ky in 0..<window.kernel.0 {
                for kx in 0..<window.kernel.1 {
                    let offset = kx * window.dilation.1 - window.padBefore.1
                    // Output columns [low, high) read inside the row.
                    let low = min(width, offset >= 0 ? 0 : (-offset + stride - 1) / stride)
                    let inside = call.input.1 - offset
                    let high = max(low, min(width, inside <= 0 ? 0 : (inside + stride - 1) / stride))
                    for oy in rows {
                        let iy = oy * window.stride.0 + ky * window.dilation.0 - window.padBefore.0
                        if iy < 0 || iy >= call.input.0 {
                            destination.update(repeating: 0, count: width)
                        } else {
                            let source = plane + iy * call.input.1
                            if low > 0 { destination.update(repeating: 0, count: low) }
                            if stride == 1 {
                                (destination + low).update(from: source + (low + offset), count: high - low)
                            } else {
                                var ix = low * stride + offset
                                for ox in low..<high {
                                    destination[ox] = source[ix]
                                    ix += stride
                                }
                            }
                            if high < width {
                                (destination + high).update(repeating: 0, count: width - high)
                            }
                        }
                        destination += width
                    }
                }
            }
        }
    }
}

/// Sets each row to its bias (zero without one): a product then accumulates onto it.
@inline(__always)
func fillRows(
    _ y: UnsafeMutablePointer<Float>, rows: Int, rowStride: Int, count: Int,
    with bias: UnsafePointer<Float>?
) {
    for row in 0..<rows { (y + row * rowStride).update(repeating: bias?[row] ?? 0, count: count) }
}
