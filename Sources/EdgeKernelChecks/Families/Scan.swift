import EdgeKernels

/// The scans of detect: a number that reaches the threshold at every place, or nowhere; remainders, extreme
/// thresholds, infinities and NaN.
func checkScan(_ kernel: ScanKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        let count = sweptSize(i)
        for place in 0...count { checkPlace(place, count, kernel, &checker) }
    }
    for place in 0...300 { checkPlace(place * 10, 3000, kernel, &checker) }
    for i in 0..<500 { checkAnyNumbers(sweptSize(i % sweptSizes), kernel, &checker) }
}

/// Numbers below a threshold but for one, and for any after it.
private func checkPlace(_ place: Int, _ count: Int, _ kernel: ScanKernel, _ checker: inout Checker) {
    let threshold = checker.generator.integer(-127...127)
    let bytes = checker.memory.array(.inputA, of: Int8.self, count: count)
    let floats = checker.memory.array(.inputB, of: Float.self, count: count)
    for i in 0..<count {
        let reaches = i == place || (i > place && checker.generator.chance(4))
        let number = checker.generator.integer(reaches ? threshold...127 : -128...threshold - 1)
        bytes[i] = Int8(truncatingIfNeeded: number)
        floats[i] = !reaches && checker.generator.chance(8) ? .nan : Float(number) / 16
    }
    checker.begin("one place")
    checker.note("place", place)
    compareScans(
        kernel, bytes, Int8(truncatingIfNeeded: threshold), floats, Float(threshold) / 16, count, &checker)
}

private func checkAnyNumbers(_ count: Int, _ kernel: ScanKernel, _ checker: inout Checker) {
    let bytes = checker.memory.array(.inputA, of: Int8.self, count: count)
    let floats = checker.memory.array(.inputB, of: Float.self, count: count)
    let extremes: InlineArray<_, Int8> = [-128, -127, 126, 127]
    let thresholds: InlineArray<_, Float> = [.infinity, -.infinity, .nan, 0]
    let which = checker.generator.integer(0...3)
    checker.generator.fill(bytes, count: count, checker.generator.chance(2) ? .lowest : .uniform)
    for i in 0..<count {
        floats[i] = Float(bitPattern: UInt32(truncatingIfNeeded: checker.generator.next()))
        if checker.generator.chance(4) { floats[i] = checker.generator.chance(2) ? -.infinity : -0.0 }
    }
    checker.begin("any numbers")
    checker.note("threshold", Int(extremes[which]))
    compareScans(kernel, bytes, extremes[which], floats, thresholds[which], count, &checker)
}

private func compareScans(
    _ kernel: ScanKernel, _ bytes: UnsafePointer<Int8>, _ quantum: Int8, _ floats: UnsafePointer<Float>,
    _ number: Float, _ count: Int, _ checker: inout Checker
) {
    checker.note("count", count)
    let results = checker.outputs(bytes: 2 * MemoryLayout<Int>.stride)
    results.expected.withMemoryRebound(to: Int.self, capacity: 2) {
        $0[0] = ScanKernel.portable.int8(bytes, count, quantum)
        $0[1] = ScanKernel.portable.float(floats, count, number)
    }
    results.actual.withMemoryRebound(to: Int.self, capacity: 2) {
        $0[0] = kernel.int8(bytes, count, quantum)
        $0[1] = kernel.float(floats, count, number)
    }
    checker.compare()
}
