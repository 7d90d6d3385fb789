import CEdgeSIMD
import EdgeKernels

/// transpose: remainders and gaps; and through it the lookup with a table a channel, also in place, in one to three
/// parts.
func checkTranspose(_ kernel: TransposeKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        runTranspose(rows: sweptSize(i), columns: checker.generator.integer(1...40), kernel, &checker)
        runTranspose(rows: checker.generator.integer(1...40), columns: sweptSize(i), kernel, &checker)
    }
    for channels in 1...50 { runChannelLookup(channels, kernel, &checker) }
}

private func runTranspose(rows: Int, columns: Int, _ kernel: TransposeKernel, _ checker: inout Checker) {
    let inputStride = columns + checker.pixelGap()
    let outputStride = rows + checker.pixelGap()
    let bytes = (rows - 1) * inputStride + columns
    let input = checker.memory.array(.inputA, of: Int8.self, count: bytes)
    checker.generator.fill(input, count: bytes, .uniform)
    let outputs = checker.outputs(bytes: (columns - 1) * outputStride + rows)
    checker.begin("run")
    checker.note("rows", rows)
    checker.note("columns", columns)
    checker.note("inputStride", inputStride)
    checker.note("outputStride", outputStride)
    var p = EdgeTranspose(
        input: input, output: outputs.expected, rows: Int32(rows), columns: Int32(columns),
        inputStride: inputStride, outputStride: outputStride)
    TransposeKernel.portable.run(&p)
    p.output = outputs.actual
    kernel.run(&p)
    checker.compare()
}

private func runChannelLookup(_ channels: Int, _ kernel: TransposeKernel, _ checker: inout Checker) {
    // Below and above what is worth turning, and past a piece of 128 pixels.
    let height = checker.generator.integer(1...20)
    let width = checker.generator.integer(1...20)
    let table = checker.memory.array(.table, of: Int8.self, count: 256 * channels)
    checker.generator.fill(table, count: 256 * channels, .uniform)
    let input = checker.image(.inputA, height: height, width: width, channels: channels, .uniform)
    let inPlace = checker.generator.chance(3)
    let stride = inPlace ? input.pixelStride : channels + checker.pixelGap()
    let bytes = (height * width - 1) * stride + channels
    let outputs = checker.outputs(bytes: bytes)
    checker.begin("lookup")
    checker.note("height", height)
    checker.note("width", width)
    checker.note("channels", channels)
    checker.note("inPlace", inPlace ? 1 : 0)
    func arguments(_ base: UnsafeMutablePointer<Int8>) -> LookupArguments {
        let output = ImageView(
            base: base, height: height, width: width, channels: channels, pixelStride: stride)
        if inPlace { base.update(from: input.base, count: bytes) }
        return LookupArguments(
            input: inPlace ? output : input, output: output, table: table, isPerChannel: true)
    }
    var kernels = KernelSet(isa: .portable)
    kernels.lookup(arguments(outputs.expected))
    kernels.transpose = kernel
    for parts in 1...3 {
        checker.resetActual()
        let a = arguments(outputs.actual)
        for part in 0..<parts { kernels.lookup(a, part: part, of: parts) }
        checker.compare()
    }
}
