import EdgeKernels

/// sigmoid and softmax: remainders, gaps, in place; numbers of all sizes, infinities and NaN among them. The weights
/// of attention.
func checkFloat(_ kernel: FloatKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for extremes in 0...1 { checkSigmoid(sweptSize(i), extremes == 1, kernel, &checker) }
        for size in 1...5 { checkSoftmax(size, sweptSize(i), kernel, &checker) }
        kernel.checkExponentials(sweptSize(i), &checker)
    }
    var kernels = KernelSet(isa: .portable)
    kernels.float = kernel
    checkAttention(kernels, &checker)
    checkSigmoid(3000, true, kernel, &checker)
    checkSoftmax(80, 64, kernel, &checker)
}

extension Checker {
    fileprivate mutating func numbers(_ count: Int, hasExtremes: Bool) -> UnsafeMutablePointer<Float> {
        let values = memory.array(.inputA, of: Float.self, count: count)
        for i in 0..<count {
            switch hasExtremes ? generator.integer(0...7) : 7 {
            case 0: values[i] = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()) & 0xFF80_0000)
            case 1: values[i] = generator.chance(2) ? .infinity : -.infinity
            case 2: values[i] = Float(bitPattern: 0x7FC0_0000)
            case 3: values[i] = generator.chance(2) ? 0 : -0.0
            case 4: values[i] = -generator.float(exponents: 130...134)
            default: values[i] = Float(generator.integer(-1_000_000...1_000_000)) / 50_000
            }
        }
        return values
    }
}

private func checkSigmoid(
    _ count: Int, _ hasExtremes: Bool, _ kernel: FloatKernel, _ checker: inout Checker
) {
    let input = checker.numbers(count, hasExtremes: hasExtremes)
    let outputs = checker.outputs(bytes: count * 4)
    checker.begin("sigmoid")
    checker.note("count", count)
    outputs.expected.withMemoryRebound(to: Float.self, capacity: count) {
        FloatKernel.portable.sigmoid(input, $0, count)
    }
    outputs.actual.withMemoryRebound(to: Float.self, capacity: count) { kernel.sigmoid(input, $0, count) }
    checker.compare()
}

private func checkSoftmax(
    _ size: Int, _ columns: Int, _ kernel: FloatKernel, _ checker: inout Checker
) {
    let from = columns + checker.generator.integer(0...3)
    let to = columns + checker.generator.integer(0...3)
    let input = checker.numbers((size - 1) * from + columns, hasExtremes: checker.generator.chance(2))
    let outputs = checker.outputs(bytes: ((size - 1) * to + columns) * 4)
    checker.begin("softmax")
    checker.note("size", size)
    checker.note("columns", columns)
    checker.note("inputStride", from)
    checker.note("outputStride", to)
    outputs.expected.withMemoryRebound(to: Float.self, capacity: size * to) {
        FloatKernel.portable.softmax(input, from, $0, to, size, columns)
    }
    outputs.actual.withMemoryRebound(to: Float.self, capacity: size * to) {
        kernel.softmax(input, from, $0, to, size, columns)
    }
    checker.compare()
}
