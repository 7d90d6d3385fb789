import CEdgeSIMD

func portableResizeLinear(_ arguments: UnsafePointer<EdgeResizeRow>) {
    let r = arguments.pointee
    let zero = 16384 &* r.inputZeroPoint
    let bottom = r.bottomWeight
    let lower = bottom > 0 ? r.bottom : r.top
    for pixel in 0..<Int(r.pixels) {
        let right = r.columns[pixel] & 0xFF
        let first = Int(r.columns[pixel] >> 8) * r.inputStep
        let second = first + (right > 0 ? r.inputStep : 0)
        let output = r.output + pixel * r.outputStep
        for c in 0..<Int(r.channels) {
            let above = (128 &- right) &* Int32(r.top[first + c]) &+ right &* Int32(r.top[second + c])
            let below = (128 &- right) &* Int32(lower[first + c]) &+ right &* Int32(lower[second + c])
            let sum = (128 &- bottom) &* above &+ bottom &* below
            output[c] = quantize(toFloat(sum &- zero) * r.factor, r.low, r.high, r.zeroPoint)
        }
    }
}
