/// x [N,C,H,W] (or [N,C,W]), w [C,M/groups,kH,kW], bias? [M] -> [N,M,oH,oW]: every input pixel adds its
/// weighted kernel to the output. Per group one product `W^T X`, whose rows are then added in place.
struct TransposedConvolutionKernel: Kernel {
    let attributes: ConvAttributes
    let outputPadding: [Int]
    var name: String { "ConvTranspose" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...3)
        let x = try inputs.required(0, .float).shape
        let w = try inputs.required(1, .float).shape
        guard x.count >= 3, w.count == x.count else { throw .invalid("input \(x) with weights \(w)") }
        let rank = x.count - 2
        let window = try Window2D(attributes, spatialRank: rank)
        let groups = attributes.groups
        guard groups >= 1, x[1] % groups == 0, w[0] == x[1], w[1] <= maximumTensorBytes / groups,
            Array(w[2...]) == attributes.kernel
        else {
            throw .invalid(
                "input \(x) with weights \(w), \(groups) groups and kernel \(attributes.kernel)")
        }
        guard outputPadding.count == rank, outputPadding.allSatisfy({ $0 >= 0 && $0 <= 1 << 24 }) else {
            throw .invalid("output padding \(outputPadding)")
        }
        try inputs.checkVector(2, length: w[1] * groups, optional: true)
        let size = planeSize(x)
        let extra = rank == 2 ? (outputPadding[0], outputPadding[1]) : (0, outputPadding[0])
        let height =
            window.stride.0 * (size.0 - 1) + extra.0 + window.extent.0 - window.padBefore.0
            - window.padAfter.0
        let width =
            window.stride.1 * (size.1 - 1) + extra.1 + window.extent.1 - window.padBefore.1
            - window.padAfter.1
        guard height > 0, width > 0 else { throw .invalid("the output would be \(height) x \(width)") }
        return [TensorSpec([x[0], w[1] * groups] + spatialShape((height, width), rank: rank), .float)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let x = inputs[0]!
        let w = inputs[1]!
        let y = outputs[0]
        let window = try Window2D(attributes, spatialRank: x.shape.count - 2)
        let call = ConvolutionCall(
            window: window, groups: attributes.groups, batch: x.shape[0], inputChannels: x.shape[1],
            outputChannels: y.shape[1], input: planeSize(x.shape), output: planeSize(y.shape), x: x.floats,
            w: w.floats, bias: (inputs.count > 2 ? inputs[2]?.floats : nil).map { UnsafePointer($0) },
            y: y.floats)
        for product in 0..<call.batch * call.groups { add(call, product: product, threads) }
    }

    private func add(_ call: ConvolutionCall, product: Int, _ threads: Threads) {
        let group = product % call.groups
        let m = call.groupOutputs
        let k = call.groupInputs
        let taps = call.window.taps
        let pixels = call.inputPlane
        // Channels at a time, so that the product of a block stays bounded.
        let block = max(1, min(m, (1 << 20) / max(1, taps * pixels)))
        threads.perform((m + block - 1) / block) { part in
            let first = part * block
            let count = min(block, m - first)
            let columns = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count * taps * pixels))
            defer { columns.deallocate() }
            let channel = group * m + first
            let y = call.y + (product / call.groups * call.outputChannels + channel) * call.outputPlane
            fillRows(
                y, rows: count, rowStride: call.outputPlane, count: call.outputPlane,
                with: call.bias.map { $0 + channel })
            guard k > 0, pixels > 0 else { return }
            sgemm(
                transposeA: true, m: count * taps, n: pixels, k: k,
                a: call.w + (group * k * m + first) * taps, lda: m * taps,
                b: call.x + product * k * pixels, ldb: pixels, beta: 0, c: columns, ldc: pixels)
            for i in 0..<count {
                scatter(call, columns: columns + i * taps * pixels, onto: y + i * call.outputPlane)
            }
        }
    }

    /// col2im of one output plane.
    private func scatter(
        _ call: ConvolutionCall, columns: UnsafePointer<Float>, onto y: UnsafeMutablePointer<Float>
    ) {
        let window = call.window
        var source = columns
        for ky in 0..<window.kernel.0 {
            for kx in 0..<window.kernel.1 {
                for iy in 0..<call.input.0 {
                    let oy = iy * window.stride.0 + ky * window.dilation.0 - window.padBefore.0
                    if oy >= 0, oy < call.output.0 {
                        let row = y + oy * call.output.1
                        var ox = kx * window.dilation.1 - window.padBefore.1
                        for ix in 0..<call.input.1 {
                            if ox >= 0, ox < call.output.1 { row[ox] += source[ix] }
                            ox += window.stride.1
                        }
                    }
                    source += call.input.1
                }
            }
        }
    }
}
