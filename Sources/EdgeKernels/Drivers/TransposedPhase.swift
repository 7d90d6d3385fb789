/// One axis of a phase of a transposed convolution: the output positions that meet the same taps, seen as
/// an ordinary convolution of stride 1 over the input (ARITHMETIC.md, "Transposed convolution").
struct TransposedPhaseAxis {
    /// 0 where no tap meets these positions.
    var taps = 0
    var dilation = 1
    /// Before the input; negative where the first window starts inside.
    var pad = 0
    /// Output positions `firstOutput + i * stride` for i in `0..<outputs`.
    var firstOutput: Int
    var outputs: Int

    init(residue: Int, kernel: Int, stride: Int, dilation: Int, pad: Int, output: Int) {
        firstOutput = Self.firstOutput(residue: residue, stride: stride, pad: pad)
        outputs = firstOutput < output ? (output - 1 - firstOutput) / stride + 1 : 0
        let step = stride / greatestCommonDivisor(stride, dilation)
        var tap = 0
        while tap < min(step, kernel) && tap * dilation % stride != residue { tap += 1 }
        if tap >= min(step, kernel) { return }
        taps = (kernel - 1 - tap) / step + 1
        self.dilation = step * dilation / stride
        // The last tap reads furthest up.
        self.pad = ((tap + (taps - 1) * step) * dilation - (firstOutput + pad)) / stride
    }

    static func firstOutput(residue: Int, stride: Int, pad: Int) -> Int {
        (residue - pad % stride + stride) % stride
    }

    /// Whether both read the same windows of the input.
    func reads(as other: Self) -> Bool {
        taps == other.taps && dilation == other.dilation && pad == other.pad && outputs == other.outputs
    }
}

/// A phase: `ry * strideWidth + rx` for the residues of its rows and columns.
struct TransposedPhase {
    var y: TransposedPhaseAxis
    var x: TransposedPhaseAxis

    init(_ index: Int, of a: TransposedConvArguments) {
        let w = a.window
        y = TransposedPhaseAxis(
            residue: index / w.strideWidth, kernel: w.kernelHeight, stride: w.strideHeight,
            dilation: w.dilationHeight, pad: w.padTop, output: a.output.height)
        x = TransposedPhaseAxis(
            residue: index % w.strideWidth, kernel: w.kernelWidth, stride: w.strideWidth,
            dilation: w.dilationWidth, pad: w.padLeft, output: a.output.width)
    }

    var taps: Int { y.taps * x.taps }

    func reads(as other: Self) -> Bool { y.reads(as: other.y) && x.reads(as: other.x) }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}
