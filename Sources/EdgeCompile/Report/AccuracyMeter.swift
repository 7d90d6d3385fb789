import Dispatch
import EdgeGraph
import EdgeHost
import EdgeQuantize
import Synchronization

/// Compares an integer network with the float one it came from, sample by sample on several threads.
struct AccuracyMeter: Sendable {
    let graph: Graph
    let plan: FusionPlan
    let integer: IntegerGraph
    let bytes: [UInt8]
    /// Of `bytes`.
    let model: LoadedModel
    /// As in `Converter`.
    let lanes: Int
    let threads: Int

    /// Errors of each output, and how often the largest elements agree.
    struct Outputs: Sendable {
        var errors: [SignalError]
        var agreements: [Int]
        var samples = 0

        init(count: Int) {
            errors = Array(repeating: SignalError(), count: count)
            agreements = Array(repeating: 0, count: count)
        }

        var worstSQNR: Double { errors.map(\.sqnr).map(AccuracyReport.bounded).min() ?? AccuracyReport.exact }

        mutating func add(_ index: Int, reference: [Float], _ approximation: [Float]) {
            reference.withUnsafeBufferPointer { r in
                approximation.withUnsafeBufferPointer { errors[index].add(reference: r, approximation: $0) }
            }
            if argMax(reference) == argMax(approximation) { agreements[index] += 1 }
        }

        mutating func merge(_ other: Outputs) {
            for i in errors.indices {
                errors[i].merge(other.errors[i])
                agreements[i] += other.agreements[i]
            }
            samples += other.samples
        }
    }

    /// Errors of the outputs alone, over inputs whose float outputs are known.
    func measureOutputs(
        _ samples: [(inputs: [Tensor], outputs: [Tensor])]
    ) throws(HostError) -> Outputs {
        let partial = try onEachLane(samples.count) { (share) throws(HostError) -> Outputs in
            let runner = try IntegerRunner(model)
            var result = Outputs(count: outputNames.count)
            for sample in share {
                runner.setInputs(samples[sample].inputs)
                runner.run()
                compareOutputs(runner, samples[sample].outputs, &result)
            }
            return result
        }
        return partial.reduce(into: Outputs(count: outputNames.count)) { $0.merge($1) }
    }

    /// What is measured: the outputs, or what becomes of a detection head's maps.
    var outputNames: [String] {
        graph.detection == nil ? integer.outputs.map { integer.tensors[$0].name } : DetectionError.names
    }

    /// - Parameter outputs: of the float network; of a detection head, its maps.
    private func compareOutputs(_ runner: IntegerRunner, _ outputs: [Tensor], _ result: inout Outputs) {
        if let detection = graph.detection, let op = integer.ops.last(where: { $0.kind == .detect }) {
            // The last operator: its inputs are still there.
            let maps = zip(op.inputs, outputs).map { tensor, output in
                ChannelsLast(output.shape).channelsFirst(runner.reals(ofTensor: tensor))
            }
            DetectionError(attributes: detection.attributes).add(
                reference: outputs, maps, to: &result.errors)
            result.samples += 1
            return
        }
        for (index, output) in outputs.enumerated() {
            let reals = ChannelsLast(output.shape).channelsFirst(runner.outputReals(index))
            result.add(index, reference: output.floats, reals)
        }
        result.samples += 1
    }

    // MARK: Operator by operator

    /// Errors of the output of every op (nil where it stands for no float value), of the graph's inputs,
    /// and of the graph's outputs.
    struct Layers: Sendable {
        var ops: [SignalError]
        var inputs: [SignalError]
        var outputs: Outputs

        mutating func merge(_ other: Layers) {
            for i in ops.indices { ops[i].merge(other.ops[i]) }
            for i in inputs.indices { inputs[i].merge(other.inputs[i]) }
            outputs.merge(other.outputs)
        }
    }

    func measureLayers(
        _ inputs: [[Tensor]], executor: Executor, completed: @Sendable () -> Void
    ) throws(ConversionError) -> Layers {
        let empty = Layers(
            ops: Array(repeating: SignalError(), count: integer.ops.count),
            inputs: Array(repeating: SignalError(), count: integer.inputs.count),
            outputs: Outputs(count: outputNames.count))
        do {
            let partial = try onEachLane(inputs.count) { (share) throws(ConversionError) -> Layers in
                let runner: IntegerRunner
                do { runner = try IntegerRunner(model) } catch { throw .invalidFile(reason: "\(error)") }
                var result = empty
                for sample in share {
                    try compareLayers(runner, inputs[sample], executor, sample, &result)
                    completed()
                }
                return result
            }
            return partial.reduce(into: empty) { $0.merge($1) }
        }
    }

