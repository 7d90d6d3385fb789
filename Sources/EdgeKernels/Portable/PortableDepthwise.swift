import CEdgeSIMD

/// The oracle of the depthwise convolution; reads the weights as the file stores them.
func portableDepthwise(_ arguments: UnsafePointer<EdgeDepthwiseRun>) {
    let r = arguments.pointee
    let weights = r.weights.assumingMemoryBound(to: Int8.self)
    let taps = Int(r.tapCount)
    for pixel in 0..<Int(r.pixels) {
        let offset = pixel * r.tapStep
        let output = r.output + pixel * r.outputStep
        for channel in 0..<Int(r.channels) {
            var sum = r.bias[channel]
            for tap in 0..<taps {
                let x = Int32(r.taps[tap][offset + channel])
                sum &+= x &* Int32(weights[tap * r.weightStride + channel])
            }
            output[channel] = quantize(toFloat(sum) * r.scale[channel], r.low, r.high, r.zeroPoint)
        }
    }
}

/// The oracle of the one of int16 activations.
func portableDepthwise16(_ arguments: UnsafePointer<EdgeDepthwiseRun16>) {
    let r = arguments.pointee
    let taps = Int(r.tapCount)
    for pixel in 0..<Int(r.pixels) {
        let offset = pixel * r.tapStep
        for channel in 0..<Int(r.channels) {
            var sum = r.bias[channel]
            for tap in 0..<taps {
                let x = Int32(r.taps[tap][offset + channel])
                sum &+= x &* Int32(r.weights[tap * r.weightStride + channel])
            }
            let value = toFloat(sum) * r.scale[channel]
            let at = pixel * r.outputStep + channel
            if r.isWide != 0 {
                r.output.assumingMemoryBound(to: Int16.self)[at] = quantize16(value, r.low, r.high)
            } else {
                r.output.assumingMemoryBound(to: Int8.self)[at] = quantize(
                    value, r.low, r.high, r.zeroPoint)
            }
        }
    }
}
