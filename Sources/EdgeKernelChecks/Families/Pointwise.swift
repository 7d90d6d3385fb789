import CEdgeSIMD
import EdgeKernels

package enum PointwiseFamily {
    case add, mul, requantize
}

/// add, mul or requantize: remainders, gaps, broadcast, extreme values, and the output in an operand's place.
func checkPointwise(_ family: PointwiseFamily, _ kernel: PointwiseKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for rows in 1...3 {
            var c = PointwiseCase(rows: rows, count: sweptSize(i))
            c.place = OutputPlace(rawValue: checker.generator.integer(0...2))!
            runPointwise(c, family, kernel, &checker)
        }
    }
    for x in 0..<ActivationPattern.count {
        for s in 0..<ScalePattern.count {
            for _ in 0..<8 {
                var c = PointwiseCase(
                    rows: checker.generator.integer(1...3), count: checker.generator.integer(1...70))
                c.activations = ActivationPattern(rawValue: x)!
                c.scales = ScalePattern(rawValue: s)!
                runPointwise(c, family, kernel, &checker)
            }
        }
    }
    // Rows so long that it may pay for a kernel to make a table first.
    for _ in 0..<6 {
        var c = PointwiseCase(
            rows: checker.generator.integer(2...3), count: checker.generator.integer(1000...1100))
        c.place = OutputPlace(rawValue: checker.generator.integer(0...2))!
        runPointwise(c, family, kernel, &checker)
    }
    // Every pair of operands at once.
    for _ in 0..<4 {
        var c = PointwiseCase(rows: 1, count: 256 * 256)
        c.everyPair = true
        runPointwise(c, family, kernel, &checker)
    }
    if family == .add { checkSeparateRounding(kernel, &checker) }
    for i in 0..<60 { runPointwiseOperator(sweptSize(i % sweptSizes), family, kernel, &checker) }
}

/// Where the output lies: the converter plans element by element operators in place.
private enum OutputPlace: Int {
    case apart, ofA, ofB
}

private struct PointwiseCase {
    var rows: Int
    var count: Int
    var place = OutputPlace.apart
    var everyPair = false
    var activations = ActivationPattern.uniform
    var scales = ScalePattern.typical

    init(rows: Int, count: Int) {
        self.rows = rows
        self.count = count
    }
}

extension Generator {
    fileprivate mutating func pointwiseFactor(_ family: PointwiseFamily, _ pattern: ScalePattern) -> Float {
        factor(pattern, typical: family == .mul ? (127 - 8)...(127 - 5) : (127 - 2)...127)
    }
}

private func runPointwise(
    _ c: PointwiseCase, _ family: PointwiseFamily, _ kernel: PointwiseKernel, _ checker: inout Checker
) {
    let place = family == .requantize && c.place == .ofB ? .ofA : c.place
    let broadcasts = place != .ofB && checker.generator.chance(3)
    let outputStride = c.count + checker.pixelGap()
    let strideA = place == .ofA ? outputStride : c.count + checker.pixelGap()
    let strideB = broadcasts ? 0 : place == .ofB ? outputStride : c.count + checker.pixelGap()
    let bytesA = (c.rows - 1) * strideA + c.count
    let bytesB = (c.rows - 1) * strideB + c.count
    let outputBytes = (c.rows - 1) * outputStride + c.count
    let a = checker.memory.array(.inputA, of: Int8.self, count: bytesA)
    let b = checker.memory.array(.inputB, of: Int8.self, count: bytesB)
    checker.generator.fill(a, count: bytesA, c.activations)
    checker.generator.fill(b, count: bytesB, c.activations)
    if c.everyPair {
        for i in 0..<c.count {
            a[i] = Int8(truncatingIfNeeded: i >> 8)
            b[i] = Int8(truncatingIfNeeded: i)
        }
    }
    let outputs = checker.outputs(bytes: outputBytes)
    let range = checker.generator.outputRange()
    var p = EdgePointwise(
        a: a, b: family == .requantize ? a : b, output: outputs.expected, rows: Int32(c.rows),
        count: Int32(c.count), strideA: strideA, strideB: family == .requantize ? strideA : strideB,
        outputStride: outputStride, zeroPointA: checker.generator.zeroPoint(),
        zeroPointB: checker.generator.zeroPoint(),
        factorA: checker.generator.pointwiseFactor(family, c.scales),
        factorB: checker.generator.pointwiseFactor(family, c.scales), low: range.low, high: range.high,
        zeroPoint: range.zeroPoint)
    checker.begin("run")
    checker.note("rows", c.rows)
    checker.note("count", c.count)
    checker.note("strideA", strideA)
    checker.note("strideB", strideB)
    checker.note("outputStride", outputStride)
    checker.note("place", place.rawValue)
    checker.note("activations", c.activations.rawValue)
    checker.note("scales", c.scales.rawValue)
    checker.note("zeroPointA", Int(p.zeroPointA))
    checker.note("zeroPointB", Int(p.zeroPointB))
    checker.note("factorABits", Int(p.factorA.bitPattern))
    checker.note("factorBBits", Int(p.factorB.bitPattern))
    let portable =
        switch family {
        case .add: PointwiseKernel.portableAdd
        case .mul: PointwiseKernel.portableMul
        case .requantize: PointwiseKernel.portableRequantize
        }
    // The portable kernel in place too: its own overlap of reads and writes is the meaning.
    switch place {
    case .apart: break
    case .ofA:
        outputs.expected.update(from: a, count: bytesA)
        outputs.actual.update(from: a, count: bytesA)
        p.a = UnsafePointer(outputs.expected)
        if family == .requantize { p.b = p.a }
    case .ofB:
        outputs.expected.update(from: b, count: bytesB)
        outputs.actual.update(from: b, count: bytesB)
        p.b = UnsafePointer(outputs.expected)
    }
    portable.run(&p)
    p.output = outputs.actual
    switch place {
    case .apart: break
    case .ofA:
        p.a = UnsafePointer(outputs.actual)
        if family == .requantize { p.b = p.a }
    case .ofB: p.b = UnsafePointer(outputs.actual)
    }
    kernel.run(&p)
    checker.compare()
}

