import CEdgeSIMD
import EdgeKernels

/// lookup of int16: remainders, gaps, one table and one a channel, in one to three parts.
func checkLookup16(_ kernel: Lookup16Kernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for isPerChannel in 0...1 {
            let height = checker.generator.integer(1...4)
            let width = checker.generator.integer(1...4)
            runLookup16(height, width, sweptSize(i), isPerChannel: isPerChannel == 1, kernel, &checker)
        }
    }
}

private func runLookup16(
    _ height: Int, _ width: Int, _ channels: Int, isPerChannel: Bool, _ kernel: Lookup16Kernel,
    _ checker: inout Checker
) {
    // Fenced: an index past the last entry is caught.
    let entries = 1025 * (isPerChannel ? channels : 1)
    let table = checker.memory.array(.table, of: Int16.self, count: entries)
    checker.generator.fill16(table, count: entries)
    let input = checker.image16(.inputA, height: height, width: width, channels: channels)
    let stride = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: ((height * width - 1) * stride + channels) * 2)
    var arguments = Lookup16Arguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: height, width: width, channels: channels,
            pixelStride: 2 * stride), table: table, isPerChannel: isPerChannel)
    checker.begin("lookup")
    checker.note("height", height)
    checker.note("width", width)
    checker.note("channels", channels)
    checker.note("isPerChannel", isPerChannel ? 1 : 0)
    var kernels = KernelSet(isa: .portable)
    kernels.lookup16(arguments)
    kernels.lookup16 = kernel
    arguments.output.base = outputs.actual
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.lookup16(arguments, part: part, of: parts) }
        checker.compare()
    }
}
