import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// A ConvTranspose as one convolution for each phase of its output (ARITHMETIC.md, "Transposed
/// convolution").
struct TransposedConvolution {
    var window: WindowParameters
    var groups: Int
    /// In the order of `TransposedPhases`; one without taps has depth 0.
    var phases: [LinearOperator]

    /// Reads node `index` of `graph`, whose input is `input` of height and width `size`.
    ///
    /// - Parameter output: height and width.
    init(
        _ index: Int, of graph: Graph, input: ValueID, size: [Int], output: [Int]
    ) throws(UnsupportedOperator) {
        let node = graph.nodes[index]
        guard case .convTranspose(let attributes, _) = node.op, attributes.kernel.count == 2 else {
            throw UnsupportedOperator("transposed convolution that is not two-dimensional")
        }
        guard let weights = graph.constant(node.inputs, at: 1) else {
            throw UnsupportedOperator("transposed convolution whose weights are computed")
        }
        let outputs = weights.shape[1] * attributes.groups
        var bias = [Float](repeating: 0, count: outputs)
        if node.inputs.count > 2, node.inputs[2] != nil {
            guard let constant = graph.constant(node.inputs, at: 2) else {
                throw UnsupportedOperator("transposed convolution whose bias is computed")
            }
            bias = constant.floats
        }
        let pads = attributes.padsBefore
        for axis in 0..<2 {
            let sizes = [attributes.kernel[axis], attributes.strides[axis], attributes.dilations[axis]]
            guard sizes.allSatisfy({ (1...Int(VerifierLimits.window)).contains($0) }),
                (0...Int(VerifierLimits.window)).contains(pads[axis])
            else { throw UnsupportedOperator("kernel \(attributes.kernel), padding \(pads)") }
            let extent = (attributes.kernel[axis] - 1) * attributes.dilations[axis]
            let reach = (size[axis] - 1) * attributes.strides[axis] + extent + max(sizes[1], sizes[2])
            guard output[axis] + pads[axis] <= reach else {
                throw UnsupportedOperator("output of \(output) is larger than its input of \(size) reaches")
            }
        }
        guard attributes.strides[0] * attributes.strides[1] <= VerifierLimits.phases else {
            throw UnsupportedOperator("strides \(attributes.strides)")
        }
        window = WindowParameters(
            kernelHeight: Int32(attributes.kernel[0]), kernelWidth: Int32(attributes.kernel[1]),
            strideHeight: Int32(attributes.strides[0]), strideWidth: Int32(attributes.strides[1]),
            dilationHeight: Int32(attributes.dilations[0]), dilationWidth: Int32(attributes.dilations[1]),
            padTop: Int32(pads[0]), padLeft: Int32(pads[1]))
        groups = attributes.groups
        let geometry = TransposedPhases(window)
        phases = []
        for phase in 0..<geometry.count {
            let y = PhaseAxis(
                geometry.height, residue: phase / geometry.width.stride, pad: pads[0], size: size[0],
                output: output[0])
            let x = PhaseAxis(
                geometry.width, residue: phase % geometry.width.stride, pad: pads[1], size: size[1],
                output: output[1])
            var op = LinearOperator(
                node: index, input: input, outputs: outputs, groups: groups,
                depth: weights.shape[0] / groups * y.taps.count * x.taps.count,
                weights: Self.rows(weights, groups: groups, y.taps, x.taps), bias: bias,
                window: ConvAttributes(
                    kernel: [y.taps.count, x.taps.count], strides: [1, 1],
                    dilations: [y.dilation, x.dilation], padsBefore: [y.before, x.before],
                    padsAfter: [y.after, x.after], groups: groups))
            op.phase = phase
            phases.append(op)
        }
    }

    /// `[groups * N][C, taps]` of weights `[groups * C, N, kh, kw]`.
    private static func rows(_ weights: Tensor, groups: Int, _ ys: [Int], _ xs: [Int]) -> [Float] {
        let channels = weights.shape[0] / groups
        let (outputs, height, width) = (weights.shape[1], weights.shape[2], weights.shape[3])
        var rows: [Float] = []
        rows.reserveCapacity(weights.shape[0] * outputs * ys.count * xs.count)
        for group in 0..<groups {
            for n in 0..<outputs {
                for c in 0..<channels {
                    let plane = ((group * channels + c) * outputs + n) * height * width
                    for y in ys {
                        for x in xs { rows.append(weights.floats[plane + y * width + x]) }
                    }
                }
            }
        }
        return rows
    }
}

/// One axis of a phase as the axis of a convolution of stride 1.
private struct PhaseAxis {
    /// In the order of the input positions they read.
    var taps: [Int]
    var dilation: Int
    /// Padding; negative where the windows start or end inside.
    var before = 0
    var after = 0

    init(_ axis: TransposedPhases.Axis, residue: Int, pad: Int, size: Int, output: Int) {
        taps = axis.tapsAscendingInput(residue: residue)
        dilation = axis.step * axis.dilation / axis.stride
        guard let last = taps.first else { return }
        let first = (residue - pad % axis.stride + axis.stride) % axis.stride
        let outputs = first < output ? (output - 1 - first) / axis.stride + 1 : 0
        before = (last * axis.dilation - first - pad) / axis.stride
        after = outputs - 1 + (taps.count - 1) * dilation + 1 - size - before
    }
}