/// Sums that a fused multiply-add gets wrong: one product rounds to 0.5 + 2^-18, the sum then lies half way
/// between 64.5 (or the like) and the next number, and is rounded to 64.5, a tie. Without the first rounding
/// it is more than half way.
private func checkSeparateRounding(_ kernel: PointwiseKernel, _ checker: inout Checker) {
    let product: Float = 0.5 + 0x1p-18
    for x in 1...127 {
        var factor = product / Float(x)
        if Double(factor) * Double(x) <= Double(product) { factor = factor.nextUp }
        guard factor * Float(x) == product else { continue }
        for productIsA in 0...1 {
            let a = checker.memory.array(.inputA, of: Int8.self, count: 256)
            let b = checker.memory.array(.inputB, of: Int8.self, count: 256)
            let outputs = checker.outputs(bytes: 256)
            for i in 0..<256 {
                a[i] = Int8(x)
                b[i] = Int8(truncatingIfNeeded: i)
            }
            var p = EdgePointwise(
                a: productIsA == 1 ? a : b, b: productIsA == 1 ? b : a, output: outputs.expected, rows: 1,
                count: 256, strideA: 256, strideB: 256, outputStride: 256, zeroPointA: 0, zeroPointB: 0,
                factorA: productIsA == 1 ? factor : 1, factorB: productIsA == 1 ? 1 : factor, low: -128,
                high: 127, zeroPoint: 0)
            checker.begin("separateRounding")
            checker.note("x", x)
            checker.note("productIsA", productIsA)
            PointwiseKernel.portableAdd.run(&p)
            p.output = outputs.actual
            kernel.run(&p)
            checker.compare()
        }
    }
}

/// The operator through its driver, one to three parts.
private func runPointwiseOperator(
    _ channels: Int, _ family: PointwiseFamily, _ kernel: PointwiseKernel, _ checker: inout Checker
) {
    let height = checker.generator.integer(1...4)
    let width = checker.generator.integer(1...4)
    let a = checker.image(.inputA, height: height, width: width, channels: channels, .uniform)
    let broadcasts = family == .mul && checker.generator.chance(2)
    let b = checker.image(
        .inputB, height: broadcasts ? 1 : height, width: broadcasts ? 1 : width, channels: channels,
        .uniform)
    let stride = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: (height * width - 1) * stride + channels)
    var output = ImageView(
        base: outputs.expected, height: height, width: width, channels: channels, pixelStride: stride)
    let factorA = checker.generator.pointwiseFactor(family, .typical)
    let factorB = checker.generator.pointwiseFactor(family, .typical)
    let zeroPointA = checker.generator.zeroPoint()
    let zeroPointB = checker.generator.zeroPoint()
    let range = checker.generator.outputRange()
    checker.begin("operator")
    checker.note("height", height)
    checker.note("width", width)
    checker.note("channels", channels)
    checker.note("pixelStrideA", a.pixelStride)
    checker.note("pixelStrideB", b.pixelStride)
    checker.note("broadcasts", broadcasts ? 1 : 0)

    func run(_ kernels: KernelSet, _ part: Int, _ parts: Int) {
        switch family {
        case .add:
            kernels.add(
                AddArguments(
                    a: a, b: b, output: output, zeroPointA: zeroPointA, zeroPointB: zeroPointB,
                    factorA: factorA, factorB: factorB, range: range), part: part, of: parts)
        case .mul:
            kernels.mul(
                MulArguments(
                    a: a, b: b, output: output, zeroPointA: zeroPointA, zeroPointB: zeroPointB,
                    factor: factorA, range: range), part: part, of: parts)
        case .requantize:
            kernels.requantize(
                RequantizeArguments(
                    input: a, output: output, inputZeroPoint: zeroPointA, factor: factorA, range: range),
                part: part, of: parts)
        }
    }
    var kernels = KernelSet(isa: .portable)
    run(kernels, 0, 1)
    switch family {
    case .add: kernels.add = kernel
    case .mul: kernels.mul = kernel
    case .requantize: kernels.requantize = kernel
    }
    output.base = outputs.actual
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { run(kernels, part, parts) }
        checker.compare()
    }
}
