import EdgeKernels

/// Winograd's algorithm against the direct sum: borders that halves of tiles hang over, every remainder of tiles and
/// of output channels, more tiles than are taken at a time, extreme values.
func checkWinograd(_ kernel: WinogradKernel, _ checker: inout Checker) {
    for i in 0..<160 {
        let window = checker.generator.winogradWindow(largest: i % 8 == 0 ? 17 : 9)
        checkWinograd(
            window, inputs: 16 * checker.generator.integer(1...5), outputs: checker.generator.integer(1...50),
            kernel, &checker)
    }
    // Many tiles, and many channels.
    for _ in 0..<4 {
        checkWinograd(
            checker.generator.winogradWindow(largest: 36), inputs: 16,
            outputs: checker.generator.integer(1...33),
            kernel, &checker)
        checkWinograd(
            checker.generator.winogradWindow(largest: 7), inputs: 16 * checker.generator.integer(6...20),
            outputs: checker.generator.integer(1...20), kernel, &checker)
    }
}

private func checkWinograd(
    _ window: WindowCase, inputs: Int, outputs: Int, _ kernel: WinogradKernel, _ checker: inout Checker
) {
    var c = GemmCase(rows: 0, channels: 0, depth: 0)
    c.dequantizes = checker.generator.chance(5)
    if checker.generator.chance(3) {
        c.activations = ActivationPattern(
            rawValue: checker.generator.integer(0...(ActivationPattern.count - 1)))!
        c.weights = WeightPattern(rawValue: checker.generator.integer(0...(WeightPattern.count - 1)))!
        c.biases = BiasPattern(rawValue: checker.generator.integer(0...(BiasPattern.count - 1)))!
        c.scales = ScalePattern(rawValue: checker.generator.integer(0...(ScalePattern.count - 1)))!
    }
    checker.convolution(
        window, 1, inputs, outputs, c, needs: .none,
        scratchBytes: { KernelSet.winogradConv(kernel, $0, scratch: nil)! },
        run: { _ = KernelSet.winogradConv(kernel, $0, scratch: $1, part: $2, of: $3) })
}

extension Generator {
    /// 3x3, stride 1, over an image of up to `largest` pixels a side.
    fileprivate mutating func winogradWindow(largest: Int) -> WindowCase {
        var window = WindowCase.pointwise(0, 0)
        window.window = Window(
            kernelHeight: 3, kernelWidth: 3, padTop: integer(0...2), padLeft: integer(0...2))
        window.inputHeight = integer(3...largest)
        window.inputWidth = integer(3...largest)
        window.outputHeight = window.inputHeight + window.window.padTop + integer(0...2) - 2
        window.outputWidth = window.inputWidth + window.window.padLeft + integer(0...2) - 2
        return window
    }
}
