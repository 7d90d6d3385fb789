import CEdgeSIMD

func portableMaxPool(_ arguments: UnsafePointer<EdgePool>) {
    let p = arguments.pointee
    for channel in 0..<Int(p.channels) {
        var best = p.input[channel]
        for row in 0..<Int(p.rows) {
            let start = p.input + row * p.rowStep + channel
            for column in 0..<Int(p.columns) { best = max(best, start[column * p.columnStep]) }
        }
        p.output[channel] = best
    }
}

func portableAveragePool(_ arguments: UnsafePointer<EdgePool>) {
    let p = arguments.pointee
    let zeroPoints = p.rows &* p.columns &* p.inputZeroPoint
    for channel in 0..<Int(p.channels) {
        var sum: Int32 = 0
        for row in 0..<Int(p.rows) {
            let start = p.input + row * p.rowStep + channel
            for column in 0..<Int(p.columns) { sum &+= Int32(start[column * p.columnStep]) }
        }
        p.output[channel] = quantize(
            toFloat(sum &- zeroPoints) * p.multiplier, p.low, p.high, p.zeroPoint)
    }
}
