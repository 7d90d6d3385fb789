import Dispatch
import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeQuantize
import Foundation
import Synchronization

/// An .edge file beside the float network it came from, on the same inputs: `edgec compare`.
public struct NetworkComparison: Sendable, Codable {
    public var samples: Int
    public var outputs: [OutputAccuracy]
    /// In execution order; operators whose output has no namesake of its size in the float network are left out.
    public var layers: [Layer]

    public struct Layer: Sendable, Codable {
        public var name: String
        public var kind: String
        public var sqnr: Double
        public var cosine: Double
        /// Share of float values outside what the tensor can represent.
        public var saturation: Double
    }

    /// Why a comparison could not be made.
    public enum Failure: Error, CustomStringConvertible {
        case file(HostError)
        case sample(index: Int, reason: String)
        case mismatch(String)

        public var description: String {
            switch self {
            case .file(let error): "\(error)"
            case .sample(let index, let reason): "sample \(index): \(reason)"
            case .mismatch(let reason): reason
            }
        }
    }

    /// - Parameters:
    ///   - graph: the float network, its shapes inferred.
    ///   - bytes: the .edge file.
    ///   - progress: samples done so far; called on worker threads.
    public init(
        _ graph: Graph, _ bytes: [UInt8], samples: SampleSource, threads: Int? = nil,
        progress: (@Sendable (Int) -> Void)? = nil
    ) throws(Failure) {
        let pairing: Pairing
        let model: LoadedModel
        do {
            model = try LoadedModel(bytes: bytes)
            pairing = try Pairing(graph, try IntegerRunner(model))
        } catch let error as HostError {
            throw .file(error)
        } catch let error as Failure {
            throw error
        } catch {
            throw .mismatch("\(error)")
        }
        let workers = max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, samples.count))
        let partial = Mutex([Accumulator?](repeating: nil, count: workers))
        let failure = Mutex<Failure?>(nil)
        let done = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            do {
                let runner = try IntegerRunner(model)
                let executor = try Executor(graph)
                var sums = Accumulator(pairing)
                for index in stride(from: worker, to: samples.count, by: workers) {
                    if failure.withLock({ $0 != nil }) { return }
                    do {
                        try sums.add(try samples.load(index), runner, executor, pairing)
                    } catch {
                        throw Failure.sample(index: index, reason: "\(error)")
                    }
                    progress?(done.add(1, ordering: .relaxed).newValue)
                }
                partial.withLock { $0[worker] = sums }
            } catch {
                failure.withLock {
                    if $0 == nil { $0 = (error as? Failure) ?? .mismatch("\(error)") }
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
        var sums = Accumulator(pairing)
        for part in partial.withLock({ $0 }) { if let part { sums.merge(part) } }
        self.init(sums, pairing)
    }

    private init(_ sums: Accumulator, _ pairing: Pairing) {
        samples = sums.samples
        outputs = pairing.outputNames.indices.map { index in
            OutputAccuracy(
                name: pairing.outputNames[index],
                sqnr: AccuracyReport.bounded(sums.outputs[index].sqnr), cosine: sums.outputs[index].cosine,
                topAgreement: pairing.outputsAreVectors[index] && sums.samples > 0
                    ? Double(sums.agreements[index]) / Double(sums.samples) : nil)
        }
        layers = pairing.layers.enumerated().map { index, layer in
            Layer(
                name: layer.name, kind: layer.kind, sqnr: AccuracyReport.bounded(sums.layers[index].sqnr),
                cosine: sums.layers[index].cosine, saturation: sums.layers[index].saturation)
        }
    }
}

/// Which tensor of the file stands for which value of the float network: those of one name and size.
private struct Pairing: Sendable {
    struct Layer: Sendable {
        var op: Int
        var tensor: Int
        var value: ValueID
        var name: String
        var kind: String
        /// Of an int8 tensor; nil where the tensor is float.
        var range: ValueRange?
    }

    var layers: [Layer] = []
    var byValue: [ValueID: [Int]] = [:]
    var outputNames: [String]
    var outputsAreVectors: [Bool]