    private func compareLayers(
        _ runner: IntegerRunner, _ inputs: [Tensor], _ executor: Executor, _ sample: Int,
        _ result: inout Layers
    ) throws(ConversionError) {
        runner.setInputs(inputs)
        let inputReals = integer.inputs.map { runner.reals(ofTensor: $0) }
        // What each float value is compared with, once it is computed.
        var pending: [ValueID: [(op: Int, reals: [Float])]] = [:]
        let clipped = clippedValues
        for (index, op) in integer.ops.enumerated() {
            runner.runOp(index)
            guard let value = integer.tensors[op.outputs[0]].source, !clipped.contains(value) else {
                continue
            }
            pending[value, default: []].append((index, reals(runner, op.outputs[0])))
        }
        var errors = result
        let outputs: [Tensor]
        do {
            outputs = try executor.run(inputs) { value, reference in
                for (op, reals) in pending[value] ?? [] {
                    let approximation = sourceOrder(reals, of: integer.ops[op].outputs[0], value)
                    approximation.withUnsafeBufferPointer {
                        errors.ops[op].add(reference: reference, approximation: $0)
                    }
                    if let q = integer.tensors[integer.ops[op].outputs[0]].quantization,
                        integer.tensors[integer.ops[op].outputs[0]].channels == nil,
                        integer.tensors[integer.ops[op].outputs[0]].elementType == .int8
                    {
                        errors.ops[op].countOutside(reference, q.range.widened(by: q.scale / 2))
                    }
                }
            }
        } catch {
            throw .sample(index: sample, reason: "\(error)")
        }
        result = errors
        for (index, tensor) in inputs.enumerated() {
            let approximation = ChannelsLast(tensor.shape).channelsFirst(inputReals[index])
            tensor.floats.withUnsafeBufferPointer { reference in
                approximation.withUnsafeBufferPointer {
                    result.inputs[index].add(reference: reference, approximation: $0)
                }
            }
        }
        compareOutputs(runner, outputs, &result.outputs)
    }

    /// Values that lose what their only reader, a table, does not tell apart anyway: it is measured instead.
    private var clippedValues: Set<ValueID> {
        var clipped: Set<ValueID> = []
        for op in plan.operations {
            if case .lookup(let function) = op.kind, function.flattensOut { clipped.insert(op.inputs[0]) }
        }
        for op in plan.operations {
            if case .lookup = op.kind { continue }
            clipped.subtract(op.inputs)
        }
        return clipped
    }

    /// A tensor's contents as real numbers, channels last.
    private func reals(_ runner: IntegerRunner, _ tensor: Int) -> [Float] {
        var reals = runner.reals(ofTensor: tensor)
        guard let channels = integer.tensors[tensor].channels, let q = integer.tensors[tensor].quantization
        else { return reals }
        for i in reals.indices {
            let channel = channels[i % channels.count]
            let quanta = (reals[i] / q.scale).rounded() + Float(q.zeroPoint)
            reals[i] = (quanta - Float(channel.zeroPoint)) * channel.scale
        }
        return reals
    }

    /// A tensor's contents in the order of the float value that it stands for.
    private func sourceOrder(_ reals: [Float], of tensor: Int, _ value: ValueID) -> [Float] {
        guard let order = integer.tensors[tensor].order, let shape = graph[value].shape else {
            return self.order(of: value).channelsFirst(reals)
        }
        let inverse = order.indices.map { axis in order.firstIndex(of: axis)! }
        let tensor = Tensor(shape: order.map { shape[$0] }, floats: reals)
        return (try? evaluate(.transpose(permutation: inverse), inputs: [tensor]))?.first?.floats ?? reals
    }

    private func order(of value: ValueID) -> ChannelsLast {
        if case .flattenedImage(let channels, let height, let width) = plan.order(value) {
            return ChannelsLast(channels: channels, plane: height * width)
        }
        return ChannelsLast(graph[value].shape ?? [])
    }

    /// Calls `body` for each lane with its samples; results in the order of the lanes.
    private func onEachLane<Result: Sendable, Failure: Error>(
        _ count: Int, _ body: @Sendable (StrideTo<Int>) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        let lanes = max(1, min(self.lanes, count))
        let workers = min(threads, lanes)
        let results = Mutex([Swift.Result<Result, Failure>?](repeating: nil, count: lanes))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            for lane in stride(from: worker, to: lanes, by: workers) {
                let outcome: Swift.Result<Result, Failure>
                do throws(Failure) {
                    outcome = .success(try body(stride(from: lane, to: count, by: lanes)))
                } catch {
                    outcome = .failure(error)
                }
                results.withLock { $0[lane] = outcome }
            }
        }
        var collected: [Result] = []
        for result in results.withLock({ $0 }) { collected.append(try result!.get()) }
        return collected
    }
}

extension AccuracyReport {
    /// Infinite and undefined ratios brought to numbers that JSON can hold.
    static func bounded(_ sqnr: Double) -> Double {
        sqnr.isNaN ? 0 : min(max(sqnr, -exact), exact)
    }
}

extension ValueRange {
    func widened(by margin: Float) -> ValueRange { ValueRange(low: low - margin, high: high + margin) }
}

/// Index of the largest element, the first of equals.
func argMax(_ values: [Float]) -> Int {
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return best
}
