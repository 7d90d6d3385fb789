import CEdgeSIMD

/// The oracle of the matrix product.
func portableGemm(_ arguments: UnsafePointer<EdgeGemmTile>) { multiply(arguments.pointee, Int8.self) }

/// That of int16 activations.
func portableGemm16(_ arguments: UnsafePointer<EdgeGemmTile>) { multiply(arguments.pointee, Int16.self) }

/// Four channels at a time, each its own sum over K.
@inline(__always)
private func multiply<Element: FixedWidthInteger>(_ t: EdgeGemmTile, _ element: Element.Type) {
    let quads = Int(t.quads)
    let channels = Int(t.channels)
    for row in 0..<Int(t.rows) {
        let x = (t.panel + row * t.panelStride).assumingMemoryBound(to: element)
        let first = row * t.outputStride
        var channel = 0
        while channel < channels {
            let block = t.weights + (channel / 16) * quads * 64 + (channel % 16) * 4
            var sum0 = t.bias[channel]
            var sum1 = t.bias[channel + 1]
            var sum2 = t.bias[channel + 2]
            var sum3 = t.bias[channel + 3]
            for quad in 0..<quads {
                let w = block + quad * 64
                for k in 0..<4 {
                    let value = Int32(truncatingIfNeeded: x[quad * 4 + k])
                    sum0 &+= value &* Int32(w[k])
                    sum1 &+= value &* Int32(w[4 + k])
                    sum2 &+= value &* Int32(w[8 + k])
                    sum3 &+= value &* Int32(w[12 + k])
                }
            }
            store(sum0, channel, first, t)
            if channel + 1 < channels { store(sum1, channel + 1, first, t) }
            if channel + 2 < channels { store(sum2, channel + 2, first, t) }
            if channel + 3 < channels { store(sum3, channel + 3, first, t) }
            channel += 4
        }
    }
}

@inline(__always)
private func store(_ sum: Int32, _ channel: Int, _ first: Int, _ t: EdgeGemmTile) {
    let value = toFloat(sum) * t.scale[channel]
    if t.dequantize != 0 {
        t.output.assumingMemoryBound(to: Float.self)[first + channel] = value
    } else {
        t.output.assumingMemoryBound(to: Int8.self)[first + channel] = quantize(
            value, t.low, t.high, t.zeroPoint)
    }
}

func portablePackInt8(_ arguments: UnsafePointer<EdgeGemmPack>) {
    let p = arguments.pointee
    let length = Int(p.length)
    for pixel in 0..<Int(p.pixels) {
        var destination = (p.destination + pixel * p.destinationStep).assumingMemoryBound(to: Int8.self)
        let window = p.source + pixel * p.pixelStep
        for row in 0..<Int(p.rows) {
            for run in 0..<Int(p.runs) {
                destination.update(from: window + row * p.rowStride + run * p.runStride, count: length)
                destination += length
            }
        }
    }
}
