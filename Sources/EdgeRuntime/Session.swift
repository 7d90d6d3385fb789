import EdgeFormat
import EdgeKernels

/// Runs a model: its arena, its scratch, its kernels and its prepared ops, all in one block of memory that the caller
/// hands in. After `init`, nothing here fails, allocates, locks or does I/O.
///
///     let bytes = try Session.requiredBytes(for: model, isa: isa, threads: 2)
///     var session = try Session(model, isa: isa, threads: 2, memory: …)
///     session.input(0).bytes.copyBytes(from: pixels)
///     session.run(parallel)
///     let scores = session.output(0)
///
/// Inputs must be written before every run: an op may reuse their bytes. A session is used by one thread at
/// a time; several sessions may share a model.
public struct Session: ~Copyable {
    public let model: Model
    /// The instruction set asked for.
    public let isa: ISA
    /// Most threads that `run` uses.
    public let threads: Int
    /// Scratch bytes of one thread: what the selected kernels need, at most the file's cap.
    public let scratchBytes: Int
    private let memory: TensorMemory
    private let scratch: UnsafeMutableRawPointer
    private let ops: UnsafeMutablePointer<PreparedOp>
    private let kernels: UnsafePointer<KernelSet>

    /// Bytes of memory that a session takes, exactly: arena, scratch of all threads, kernels, prepared ops.
    ///
    /// - Parameters:
    ///   - isa: must run on this CPU.
    ///   - threads: at least 1.
    public static func requiredBytes(
        for model: Model, isa: ISA, threads: Int
    ) throws(FormatError) -> Int {
        try SessionLayout(model, KernelChoice(isa: isa), threads: threads).bytes
    }

    /// - Parameters:
    ///   - memory: at least `requiredBytes` at a multiple of 64, used by this session alone. Its contents
    ///     are set to zero.
    public init(
        _ model: Model, isa: ISA, threads: Int, memory: UnsafeMutableRawBufferPointer
    ) throws(FormatError) {
        let kernels = KernelChoice(isa: isa)
        let layout = try SessionLayout(model, kernels, threads: threads)
        guard memory.count >= layout.bytes, let base = memory.baseAddress else {
            throw sessionFault(.outOfMemory, "memory", "is smaller than requiredBytes")
        }
        guard UInt(bitPattern: base) % UInt(Model.alignment) == 0 else {
            throw sessionFault(.misaligned, "memory", "does not start at a multiple of 64")
        }
        self.model = model
        self.isa = isa
        self.threads = threads
        scratchBytes = layout.scratchBytes
        base.initializeMemory(as: UInt8.self, repeating: 0, count: layout.bytes)
        self.memory = TensorMemory(model: model, arena: base)
        scratch = base + layout.arenaBytes
        let count = model.view.opCount
        let sets = (scratch + threads * layout.scratchBytes).bindMemory(
            to: KernelSet.self, capacity: kernels.count)
        for i in 0..<kernels.count { (sets + i).initialize(to: kernels.sets[i]) }
        self.kernels = UnsafePointer(sets)
        ops = (UnsafeMutableRawPointer(sets) + kernels.bytes).bindMemory(to: PreparedOp.self, capacity: count)
        var levels = UnsafeMutableRawPointer(ops + count).bindMemory(
            to: DetectLevel.self, capacity: layout.levelCount)
        for i in 0..<count {
            var op = self.memory.prepare(i, levels: levels)
            if case .detect = op.call { levels += self.memory.writeLevels(i, to: levels) }
            // `SessionLayout` found one for every op.
            op.kernels = kernels.select(for: op, cap: model.scratchCap)?.index ?? 0
            (ops + i).initialize(to: op)
        }
    }

    // MARK: Tensors

    /// The model's input `index`, to be written before `run`.
    public func input(_ index: Int) -> TensorView { memory.view(model.view.input(index)) }

    /// The model's output `index`, valid after `run` until the next one.
    public func output(_ index: Int) -> TensorView { memory.view(model.view.output(index)) }

    /// Any tensor. An activation's bytes are meaningful from the op that writes it to the last that reads
    /// it: step with `runOp` to look at one.
    public func tensor(_ index: Int) -> TensorView { memory.view(index) }

    // MARK: Running

    public var opCount: Int { model.view.opCount }

    /// Runs all ops in one parallel region, with a barrier after each. The output bytes do not depend on
    /// the number of threads.
    public mutating func run(_ parallel: ParallelFor = .serial) { runOps(0..<opCount, parallel) }

    /// Runs op `index` alone: for step-by-step comparison and profiling. Ops in ascending order do what
    /// `run` does.
    public mutating func runOp(_ index: Int, _ parallel: ParallelFor = .serial) {
        precondition(index >= 0 && index < opCount, "op index out of range")
        runOps(index..<index + 1, parallel)
    }

    /// The instruction set whose kernel op `index` uses, a fallback of `isa` where that one needs more
    /// scratch than the file allows.
    public func isa(ofOp index: Int) -> ISA {
        precondition(index >= 0 && index < opCount, "op index out of range")
        return kernels[ops[index].kernels].isa
    }

    /// Whether op `index` is a convolution that goes by Winograd's algorithm: with these kernels it is faster, and
    /// the file allows it the scratch.
    public func goesByWinograd(op index: Int) -> Bool {
        precondition(index >= 0 && index < opCount, "op index out of range")
        guard case .conv(let arguments) = ops[index].call else { return false }
        return kernels[ops[index].kernels].goesByWinograd(arguments)
    }

    /// Lets every detect op give only what scores at least `score`, which also makes it faster: at least the
    /// file's own least score, which any lower one brings back, and at most 1.
    public mutating func setMinScore(_ score: Float) {
        for i in 0..<opCount {
            guard case .detect(var arguments) = ops[i].call else { continue }
            let own = DetectParameters(model.view.op(i).parameters).minScore
            arguments.minScore = score > own ? min(score, 1) : own
            ops[i].call = .detect(arguments)
        }
    }

    private mutating func runOps(_ range: Range<Int>, _ parallel: ParallelFor) {
        var pass = Pass(
            ops: UnsafePointer(ops), first: range.lowerBound, end: range.upperBound, kernels: kernels,
            scratch: scratch, scratchBytes: scratchBytes, parallel: parallel)
        parallel.run(parallel.context, threads, runPass, &pass)
    }
}

/// What every thread of one parallel region reads.
private struct Pass {
    var ops: UnsafePointer<PreparedOp>
    var first: Int
    var end: Int
    var kernels: UnsafePointer<KernelSet>
    var scratch: UnsafeMutableRawPointer
    var scratchBytes: Int
    var parallel: ParallelFor
}

private func runPass(_ work: UnsafeMutableRawPointer, _ part: Int, _ parts: Int) {
    let pass = work.assumingMemoryBound(to: Pass.self)
    let scratch = pass.pointee.scratch + part * pass.pointee.scratchBytes
    let end = pass.pointee.end
    var i = pass.pointee.first
    while i < end {
        let op = pass.pointee.ops + i
        op.pointee.run(pass.pointee.kernels + op.pointee.kernels, scratch: scratch, part: part, of: parts)
        i += 1
        if parts > 1 && i < end { pass.pointee.parallel.barrier(pass.pointee.parallel.context) }
    }
}
