/// Bytes of scratch that one thread needs for an op, whatever the kernel (FORMAT.md, "Scratch"). A plan
/// holds at least the largest of its ops; a kernel that needs more than the plan holds is not selected.
public enum ScratchFormula {
    /// conv2D and fullyConnected: rows of packed activations.
    ///
    /// - Parameters:
    ///   - depth: K, activations that one output sums over.
    ///   - channels: N of one group.
    public static func gemm(depth: Int, channels: Int) -> Int {
        gemm(depth: depth, weightBytes: (channels + 15) / 16 * ((depth + 3) / 4) * 64)
    }

    /// - Parameter weightBytes: of one group, as stored.
    static func gemm(depth: Int, weightBytes: Int) -> Int {
        let rows = max(8 * roundUp(depth, to: 4) * 2, 16 * 1024)  // 8 rows of 16-bit elements
        return roundUp((weightBytes <= 256 * 1024 ? rows : max(rows, 96 * 1024)) + 64, to: 64)
    }

    /// A tile of float32, on its way to int16.
    public static var int16Tile: Int { 16 * 64 * 4 }

    /// depthwiseConv2D: rearranged weights, one pointer per tap and a pixel of padding.
    public static func depthwise(taps: Int, channels: Int) -> Int {
        let padded = roundUp(channels, to: 16)
        let perChannel = roundUp(taps, to: 4) * 4
        let prepared = min(roundUp(channels, to: 64) * perChannel, max(64 * perChannel, 8 * 1024))
        return roundUp(prepared, to: 64) + roundUp(taps * 8, to: 64) + roundUp(padded, to: 64)
    }

    /// attention: keys and values laid out as weights, and what 16 queries need.
    public static func attention(keys: Int, depth: Int, valueDepth: Int) -> Int {
        let n = roundUp(keys, to: 16)
        let d = roundUp(depth, to: 4)
        let e = roundUp(valueDepth, to: 16)
        let weights = roundUp(n * d, to: 64) + roundUp(e * roundUp(keys, to: 4), to: 64)
        let constants = 3 * roundUp(4 * n, to: 64) + 2 * roundUp(4 * e, to: 64)
        return weights + constants + roundUp(32 * d + 64, to: 64) + 64 * n
            + roundUp(32 * roundUp(keys, to: 4), to: 64) + 64 * e
    }

    /// detect: key, class and anchor of each candidate.
    public static func detect(candidates: Int) -> Int { roundUp(candidates * 12, to: 64) }

    /// - Parameter weights: the op's second input, also where it is an activation.
    public static func bytes(for op: OpRecord, weights: TensorRecord, output: TensorRecord) -> Int {
        let d = weights.dimensions
        switch op.kind {
        case .conv2D, .fullyConnected:
            let groups = max(1, Int(op.parameters[10]))
            return gemm(depth: Int(d[1]) * Int(d[2]) * Int(d[3]), channels: Int(d[0]) / groups)
                + (output.elementType == .int16 ? int16Tile : 0)
        case .transposedConv2D:
            let phases = TransposedPhases(WindowParameters(op.parameters))
            let groups = max(1, Int(op.parameters[10]))
            let channels = Int(d[0]) / groups
            return gemm(
                depth: phases.maximumTaps * Int(d[3]),
                weightBytes: phases.weightBytes(groups: 1, channels: channels, groupInputs: Int(d[3])))
        case .depthwiseConv2D:
            return depthwise(taps: Int(d[0]) * Int(d[1]), channels: Int(d[2]))
        case .attention:
            return attention(keys: Int(d[1]), depth: Int(d[3]), valueDepth: Int(output.dimensions[3]))
        case .detect:
            return detect(candidates: Int(max(0, DetectParameters(op.parameters).candidates)))
        default:
            return 0
        }
    }

    private static func roundUp(_ value: Int, to multiple: Int) -> Int {
        (value + multiple - 1) / multiple * multiple
    }
}
