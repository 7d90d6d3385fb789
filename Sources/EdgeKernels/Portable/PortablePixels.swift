import CEdgeSIMD

// Pictures, row by row. The arithmetic is in CEdgePixels.h.

private var half: UInt32 { 1 << 21 }

private func rounded(_ sum: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: min((sum &+ half) &>> 22, 255)) }

private func weight(_ high: Int16, _ low: Int16) -> UInt32 {
    UInt32(truncatingIfNeeded: Int32(high) &* 2048 &+ Int32(low))
}

func portableBlendRows(_ arguments: UnsafePointer<EdgeBlendRows>) {
    let p = arguments.pointee
    for i in 0..<Int(p.count) {
        var sum: UInt32 = 0
        for pair in 0..<Int(p.pairs) {
            let w = p.weights[pair]
            sum &+= UInt32(p.rows[2 * pair][i]) &* weight(w.high.0, w.low.0)
            sum &+= UInt32(p.rows[2 * pair + 1][i]) &* weight(w.high.1, w.low.1)
        }
        p.output[i] = rounded(sum)
    }
}

func portableResampleWindows(_ arguments: UnsafePointer<EdgeResampleWindows>) {
    let p = arguments.pointee
    let pairs = Int(p.pairs)
    for block in 0..<Int(p.blocks) {
        for i in 0..<8 {
            let window = p.source + Int(p.windows[2 * block + i / 4])
            var sum: UInt32 = 0
            for pair in 0..<pairs {
                let taps = UnsafeRawPointer(p.taps + (block * pairs + pair))
                for tap in 0...1 {
                    let place = taps.load(fromByteOffset: 4 * i + 2 * tap, as: UInt8.self)
                    if place >= 128 { continue }
                    let high = taps.load(fromByteOffset: 32 + 4 * i + 2 * tap, as: Int16.self)
                    let low = taps.load(fromByteOffset: 64 + 4 * i + 2 * tap, as: Int16.self)
                    sum &+= UInt32(window[Int(place)]) &* weight(high, low)
                }
            }
            p.output[8 * block + i] = rounded(sum)
        }
    }
}

func portableResampleSpans(_ arguments: UnsafePointer<EdgeResampleSpans>) {
    let p = arguments.pointee
    for i in 0..<Int(p.outputs) {
        let samples = p.source + Int(p.starts[i])
        let weights = p.weights + i * Int(p.taps)
        var sum: UInt32 = 0
        for tap in 0..<Int(p.taps) {
            sum &+= UInt32(samples[tap]) &* UInt32(truncatingIfNeeded: weights[tap])
        }
        p.output[i] = rounded(sum)
    }
}

func portableSplit2(_ arguments: UnsafePointer<EdgeSplitRow>) {
    let p = arguments.pointee
    for i in 0..<Int(p.count) {
        p.first[i] = p.source[2 * i]
        p.second[i] = p.source[2 * i + 1]
    }
}

func portableSplit3(_ arguments: UnsafePointer<EdgeSplitRow>) {
    let p = arguments.pointee
    for i in 0..<Int(p.count) {
        p.first[i] = p.source[3 * i]
        p.second[i] = p.source[3 * i + 1]
        p.third[i] = p.source[3 * i + 2]
    }
}

func portableMerge3(_ arguments: UnsafePointer<EdgeMergeRow>) {
    let p = arguments.pointee
    for i in 0..<Int(p.count) {
        p.output[3 * i] = p.first[i] ^ p.flip
        p.output[3 * i + 1] = p.second[i] ^ p.flip
        p.output[3 * i + 2] = p.third[i] ^ p.flip
    }
}

func portableColourRow(_ arguments: UnsafePointer<EdgeColourRow>) {
    let p = arguments.pointee
    let m = p.matrix.pointee
    for i in 0..<Int(p.count) {
        let y = Int32(p.y[i]) &- Int32(m.lumaOffset)
        let u = Int32(p.u[i]) &- 128
        let v = Int32(p.v[i]) &- 128
        let luma = Int32(m.lumaFraction) &* y &+ 32768
        func channel(_ whole: (Int16, Int16), _ fraction: (Int16, Int16)) -> UInt8 {
            let sum = luma &+ Int32(fraction.0) &* u &+ Int32(fraction.1) &* v
            let value = y &+ Int32(whole.0) &* u &+ Int32(whole.1) &* v &+ sum &>> 16
            return UInt8(truncatingIfNeeded: max(0, min(255, value)))
        }
        p.red[i] = channel(m.whole.0, m.fraction.0)
        p.green[i] = channel(m.whole.1, m.fraction.1)
        p.blue[i] = channel(m.whole.2, m.fraction.2)
    }
}

func portableLumaRow(_ arguments: UnsafePointer<EdgeLumaRow>) {
    let p = arguments.pointee
    for i in 0..<Int(p.count) {
        let sum =
            19595 &* UInt32(p.red[i]) &+ 38470 &* UInt32(p.green[i]) &+ 7471 &* UInt32(p.blue[i]) &+ 32768
        p.luma[i] = UInt8(truncatingIfNeeded: sum &>> 16)
    }
}
