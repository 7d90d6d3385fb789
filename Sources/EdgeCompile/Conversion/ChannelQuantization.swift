import EdgeGraph
import EdgeQuantize

/// Scales and zero points that the channels of an image have of their own, where one for all would drown the
/// quiet channels: on both sides of a table behind a convolution, which may have a row for each channel.
///
/// The convolution brings each channel to its own quanta by its factor and bias. Behind the table, convolutions
/// that read it take the scales back in their weights; there all channels share the zero point, which is what
/// padding reads. Other readers get one scale as usual.
struct ChannelQuantization {
    /// One a channel.
    private(set) var channels: [ValueID: [AffineQuantization]] = [:]
    /// What the file says of the tensor.
    private(set) var nominal: [ValueID: AffineQuantization] = [:]
    /// Values of 16 bits: what these tables read and write.
    private(set) var int16: Set<ValueID> = []
    private(set) var int16Tables: Set<ValueID> = []
    /// Channels of a table of 16 bits: each takes 2 KB of the file.
    static let mostInt16Channels = 128
    /// Channel scales over the nominal one, of what convolutions read.
    private(set) var factors: [ValueID: [Float]] = [:]

    static let none = ChannelQuantization()

    private init() {}

    /// Values whose channels `init` wants statistics of, with their number.
    static func observed(_ graph: Graph, _ plan: FusionPlan) -> [ValueID: Int] {
        var observed: [ValueID: Int] = [:]
        for op in plan.operations {
            switch op.kind {
            case .convolution, .lookup:
                for value in op.inputs + op.outputs {
                    if let shape = graph[value].shape, shape.count == 4 { observed[value] = shape[1] }
                }
            default: break
            }
        }
        return observed
    }

    /// - Parameters:
    ///   - threshold: noise that rounding with one scale brings to the outputs of the convolutions that
    ///     read it, over their variance, from which on channels get scales of their own.
    ///   - wide: tables, by what they write, that get 16 bits where they can.
    init(
        _ graph: Graph, _ plan: FusionPlan, _ statistics: CalibrationStatistics, threshold: Double,
        wide: Set<ValueID> = []
    ) throws(ExecutionError) {
        var readers: [ValueID: [FusedOperation]] = [:]
        var producers: [ValueID: FusedOperation] = [:]
        for op in plan.operations {
            for input in op.inputs { readers[input, default: []].append(op) }
            for output in op.outputs { producers[output] = op }
        }
        for op in plan.operations {
            guard case .lookup(let function) = op.kind, let (x, y) = Optional((op.inputs[0], op.outputs[0])),
                let producer = producers[x], case .convolution = producer.kind, producer.clamp == nil,
                !plan.floatValues.contains(x), !plan.floatValues.contains(y), readers[x]?.count == 1,
                !plan.outputs.contains(x), plan.order(x) == .natural, plan.order(y) == .natural,
                let before = statistics.channels[x], let after = statistics.channels[y], !before.isEmpty
            else { continue }
            let consumers = plan.outputs.contains(y) ? [] : readers[y] ?? []
            let linear = consumers.compactMap { consumer -> (LinearOperator, ChannelStatistics)? in
                guard case .convolution(let op) = consumer.kind,
                    let outputs = statistics.channels[consumer.outputs[0]]
                else { return nil }
                return (op, outputs)
            }
            let onlyConvolutions = !consumers.isEmpty && linear.count == consumers.count
            if onlyConvolutions, wide.contains(y), canWiden(producer, before.channels) {
                widen(x, before, y, after)
                continue
            }
            let weights: [[Double]] =
                onlyConvolutions
                ? linear.map { Self.sensitivity($0, to: after.channels, $1) } : [Self.relative(after)]

            let step = Double(statistics.values[x]?.range(.percentile).width ?? 0) / 255
            let ranges = try (0..<before.channels).map { (c) throws(ExecutionError) in
                try function.usefulRange(within: before.range(c))
            }
            // A function that is flat in places passes on less; half is what SiLU passes on typically.
            let common = 0.5 * Self.noise(weights) { _ in step }
            let own = 0.5 * Self.noise(weights) { Double(ranges[$0].width) / 255 }
            if common > threshold, own < common / 1.5 {
                channels[x] = ranges.map { AffineQuantization(range: $0) }
                nominal[x] = AffineQuantization(scale: 1, zeroPoint: 0)
            }
            guard onlyConvolutions else { continue }
            let stepAfter = Double(statistics.values[y]?.range(.percentile).width ?? 0) / 255
            let (zero, steps) = Self.sharedZero(after, weights)
            let commonAfter = Self.noise(weights) { _ in stepAfter }
            let ownAfter = Self.noise(weights) { Double(steps[$0]) }
            if commonAfter > threshold, ownAfter < commonAfter / 1.5, let largest = steps.max() {
                channels[y] = steps.map { AffineQuantization(scale: $0, zeroPoint: zero) }
                nominal[y] = AffineQuantization(scale: largest, zeroPoint: zero)
                factors[y] = steps.map { $0 / largest }
            }
        }
    }

