import CEdgeSIMD
import EdgeKernels

enum PoolFamily {
    case max, average
}

/// Max or average pool: windows from one pixel to a plane, channel remainders, extreme values.
func checkPool(_ family: PoolFamily, _ kernel: PoolKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for rows in 1...3 {
            for columns in 1...4 {
                runPool(
                    PoolCase(rows: rows, columns: columns, channels: sweptSize(i)), family, kernel, &checker)
            }
        }
    }
    for x in 0..<ActivationPattern.count {
        for s in 0..<ScalePattern.count {
            for _ in 0..<4 {
                var c = PoolCase(
                    rows: checker.generator.integer(1...7), columns: checker.generator.integer(1...7),
                    channels: checker.generator.integer(1...70))
                c.activations = ActivationPattern(rawValue: x)!
                c.scales = ScalePattern(rawValue: s)!
                runPool(c, family, kernel, &checker)
            }
        }
    }
    // Sums that need more than 16 bits: planes of equal extremes.
    for columns in 255...258 {
        for x in 1...2 {
            var c = PoolCase(rows: columns == 255 ? 40 : 2, columns: columns, channels: 33)
            c.activations = ActivationPattern(rawValue: x)!
            runPool(c, family, kernel, &checker)
            c.channels = 3
            c.rows = 600
            runPool(c, family, kernel, &checker)
        }
    }
    for i in 0..<200 { runPoolOperator(sweptSize(i % sweptSizes), family, kernel, &checker) }
    for _ in 0..<10 { runPoolOperator(checker.generator.integer(200...700), family, kernel, &checker) }
}

private struct PoolCase {
    var rows: Int
    var columns: Int
    var channels: Int
    var activations = ActivationPattern.uniform
    var scales = ScalePattern.typical

    init(rows: Int, columns: Int, channels: Int) {
        self.rows = rows
        self.columns = columns
        self.channels = channels
    }
}

private func runPool(
    _ c: PoolCase, _ family: PoolFamily, _ kernel: PoolKernel, _ checker: inout Checker
) {
    let columnStep = c.channels + (c.rows * c.columns > 1000 ? 0 : checker.pixelGap())
    let rowStep = c.columns * columnStep + (c.rows * c.columns > 1000 ? 0 : checker.pixelGap())
    let bytes = (c.rows - 1) * rowStep + (c.columns - 1) * columnStep + c.channels
    let input = checker.memory.array(.inputA, of: Int8.self, count: bytes)
    checker.generator.fill(input, count: bytes, c.activations)
    let outputs = checker.outputs(bytes: c.channels)
    let range = checker.generator.outputRange()
    let ratio = checker.generator.factor(c.scales, typical: 126...127)
    var pool = EdgePool(
        input: input, rows: Int32(c.rows), columns: Int32(c.columns), channels: Int32(c.channels),
        rowStep: rowStep, columnStep: columnStep, output: outputs.expected,
        inputZeroPoint: checker.generator.zeroPoint(), multiplier: ratio / Float(c.rows * c.columns),
        low: range.low, high: range.high, zeroPoint: range.zeroPoint)
    checker.begin("run")
    checker.note("rows", c.rows)
    checker.note("columns", c.columns)
    checker.note("channels", c.channels)
    checker.note("rowStep", rowStep)
    checker.note("columnStep", columnStep)
    checker.note("activations", c.activations.rawValue)
    checker.note("scales", c.scales.rawValue)
    checker.note("inputZeroPoint", Int(pool.inputZeroPoint))
    let portable = family == .max ? PoolKernel.portableMax : PoolKernel.portableAverage
    portable.run(&pool)
    pool.output = outputs.actual
    kernel.run(&pool)
    checker.compare()
}

/// The operator through its driver, one to three parts, windows and the global average.
private func runPoolOperator(
    _ channels: Int, _ family: PoolFamily, _ kernel: PoolKernel, _ checker: inout Checker
) {
    var window = checker.generator.windowCase(largestKernel: 4)
    if family == .average && checker.generator.chance(3) {
        window.window = Window(kernelHeight: window.inputHeight, kernelWidth: window.inputWidth)
        window.outputHeight = 1
        window.outputWidth = 1
    }
    let input = checker.image(
        .inputA, height: window.inputHeight, width: window.inputWidth, channels: channels, .uniform)
    let stride = channels + checker.pixelGap()
    let pixels = window.outputHeight * window.outputWidth
    let outputs = checker.outputs(bytes: (pixels - 1) * stride + channels)
    var output = ImageView(
        base: outputs.expected, height: window.outputHeight, width: window.outputWidth,
        channels: channels, pixelStride: stride)
    let zeroPoint = checker.generator.zeroPoint()
    let ratio = checker.generator.factor(.typical, typical: 126...127)
    let range = checker.generator.outputRange()
    let countsPadding = checker.generator.chance(2)
    checker.begin("operator")
    checker.describe(window)
    checker.note("channels", channels)
    checker.note("pixelStride", input.pixelStride)

    func run(_ kernels: KernelSet, _ part: Int, _ parts: Int) {
        switch family {
        case .max:
            kernels.maxPool(
                MaxPoolArguments(input: input, output: output, window: window.window), part: part,
                of: parts)
        case .average:
            kernels.averagePool(
                AveragePoolArguments(
                    input: input, output: output, window: window.window, inputZeroPoint: zeroPoint,
                    ratio: ratio, countIncludesPadding: countsPadding, range: range), part: part,
                of: parts)
        }
    }
    var kernels = KernelSet(isa: .portable)
    run(kernels, 0, 1)
    switch family {
    case .max: kernels.maxPool = kernel
    case .average: kernels.averagePool = kernel
    }
    output.base = outputs.actual
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { run(kernels, part, parts) }
        checker.compare()
    }
}
