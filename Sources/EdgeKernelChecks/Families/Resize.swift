import CEdgeSIMD
import EdgeKernels

/// resizeLinear: every channel remainder, gaps, weights from none to all, one to three parts.
func checkResizeLinear(_ kernel: ResizeKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for s in 0..<ScalePattern.count {
            runResize(sweptSize(i), ScalePattern(rawValue: s)!, kernel, &checker)
        }
    }
}

extension Checker {
    /// Entries of one axis; the last pixel has no next one.
    fileprivate mutating func axis(
        _ region: Region, from size: Int, to newSize: Int
    ) -> UnsafeMutablePointer<Int32> {
        let entries = memory.array(region, of: Int32.self, count: newSize)
        for i in 0..<newSize {
            let source = generator.integer(0...size - 1)
            let weight = generator.chance(3) ? generator.integer(0...1) * 128 : generator.integer(0...128)
            entries[i] = Int32(source * 256 + (source == size - 1 ? 0 : weight))
        }
        return entries
    }
}

private func runResize(
    _ channels: Int, _ scale: ScalePattern, _ kernel: ResizeKernel, _ checker: inout Checker
) {
    let (height, width) = (checker.generator.integer(1...4), checker.generator.integer(1...5))
    let (newHeight, newWidth) = (checker.generator.integer(1...4), checker.generator.integer(1...7))
    let rows = checker.axis(.bias, from: height, to: newHeight)
    let columns = checker.axis(.weightSum, from: width, to: newWidth)
    let input = checker.image(
        .inputA, height: height, width: width, channels: channels,
        ActivationPattern(rawValue: checker.generator.integer(0...ActivationPattern.count - 1))!)
    let stride = channels + checker.pixelGap()
    let outputs = checker.outputs(bytes: (newHeight * newWidth - 1) * stride + channels)
    var arguments = ResizeLinearArguments(
        input: input,
        output: ImageView(
            base: outputs.expected, height: newHeight, width: newWidth, channels: channels,
            pixelStride: stride),
        rows: rows, columns: columns, inputZeroPoint: checker.generator.zeroPoint(),
        factor: checker.generator.factor(scale, typical: 111...115),
        range: checker.generator.outputRange())
    checker.begin("resizeLinear")
    checker.note("height", height)
    checker.note("width", width)
    checker.note("newHeight", newHeight)
    checker.note("newWidth", newWidth)
    checker.note("channels", channels)
    checker.note("scale", scale.rawValue)
    var kernels = KernelSet(isa: .portable)
    kernels.resizeLinear(arguments)
    kernels.resizeLinear = kernel
    arguments.output.base = outputs.actual
    for parts in 1...3 {
        checker.resetActual()
        for part in 0..<parts { kernels.resizeLinear(arguments, part: part, of: parts) }
        checker.compare()
    }
}