    /// A depthwise convolution gives 16 bits only where it reads them.
    private func canWiden(_ producer: FusedOperation, _ channels: Int) -> Bool {
        guard case .convolution(let op) = producer.kind, channels <= Self.mostInt16Channels else {
            return false
        }
        return !op.runsDepthwise || int16.contains(op.input)
    }

    /// 16 bits for both sides of a table.
    private mutating func widen(
        _ x: ValueID, _ before: ChannelStatistics, _ y: ValueID, _ after: ChannelStatistics
    ) {
        int16.formUnion([x, y])
        int16Tables.insert(y)
        channels[x] = (0..<before.channels).map { AffineQuantization(int16Range: before.range($0)) }
        nominal[x] = AffineQuantization(scale: 1, zeroPoint: 0)
        let ranges = (0..<after.channels).map { after.range($0) }
        // Of a channel that is always 0 the readers' weights do not matter: they are not to be the largest.
        let least = (ranges.map { max(abs($0.low), abs($0.high)) }.max() ?? 0) * 1e-6
        let own = ranges.map {
            AffineQuantization(int16Range: $0.union(ValueRange(low: -least, high: least)))
        }
        channels[y] = own
        let largest = own.map(\.scale).max() ?? 1
        nominal[y] = AffineQuantization(scale: largest, zeroPoint: 0)
        factors[y] = own.map { $0.scale / largest }
    }

    // MARK: Noise

    /// Of rounding to multiples of `step`, as it reaches the worst of several readers.
    private static func noise(_ weights: [[Double]], _ step: (Int) -> Double) -> Double {
        weights.map { weights in
            weights.indices.reduce(0) { $0 + weights[$1] * step($1) * step($1) / 12 }
        }.max() ?? 0
    }

    /// By how much noise of variance 1 in each input channel grows an operator's noise over its signal: the
    /// mean over its outputs.
    private static func sensitivity(
        _ op: LinearOperator, to channels: Int, _ outputs: ChannelStatistics
    ) -> [Double] {
        var result = [Double](repeating: 0, count: channels)
        let variances = outputs.variances
        let floor = 1e-3 * variances.reduce(0, +) / Double(max(variances.count, 1))
        for output in 0..<op.outputs {
            let share = 1 / (max(variances[output], floor, 1e-30) * Double(op.outputs))
            for k in 0..<op.depth {
                let w = Double(op.weights[output * op.depth + k])
                result[op.inputChannel(group: output / op.outputsPerGroup, k)] += w * w * share
            }
        }
        return result
    }

    /// For other readers: each channel over its own variance.
    private static func relative(_ statistics: ChannelStatistics) -> [Double] {
        let variances = statistics.variances
        let floor = 1e-3 * variances.reduce(0, +) / Double(max(variances.count, 1))
        return variances.map { 1 / (max($0, floor, 1e-30) * Double(variances.count)) }
    }

    /// The zero point that all channels share with the least noise, and their scales.
    private static func sharedZero(
        _ statistics: ChannelStatistics, _ weights: [[Double]]
    ) -> (zeroPoint: Int32, steps: [Float]) {
        let ranges = (0..<statistics.channels).map { statistics.range($0) }
        let least = max(ranges.map(\.width).max() ?? 0, 1e-20) * 1e-6
        func steps(_ below: Int) -> [Float]? {
            var steps: [Float] = []
            for range in ranges {
                let (low, high) = (max(-range.low, 0), max(range.high, 0))
                if below == 0 && low > 0 || below == 255 && high > 0 { return nil }
                steps.append(
                    max(
                        below > 0 ? low / Float(below) : 0, below < 255 ? high / Float(255 - below) : 0, least
                    ))
            }
            return steps
        }
        var best: (zeroPoint: Int32, steps: [Float], noise: Double)?
        for below in 0...255 {
            guard let steps = steps(below) else { continue }
            let noise = noise(weights) { Double(steps[$0]) }
            if best == nil || noise < best!.noise { best = (Int32(below - 128), steps, noise) }
        }
        return best.map { ($0.zeroPoint, $0.steps) } ?? (0, ranges.map { _ in 1 })
    }

    // MARK: Application

    /// The plan with the weights of readers multiplied by their inputs' channel scales.
    func applied(to plan: FusionPlan) -> FusionPlan {
        var plan = plan
        for i in plan.operations.indices {
            guard case .convolution(let op) = plan.operations[i].kind, let factors = factors[op.input] else {
                continue
            }
            plan.operations[i].kind = .convolution(op.multiplied(by: factors))
        }
        return plan
    }

    /// The statistics of the inputs that such weights meet.
    func applied(to statistics: CalibrationStatistics, _ plan: FusionPlan) -> CalibrationStatistics {
        var statistics = statistics
        for op in plan.linearOperators {
            guard let factors = factors[op.input], let moments = statistics.moments[op.id] else { continue }
            statistics.moments[op.id] = moments.scaled(by: op.patchFactors(factors.map { 1 / $0 }))
        }
        return statistics
    }
}
