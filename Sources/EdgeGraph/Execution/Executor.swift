import Foundation
import Synchronization

/// Runs a float graph: the reference that quantization is calibrated with and measured against.
///
/// Made once for a graph, it holds its own copy of the constants and a memory plan; runs share nothing
/// else, so one executor may run on several threads at a time.
public struct Executor: Sendable {
    /// Sees every float value of a run as it is computed (graph inputs first, constants never): the
    /// pointer is valid during the call only.
    public typealias Observer = (ValueID, UnsafeBufferPointer<Float>) -> Void

    public let graph: Graph
    /// Threads of one `run`.
    public let threads: Int
    private let plan: ExecutionPlan
    private let memory: ExecutorMemory

    /// - Parameters:
    ///   - graph: nodes in topological order, all input shapes known. Shapes that it declares for other
    ///     values are checked.
    ///   - threads: threads for one sample, at least 1; `runBatch` has workers of its own instead.
    /// - Throws: the first node that cannot run, and why.
    public init(_ graph: Graph, threads: Int = 1) throws(ExecutionError) {
        self.graph = graph
        self.threads = max(1, threads)
        plan = try ExecutionPlan(graph)
        memory = ExecutorMemory(plan, graph)
    }

    /// Bytes of activations of one run.
    public var arenaBytes: Int { plan.arenaBytes }

    /// Runs one set of inputs.
    ///
    /// - Parameters:
    ///   - inputs: one a graph input, of exactly its shape and type.
    ///   - observe: called on the caller's thread, in graph order.
    /// - Returns: the graph's outputs, in its order.
    public func run(_ inputs: [Tensor], observe: Observer? = nil) throws(ExecutionError) -> [Tensor] {
        try run(inputs, Threads(count: threads), observe)
    }

    func run(
        _ inputs: [Tensor], _ threads: Threads, _ observe: Observer?
    ) throws(ExecutionError) -> [Tensor] {
        guard inputs.count == plan.inputs.count else {
            throw ExecutionError(.invalid, "\(inputs.count) inputs instead of \(plan.inputs.count)")
        }
        let arena = memory.borrowArena()
        defer { memory.returnArena(arena) }
        for (i, tensor) in inputs.enumerated() {
            let view = memory.view(plan.inputs[i], arena)
            guard TensorSpec(tensor) == view.spec else {
                throw ExecutionError(
                    .invalid,
                    "input '\(graph[graph.inputs[i]].name)' is \(tensor.type) \(tensor.shape) instead of "
                        + "\(view.type) \(view.shape)")
            }
            try tensor.checkContents()
            tensor.copy(to: view.base)
            if let observe, view.type == .float {
                observe(graph.inputs[i], UnsafeBufferPointer(start: view.floats, count: view.count))
            }
        }
        for step in plan.steps {
            let outputs = step.outputs.map { memory.view($0, arena) }
            if !step.isView {
                do {
                    try step.kernel.runUnlessEmpty(
                        step.inputs.map { $0.map { memory.view($0, arena) } }, outputs, threads)
                } catch {
                    throw error.located(op: step.kernel.name, node: graph.nodes[step.node].name)
                }
            }
            guard let observe else { continue }
            for (id, view) in zip(step.values, outputs) where view.type == .float {
                observe(id, UnsafeBufferPointer(start: view.floats, count: view.count))
            }
        }
        return plan.outputs.map { Tensor(copying: memory.view($0, arena)) }
    }
}

extension Executor {
    /// Runs many samples, one on each worker thread at a time: the way to calibrate, since nothing waits.
    ///
    /// Sample `i` belongs to lane `i % lanes`, and the samples of a lane run one after the other: sums kept
    /// by lane come out the same every time, on any number of workers.
    ///
    /// - Parameters:
    ///   - count: samples 0..<count.
    ///   - lanes: nil means one a worker.
    ///   - workers: threads, at most one a lane; nil means one a processor.
    ///   - input: makes the inputs of a sample (decodes a picture, say), on its worker.
    ///   - observe: lane, sample, value, contents; called on a worker.
    ///   - output: sample, its outputs; called on a worker.
    /// - Throws: the error of the first sample that failed, after all workers have stopped.
    public func runBatch(
        count: Int, lanes: Int? = nil, workers: Int? = nil, input: @Sendable (Int) throws -> [Tensor],
        observe: (@Sendable (Int, Int, ValueID, UnsafeBufferPointer<Float>) -> Void)? = nil,
        output: @Sendable (Int, [Tensor]) -> Void
    ) throws {
        let available = ProcessInfo.processInfo.activeProcessorCount
        let wanted = max(1, min(workers ?? available, count))
        let lanes = max(1, min(lanes ?? wanted, count))
        let workers = min(wanted, lanes)
        let failure = Mutex<(sample: Int, error: any Error)?>(nil)
        func runLane(_ lane: Int) {
            for sample in stride(from: lane, to: count, by: lanes) {
                if failure.withLock({ $0 != nil && $0!.sample < sample }) { return }
                do {
                    let observer: Observer? = observe.map { observe in
                        { observe(lane, sample, $0, $1) }
                    }
                    output(sample, try run(try input(sample), Threads(count: 1), observer))
                } catch {
                    failure.withLock { if $0 == nil || $0!.sample > sample { $0 = (sample, error) } }
                    return
                }
            }
        }
        Threads(count: workers).perform(workers) { worker in
            for lane in stride(from: worker, to: lanes, by: workers) { runLane(lane) }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
    }

    /// Runs many samples that are in memory already; their outputs, in order.
    public func runBatch(_ samples: [[Tensor]], workers: Int? = nil) throws -> [[Tensor]] {
        let results = Mutex([[Tensor]](repeating: [], count: samples.count))
        try runBatch(count: samples.count, workers: workers) {
            samples[$0]
        } output: { sample, outputs in
            results.withLock { $0[sample] = outputs }
        }
        return results.withLock { $0 }
    }
}

/// The constants, and arenas that runs borrow: a second run finds its memory mapped already.
private final class ExecutorMemory: @unchecked Sendable {
    private let constants: UnsafeMutableRawPointer
    private let arenaBytes: Int
    private let free = Mutex<[Arena]>([])

    struct Arena: @unchecked Sendable {
        let base: UnsafeMutableRawPointer
    }

    init(_ plan: ExecutionPlan, _ graph: Graph) {
        constants = allocate(bytes: plan.constantBytes)
        arenaBytes = plan.arenaBytes
        for (id, offset) in plan.constants { graph[id].constant!.copy(to: constants + offset) }
    }

    deinit {
        constants.deallocate()
        for arena in free.withLock({ $0 }) { arena.base.deallocate() }
    }

    func borrowArena() -> Arena {
        free.withLock { $0.popLast() } ?? Arena(base: allocate(bytes: arenaBytes))
    }

    func returnArena(_ arena: Arena) { free.withLock { $0.append(arena) } }

    func view(_ operand: ExecutionPlan.Operand, _ arena: Arena) -> TensorView {
        switch operand.place {
        case .constant(let offset): TensorView(operand.spec, constants + offset)
        case .arena(let offset): TensorView(operand.spec, arena.base + offset)
        }
    }
}

extension Tensor {
    /// Copies the elements to `memory`, which has room for them.
    func copy(to memory: UnsafeMutableRawPointer) {
        if type == .float {
            floats.withUnsafeBytes {
                if let base = $0.baseAddress { memory.copyMemory(from: base, byteCount: $0.count) }
            }
        } else {
            integers.withUnsafeBytes {
                if let base = $0.baseAddress { memory.copyMemory(from: base, byteCount: $0.count) }
            }
        }
    }
}
