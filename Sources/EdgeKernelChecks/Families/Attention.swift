import EdgeKernels

/// attention through its driver, with one kernel of `kernels` not portable: remainders of tokens and elements, heads
/// with gaps between them, every number of threads.
func checkAttention(_ kernels: KernelSet, _ checker: inout Checker) {
    for i in 0..<60 {
        let isLong = checker.generator.chance(15)
        checkAttention(
            heads: checker.generator.integer(1...3), queries: checker.generator.integer(1...40),
            keys: isLong ? checker.generator.integer(200...600) : sweptSize(i % sweptSizes),
            depth: isLong ? 8 : checker.generator.integer(1...50),
            valueDepth: sweptSize((i * 7) % sweptSizes),
            kernels, &checker)
    }
}

extension FloatKernel {
    /// Scores of one row to weights: all remainders, scores far apart and equal ones.
    func checkExponentials(_ count: Int, _ checker: inout Checker) {
        let input = checker.memory.array(.inputA, of: Float.self, count: count)
        let spread = checker.generator.float(exponents: 120...134)
        for i in 0..<count {
            input[i] = Float(checker.generator.integer(-1000...1000)) * 0.001 * spread
            if checker.generator.chance(9) { input[i] = checker.generator.chance(2) ? 0 : -0.0 }
        }
        let top = Float(Int(AttentionArguments.topWeight(keys: checker.generator.integer(1...5000))))
        let outputs = checker.outputs(bytes: count * 2)
        checker.begin("exponentials")
        checker.note("count", count)
        let expected = outputs.expected.withMemoryRebound(to: Int16.self, capacity: count) {
            FloatKernel.portable.exponentials(input, count, top, $0)
        }
        let actual = outputs.actual.withMemoryRebound(to: Int16.self, capacity: count) {
            exponentials(input, count, top, $0)
        }
        // A sum that differs shows as a byte that does.
        if expected != actual { outputs.actual[0] = ~outputs.expected[0] }
        checker.compare()
    }
}

extension Checker {
    fileprivate mutating func tokens(
        _ region: Region, _ count: Int, heads: Int, depth: Int, _ pattern: ActivationPattern
    ) -> AttentionArguments.Tokens {
        let headStride = depth + pixelGap()
        let stride = heads * headStride + pixelGap()
        let bytes = (count - 1) * stride + (heads - 1) * headStride + depth
        let base = memory.array(region, of: Int8.self, count: bytes)
        generator.fill(base, count: bytes, pattern)
        return .init(base: base, count: count, depth: depth, stride: stride, headStride: headStride)
    }
}

private func checkAttention(
    heads: Int, queries: Int, keys: Int, depth: Int, valueDepth: Int, _ kernels: KernelSet,
    _ checker: inout Checker
) {
    func pattern() -> ActivationPattern {
        checker.generator.chance(4)
            ? ActivationPattern(rawValue: checker.generator.integer(0...(ActivationPattern.count - 1)))!
            : .uniform
    }
    let (first, second, third) = (pattern(), pattern(), pattern())
    let headStride = valueDepth + checker.pixelGap()
    let stride = heads * headStride
    let outputs = checker.outputs(
        bytes: (queries - 1) * stride + (heads - 1) * headStride + valueDepth)
    var arguments = AttentionArguments(
        heads: heads,
        queries: checker.tokens(.inputA, queries, heads: heads, depth: depth, first),
        keys: checker.tokens(.inputB, keys, heads: heads, depth: depth, second),
        values: checker.tokens(.weights, keys, heads: heads, depth: valueDepth, third),
        output: .init(
            base: outputs.expected, count: queries, depth: valueDepth, stride: stride, headStride: headStride),
        queryZeroPoint: checker.generator.zeroPoint(),
        scoreScale: checker.generator.float(exponents: checker.generator.chance(8) ? 1...190 : 108...116),
        outputScale: checker.generator.factor(
            checker.generator.chance(8) ? .hostile : .typical, typical: 126...129),
        range: checker.generator.outputRange())
    checker.begin("attention")
    checker.note("heads", heads)
    checker.note("queries", queries)
    checker.note("keys", keys)
    checker.note("depth", depth)
    checker.note("valueDepth", valueDepth)

    let portable = KernelSet(isa: .portable)
    portable.attention(arguments, scratch: checker.scratch(portable.scratchBytes(for: arguments)))
    arguments.output.base = outputs.actual
    let scratch = checker.scratch(kernels.scratchBytes(for: arguments))
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.attention(arguments, scratch: scratch, part: part, of: parts) }
        checker.compare()
    }
}
