import CEdgeSIMD
import EdgeKernels

/// lookup: remainders, gaps, in place; and the operator in one to three parts.
func checkLookup(_ kernel: LookupKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for rows in 1...3 { runLookup(rows: rows, count: sweptSize(i), kernel, &checker) }
    }
    runLookup(rows: 2, count: 5000, kernel, &checker)
    for i in 0..<sweptSizes { runLookupOperator(sweptSize(i), kernel, &checker) }
}

extension Checker {
    /// Fenced, so that an index before -128 or past 127 is caught at one end.
    fileprivate mutating func table() -> UnsafeMutablePointer<Int8> {
        let table = memory.array(.table, of: Int8.self, count: 256)
        generator.fill(table, count: 256, .uniform)
        return table
    }
}

private func runLookup(rows: Int, count: Int, _ kernel: LookupKernel, _ checker: inout Checker) {
    let table = checker.table()
    let inPlace = checker.generator.chance(3)
    let outputStride = count + checker.pixelGap()
    let inputStride = inPlace ? outputStride : count + checker.pixelGap()
    let bytes = (rows - 1) * inputStride + count
    let input = checker.memory.array(.inputA, of: Int8.self, count: bytes)
    checker.generator.fill(input, count: bytes, .uniform)
    let outputs = checker.outputs(bytes: (rows - 1) * outputStride + count)
    checker.begin("run")
    checker.note("rows", rows)
    checker.note("count", count)
    checker.note("inputStride", inputStride)
    checker.note("outputStride", outputStride)
    checker.note("inPlace", inPlace ? 1 : 0)
    if inPlace {
        outputs.expected.update(from: input, count: bytes)
        outputs.actual.update(from: input, count: bytes)
    }
    var p = EdgeLookup(
        input: UnsafePointer(inPlace ? outputs.expected : input), output: outputs.expected, table: table,
        rows: Int32(rows), count: Int32(count), inputStride: inputStride, outputStride: outputStride)
    LookupKernel.portable.run(&p)
    p.output = outputs.actual
    if inPlace { p.input = UnsafePointer(outputs.actual) }
    kernel.run(&p)
    checker.compare()
}

private func runLookupOperator(_ channels: Int, _ kernel: LookupKernel, _ checker: inout Checker) {
    let height = checker.generator.integer(1...4)
    let width = checker.generator.integer(1...4)
    let table = checker.table()
    let input = checker.image(.inputA, height: height, width: width, channels: channels, .uniform)
    let stride = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: (height * width - 1) * stride + channels)
    var arguments = LookupArguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: height, width: width, channels: channels, pixelStride: stride),
        table: table)
    checker.begin("operator")
    checker.note("height", height)
    checker.note("width", width)
    checker.note("channels", channels)
    checker.note("pixelStride", input.pixelStride)
    var kernels = KernelSet(isa: .portable)
    kernels.lookup(arguments)
    kernels.lookup = kernel
    arguments.output.base = outputs.actual
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.lookup(arguments, part: part, of: parts) }
        checker.compare()
    }
}
