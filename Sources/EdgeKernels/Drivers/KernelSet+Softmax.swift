extension KernelSet {
    /// softmax; portable on every instruction set, since it runs once on a few values.
    public func softmax(_ a: SoftmaxArguments, part: Int = 0, of parts: Int = 1) {
        for row in piece(part, of: parts, count: a.rows) {
            let output = a.output + row * a.outputRowStride
            switch a.input {
            case .int8(let base, let stride, let scale):
                let input = base + row * stride
                var largest = input[0]
                for i in 1..<max(a.count, 1) { largest = max(largest, input[i]) }
                for i in 0..<a.count {
                    output[i] = exponential(toFloat(Int32(input[i]) &- Int32(largest)) * scale)
                }
            case .float32(let base, let stride):
                let input = base + row * stride
                var largest = input[0]
                for i in 1..<max(a.count, 1) where input[i] > largest { largest = input[i] }
                for i in 0..<a.count { output[i] = exponential(input[i] - largest) }
            }
            var sum: Float = 0
            for i in 0..<a.count { sum += output[i] }
            for i in 0..<a.count { output[i] /= sum }
        }
    }
}