    init(_ graph: Graph, _ runner: IntegerRunner) throws {
        let view = runner.model.view
        guard view.inputCount == graph.inputs.count, view.outputCount == graph.outputs.count else {
            throw NetworkComparison.Failure.mismatch(
                "the file has \(view.inputCount) inputs and \(view.outputCount) outputs, the network "
                    + "\(graph.inputs.count) and \(graph.outputs.count): they are not the same network")
        }
        for index in 0..<view.inputCount {
            let record = view.tensor(view.input(index))
            let count = (0..<Int(record.rank)).reduce(1) { $0 * Int(record.dimensions[$1]) }
            guard count == graph[graph.inputs[index]].shape?.reduce(1, *) else {
                throw NetworkComparison.Failure.mismatch(
                    "input '\(graph[graph.inputs[index]].name)' has another size in the file")
            }
        }
        outputNames = graph.outputs.map { graph[$0].name }
        outputsAreVectors = graph.outputs.map { id in
            let shape = graph[id].shape ?? []
            return shape.filter { $0 > 1 }.count == 1
        }
        let values = Dictionary(
            graph.values.indices.map { (graph.values[$0].name, ValueID($0)) }, uniquingKeysWith: { a, _ in a }
        )
        for index in 0..<view.opCount {
            let op = view.op(index)
            let tensor = view.output(0, of: op)
            let record = view.tensor(tensor)
            let name = view.tensorName(tensor)
            let count = (0..<Int(record.rank)).reduce(1) { $0 * Int(record.dimensions[$1]) }
            guard let value = values[name], graph[value].shape?.reduce(1, *) == count,
                graph[value].shape?.count == Int(record.rank)
            else { continue }
            let quantization = AffineQuantization(scale: record.scale, zeroPoint: record.zeroPoint)
            byValue[value, default: []].append(layers.count)
            layers.append(
                Layer(
                    op: index, tensor: tensor, value: value, name: name, kind: "\(op.kind)",
                    range: record.elementType == .int8
                        ? quantization.range.widened(by: record.scale / 2) : nil))
        }
        guard !layers.isEmpty || view.opCount == 0 else {
            throw NetworkComparison.Failure.mismatch(
                "no tensor of the file has the name and size of one of the network's: they are not the same "
                    + "network, or it was exported anew")
        }
    }
}

private struct Accumulator: Sendable {
    var samples = 0
    var layers: [SignalError]
    var outputs: [SignalError]
    var agreements: [Int]

    init(_ pairing: Pairing) {
        layers = Array(repeating: SignalError(), count: pairing.layers.count)
        outputs = Array(repeating: SignalError(), count: pairing.outputNames.count)
        agreements = Array(repeating: 0, count: pairing.outputNames.count)
    }

    mutating func merge(_ other: Accumulator) {
        samples += other.samples
        for i in layers.indices { layers[i].merge(other.layers[i]) }
        for i in outputs.indices {
            outputs[i].merge(other.outputs[i])
            agreements[i] += other.agreements[i]
        }
    }

    mutating func add(
        _ inputs: [Tensor], _ runner: IntegerRunner, _ executor: Executor, _ pairing: Pairing
    ) throws {
        runner.setInputs(inputs)
        // Tensors share memory over time: each is copied right after the op that writes it.
        var reals = [[Float]](repeating: [], count: pairing.layers.count)
        var next = 0
        for op in 0..<runner.opCount {
            runner.runOp(op)
            while next < pairing.layers.count, pairing.layers[next].op == op {
                reals[next] = runner.reals(ofTensor: pairing.layers[next].tensor)
                next += 1
            }
        }
        var errors = layers
        let references = try executor.run(inputs) { value, reference in
            for index in pairing.byValue[value] ?? [] {
                let order = ChannelsLast(executor.graph[value].shape ?? [])
                order.channelsFirst(reals[index]).withUnsafeBufferPointer {
                    errors[index].add(reference: reference, approximation: $0)
                }
                if let range = pairing.layers[index].range { errors[index].countOutside(reference, range) }
            }
        }
        layers = errors
        for (index, reference) in references.enumerated() {
            let approximation = ChannelsLast(reference.shape).channelsFirst(runner.outputReals(index))
            reference.floats.withUnsafeBufferPointer { r in
                approximation.withUnsafeBufferPointer { outputs[index].add(reference: r, approximation: $0) }
            }
            if argMax(reference.floats) == argMax(approximation) { agreements[index] += 1 }
        }
        samples += 1
    }
}
