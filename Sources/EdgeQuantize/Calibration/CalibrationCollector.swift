import EdgeGraph

/// Gathers, sample by sample, what quantization must know of a network's values. Memory does not grow with
/// the number of samples.
///
/// Each lane of samples (`Executor.runBatch`) has statistics of its own, merged in the order of the lanes at
/// the end: no locks, and the same samples give the same numbers on any number of threads.
public final class CalibrationCollector: Sendable {
    /// Values that `observe` does something with.
    public let observedValues: Set<ValueID>
    private let shards: [Shard]

    /// - Parameters:
    ///   - values: whose ranges are wanted.
    ///   - operators: whose input moments are wanted.
    ///   - channels: images whose channels are wanted one by one, with their number.
    ///   - lanes: groups of samples that are observed one sample after the other.
    public init(
        values: some Sequence<ValueID>, operators: [LinearOperator], channels: [ValueID: Int] = [:],
        lanes: Int
    ) {
        let values = Set(values)
        let byInput = Dictionary(grouping: operators, by: \.input)
        observedValues = values.union(byInput.keys).union(channels.keys)
        shards = (0..<max(1, lanes)).map { _ in Shard(values, byInput, channels) }
    }

    /// Takes in `value` of sample number `sample`. Calls with the same lane must not overlap.
    public func observe(
        lane: Int, sample: Int, _ value: ValueID, _ contents: UnsafeBufferPointer<Float>, shape: [Int]
    ) {
        shards[lane].observe(sample, value, contents, shape)
    }

    /// What has been gathered. No `observe` may run any more.
    public func finish() -> CalibrationStatistics {
        var result = shards[0].statistics
        for shard in shards.dropFirst() { result.merge(shard.statistics) }
        return result
    }

    /// The statistics of one lane; one thread at a time touches them.
    private final class Shard: @unchecked Sendable {
        var statistics: CalibrationStatistics
        private let operators: [ValueID: [LinearOperator]]

        init(
            _ values: Set<ValueID>, _ operators: [ValueID: [LinearOperator]], _ channels: [ValueID: Int]
        ) {
            self.operators = operators
            statistics = CalibrationStatistics(
                values: Dictionary(uniqueKeysWithValues: values.map { ($0, ValueStatistics()) }),
                moments: Dictionary(
                    uniqueKeysWithValues: operators.values.joined().map { ($0.id, PatchMoments($0)) }),
                channels: channels.mapValues { ChannelStatistics(channels: $0) })
        }

        func observe(
            _ sample: Int, _ value: ValueID, _ contents: UnsafeBufferPointer<Float>, _ shape: [Int]
        ) {
            statistics.values[value]?.observe(contents)
            statistics.channels[value]?.observe(contents)
            for op in operators[value] ?? [] {
                // An odd factor spreads the positions of successive samples over the plane.
                let (patches, positions) = op.gatherPatches(contents, shape: shape, shift: sample &* 7)
                statistics.moments[op.id]!.add(patches, positions: positions)
            }
        }
    }
}

/// The outcome of calibration.
public struct CalibrationStatistics: Sendable {
    public var values: [ValueID: ValueStatistics]
    /// Input moments of the linear operators.
    public var moments: [LinearOperator.ID: PatchMoments]
    /// Of those images whose channels were wanted.
    public var channels: [ValueID: ChannelStatistics]

    public init(
        values: [ValueID: ValueStatistics], moments: [LinearOperator.ID: PatchMoments],
        channels: [ValueID: ChannelStatistics] = [:]
    ) {
        self.values = values
        self.moments = moments
        self.channels = channels
    }

    public mutating func merge(_ other: CalibrationStatistics) {
        values.merge(other.values) { a, b in
            var merged = a
            merged.merge(b)
            return merged
        }
        for (value, statistics) in other.channels {
            if channels[value]?.merge(statistics) == nil { channels[value] = statistics }
        }
        for (id, moments) in other.moments {
            if self.moments[id]?.merge(moments) == nil { self.moments[id] = moments }
        }
    }
}
