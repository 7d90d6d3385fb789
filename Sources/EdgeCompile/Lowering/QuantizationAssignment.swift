import EdgeGraph
import EdgeQuantize

/// The int8 quantization of every value, with operators that move bytes unchanged (max pool, reshape,
/// slice, nearest resize, placed concatenation) sharing one.
struct QuantizationAssignment {
    private(set) var quantization: [ValueID: AffineQuantization] = [:]
    /// Of values whose channels have quantizations of their own.
    let channels: [ValueID: [AffineQuantization]]
    /// Values that are int16.
    let int16: Set<ValueID>

    subscript(_ id: ValueID) -> AffineQuantization {
        quantization[id] ?? AffineQuantization(scale: 1, zeroPoint: 0)
    }

    /// - Parameters:
    ///   - ranges: of every quantized value, by the chosen calibration method.
    ///   - fixed: quantizations that are given, of graph inputs.
    init(
        _ plan: FusionPlan, ranges: [ValueID: ValueRange], fixed: [ValueID: AffineQuantization],
        channels: ChannelQuantization = .none
    ) {
        self.channels = channels.channels
        int16 = channels.int16
        let fixed = fixed.merging(channels.nominal) { a, _ in a }
        var groups = ValueGroups()
        for op in plan.operations where op.movesBytes && !plan.floatValues.contains(op.outputs[0]) {
            for output in op.outputs { groups.join(op.inputs[0], output) }
        }
        shareConcatenations(plan, ranges, fixed, &groups)

        var merged: [ValueID: ValueRange] = [:]
        for value in plan.quantizedValues {
            let root = groups.root(value)
            let range = ranges[value] ?? ValueRange(low: 0, high: 0)
            merged[root] = merged[root].map { $0.union(range) } ?? range
        }
        var given: [ValueID: AffineQuantization] = [:]
        for (value, quantization) in fixed { given[groups.root(value)] = quantization }
        // Keys and values have zero point 0: theirs is, where that makes no scale much larger.
        let centered = Set(plan.operations.flatMap(\.centeredInputs).map { groups.root($0) })
        for value in plan.quantizedValues {
            let root = groups.root(value)
            quantization[value] =
                given[root]
                ?? merged[root].map {
                    centered.contains(root) && $0.isNearlySymmetric
                        ? AffineQuantization(symmetricRange: $0) : AffineQuantization(range: $0)
                }
        }
    }

    /// An input that only the concatenation reads loses nothing by taking the output's scale: it would be
    /// requantized to it anyway. One with other readers takes it where that costs them at most one bit.
    private func shareConcatenations(
        _ plan: FusionPlan, _ ranges: [ValueID: ValueRange], _ fixed: [ValueID: AffineQuantization],
        _ groups: inout ValueGroups
    ) {
        var readers: [ValueID: Int] = [:]
        for op in plan.operations {
            for input in op.inputs { readers[input, default: 0] += 1 }
        }
        for op in plan.operations {
            guard op.isConcat, !plan.floatValues.contains(op.outputs[0]) else { continue }
            let width = op.inputs.compactMap { ranges[$0] }.reduce(ValueRange(low: 0, high: 0)) {
                $0.union($1)
            }.width
            for input in op.inputs where fixed[input] == nil {
                let own = ranges[input]?.width ?? 0
                if readers[input] == 1 || own * 2 >= width { groups.join(input, op.outputs[0]) }
            }
        }
    }
}

extension FusedOperation {
    /// The output's bytes are the input's.
    var movesBytes: Bool {
        switch kind {
        case .maxPool, .reshape, .slice, .resizeNearest, .pad, .channelShuffle, .depthToSpace, .spaceToDepth:
            true
        case .movement: !isConcat
        default: false
        }
    }

    /// Those that are to have zero point 0.
    fileprivate var centeredInputs: ArraySlice<ValueID> {
        if case .attention = kind { inputs[1...] } else { [] }
    }

    var isConcat: Bool {
        switch kind {
        case .concat, .movement(.concat): true
        default: false
        }
    }
}

extension ValueRange {
    /// Of the interval widened to hold zero.
    var width: Float { max(high, 0) - min(low, 0) }

    /// Neither side reaches more than 1.5 times as far as the other.
    fileprivate var isNearlySymmetric: Bool { max(high, -low) <= 1.5 * min(high, -low) }
}

/// Disjoint sets of values.
private struct ValueGroups {
    private var parents: [ValueID: ValueID] = [:]

    func root(_ id: ValueID) -> ValueID {
        var id = id
        while let parent = parents[id] { id = parent }
        return id
    }

    mutating func join(_ a: ValueID, _ b: ValueID) {
        let (a, b) = (root(a), root(b))
        if a != b { parents[a] = b }
    }
}
