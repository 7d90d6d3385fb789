import EdgeGraph
import Synchronization

/// Gathers, sample by sample and from several threads, what quantization must know of a network's values.
/// Memory does not grow with the number of samples.
public final class CalibrationCollector: Sendable {
    private final class ValueCell: Sendable {
        let statistics = Mutex(ValueStatistics())
    }

    private final class OperatorCell: Sendable {
        let op: LinearOperator
        let moments: Mutex<PatchMoments>
        init(_ op: LinearOperator) {
            self.op = op
            moments = Mutex(PatchMoments(op))
        }
    }

    private let values: [ValueID: ValueCell]
    /// By the value they read.
    private let operators: [ValueID: [OperatorCell]]

    /// - Parameters:
    ///   - values: whose ranges are wanted.
    ///   - operators: whose input moments are wanted.
    public init(values: some Sequence<ValueID>, operators: [LinearOperator]) {
        self.values = Dictionary(values.map { ($0, ValueCell()) }) { first, _ in first }
        self.operators = Dictionary(grouping: operators.map(OperatorCell.init)) { $0.op.input }
    }

    /// Values that `observe` does something with.
    public var observedValues: Set<ValueID> { Set(values.keys).union(operators.keys) }

    /// Takes in `value` of sample number `sample`; safe to call from several threads.
    public func observe(
        _ value: ValueID, _ contents: UnsafeBufferPointer<Float>, shape: [Int], sample: Int
    ) {
        if let cell = values[value] {
            cell.statistics.withLock { $0.observe(contents) }
        }
        for cell in operators[value] ?? [] {
            // Any odd multiplier spreads the positions of successive samples over the plane.
            let patches = cell.op.gatherPatches(contents, shape: shape, shift: sample &* 7)
            cell.moments.withLock { $0.add(patches.patches, positions: patches.positions) }
        }
    }

    /// What has been gathered.
    public func finish() -> CalibrationStatistics {
        CalibrationStatistics(
            values: values.mapValues { $0.statistics.withLock { $0 } },
            moments: Dictionary(
                uniqueKeysWithValues: operators.values.joined().map { cell in
                    (cell.op.node, cell.moments.withLock { $0 })
                }))
    }
}

/// The outcome of calibration.
public struct CalibrationStatistics: Sendable {
    public var values: [ValueID: ValueStatistics]
    /// Input moments by node index of the linear operator.
    public var moments: [Int: PatchMoments]

    public init(values: [ValueID: ValueStatistics], moments: [Int: PatchMoments]) {
        self.values = values
        self.moments = moments
    }
}
