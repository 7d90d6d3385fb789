extension ConvolutionKernel {
    /// One input channel a group (any channel multiplier), plane by plane.
    ///
    /// The padded plane is split into its stride phases, `[strideY * strideX][rows][columns]`: then every
    /// tap, whatever stride and dilation, reads a contiguous run at a fixed offset, and the whole plane is
    /// one long correlation that vectorises. The run also computes the few columns between the rows,
    /// which are dropped when rows are copied out.
    func depthwise(_ call: ConvolutionCall, _ threads: Threads) {
        let window = call.window
        let (strideY, strideX) = window.stride
        let multiplier = call.groupOutputs
        // Rows and columns that any window reads, divided into phases.
        let phaseRows = ((call.output.0 - 1) * strideY + window.extent.0 + strideY - 1) / strideY
        let phaseColumns = ((call.output.1 - 1) * strideX + window.extent.1 + strideX - 1) / strideX
        let phaseSize = phaseRows * phaseColumns
        let run = call.output.0 * phaseColumns
        let block = 32
        let runPadded = (run + block - 1) / block * block
        // The last block may read past the last phase.
        let planeFloats = strideY * strideX * phaseSize + runPadded + block
        var offsets: [Int] = []
        for ky in 0..<window.kernel.0 {
            for kx in 0..<window.kernel.1 {
                let (y, x) = (ky * window.dilation.0, kx * window.dilation.1)
                offsets.append(
                    ((y % strideY) * strideX + x % strideX) * phaseSize + y / strideY * phaseColumns
                        + x / strideX)
            }
        }
        let taps = window.taps
        offsets.withUnsafeBufferPointer { offsets in
            threads.ranges(call.batch * call.inputChannels, grain: 1) { planes in
                let phases = UnsafeMutablePointer<Float>.allocate(capacity: planeFloats)
                let sums = UnsafeMutablePointer<Float>.allocate(capacity: runPadded)
                defer {
                    phases.deallocate()
                    sums.deallocate()
                }
                // Padding stays zero: every plane writes the same interior.
                phases.initialize(repeating: 0, count: planeFloats)
                for plane in planes {
                    split(
                        call, plane: call.x + plane * call.inputPlane, into: phases, rows: phaseRows,
                        columns: phaseColumns)
                    for output in plane * multiplier..<(plane + 1) * multiplier {
                        let channel = output % call.outputChannels
                        correlate(
                            phases, offsets: offsets.baseAddress!, weights: call.w + channel * taps,
                            taps: taps, bias: call.bias?[channel] ?? 0, into: sums, count: runPadded)
                        let y = call.y + output * call.outputPlane
                        for row in 0..<call.output.0 {
                            (y + row * call.output.1).update(
                                from: sums + row * phaseColumns, count: call.output.1)
                        }
                    }
                }
            }
        }
    }

    /// Copies one plane into its phases, at the position its padding gives it.
    private func split(
        _ call: ConvolutionCall, plane: UnsafePointer<Float>, into phases: UnsafeMutablePointer<Float>,
        rows: Int, columns: Int
    ) {
        let window = call.window
        let (strideY, strideX) = window.stride
        for iy in 0..<call.input.0 {
            let y = iy + window.padBefore.0
            guard y / strideY < rows else { break }
            let source = plane + iy * call.input.1
            for phase in 0..<strideX {
                // Input columns whose padded position is `phase` modulo the stride.
                var ix = (phase - window.padBefore.1 % strideX + strideX) % strideX
                let first = (ix + window.padBefore.1) / strideX
                let destination =
                    phases + ((y % strideY * strideX + phase) * rows + y / strideY) * columns
                guard ix < call.input.1, first < columns else { continue }
                let count = min((call.input.1 - ix + strideX - 1) / strideX, columns - first)
                if strideX == 1 {
                    (destination + first).update(from: source + ix, count: count)
                } else {
                    var i = first
                    if strideX == 2 {
                        // The last pair may lie past the row: the loop below ends it.
                        while i + 8 < first + count {
                            let pairs = UnsafeRawPointer(source + ix).loadUnaligned(as: SIMD16<Float>.self)
                            destination.store(pairs.evenHalf, i)
                            i += 8
                            ix += 16
                        }
                    }
                    while i < first + count {
                        destination[i] = source[ix]
                        i += 1
                        ix += strideX
                    }
                }
            }
        }
    }

    /// sums[i] = bias + sum over taps of weights[t] * phases[offsets[t] + i]; `count` is a multiple of 32.
    private func correlate(
        _ phases: UnsafePointer<Float>, offsets: UnsafePointer<Int>, weights: UnsafePointer<Float>,
        taps: Int, bias: Float, into sums: UnsafeMutablePointer<Float>, count: Int
    ) {
        var i = 0
        while i < count {
            var a = Lanes(repeating: bias)
            var b = a
            var c = a
            var d = a
            for t in 0..<taps {
                let weight = weights[t]
                let p = phases + offsets[t] + i
                a += p.lanes(0) * weight
                b += p.lanes(8) * weight
                c += p.lanes(16) * weight
                d += p.lanes(24) * weight
            }
            sums.store(a, i)
            sums.store(b, i + 8)
            sums.store(c, i + 16)
            sums.store(d, i + 24)
            i += 32
        }
    }
}
