import EdgeFormat
import EdgeKernels
import EdgeRuntime

/// A session with its memory and its threads: what programs on Linux use.
///
///     let session = try HostSession(path: "model.edge", threads: 2)
///     session.input(0).bytes.copyBytes(from: pixels)
///     session.run()
///     let scores = session.output(0)
///
/// Inputs must be written before every run: an op may reuse their bytes. Not for use by several threads at
/// a time.
public final class HostSession {
    public let loaded: LoadedModel
    public let isa: ISA
    public let threads: Int
    public let memory: MemoryFigures
    /// Preparing the ops and starting the threads.
    public let prepareNanoseconds: UInt64
    /// Nil where the memory is the caller's.
    private let block: AlignedMemory?
    private let parallel: ParallelFor
    private var session: Session

    /// Bytes that a session and its model take.
    public struct MemoryFigures: Sendable, Equatable {
        /// Activations.
        public var arenaBytes: Int
        /// Scratch of all threads.
        public var scratchBytes: Int
        /// Prepared ops.
        public var preparedBytes: Int
        /// Records copied from the file, and the verifier's working memory.
        public var recordBytes: Int
        /// Constants, used in place from the mapped file.
        public var weightBytes: Int
    }

    /// Loads `path` and prepares to run it.
    ///
    /// - Parameters:
    ///   - isa: nil for the environment's `EDGE_ISA`, or else the best of this CPU.
    ///   - threads: 1...1024; they run one after the other where `ParallelFor.hasThreads` is false.
    public convenience init(path: String, isa: ISA? = nil, threads: Int = 1) throws(HostError) {
        try self.init(LoadedModel(path: path), isa: isa, threads: threads)
    }

    /// - Parameter memory: for the session alone, as long as it lives: at least `requiredBytes` at a multiple
    ///   of 64. Nil for memory of its own.
    public init(
        _ loaded: LoadedModel, isa: ISA? = nil, threads: Int = 1,
        memory given: UnsafeMutableRawBufferPointer? = nil
    ) throws(HostError) {
        let start = monotonicNanoseconds()
        let chosen = try Self.chosen(isa)
        self.loaded = loaded
        self.isa = chosen
        self.threads = threads
        let required = try Self.requiredBytes(for: loaded, isa: chosen, threads: threads)
        block = given == nil ? try AlignedMemory(count: required) : nil
        do {
            session = try Session(
                loaded.model, isa: chosen, threads: threads, memory: given ?? block.unsafelyUnwrapped.bytes)
        } catch {
            throw .invalidModel(path: nil, error)
        }
        let scratch = session.scratchBytes * threads
        memory = MemoryFigures(
            arenaBytes: loaded.model.arenaBytes, scratchBytes: scratch,
            preparedBytes: required - loaded.model.arenaBytes - scratch, recordBytes: loaded.recordBytes,
            weightBytes: loaded.weightBytes)
        if threads > 1 {
            parallel = .openMP
            ParallelFor.warmUp(threads: threads)
        } else {
            parallel = .serial
        }
        prepareNanoseconds = monotonicNanoseconds() - start
    }

    /// Bytes that a session's memory takes: `Session.requiredBytes`.
    ///
    /// - Parameters:
    ///   - isa: nil for the environment's `EDGE_ISA`, or else the best of this CPU.
    ///   - threads: 1...1024.
    public static func requiredBytes(
        for loaded: LoadedModel, isa: ISA? = nil, threads: Int = 1
    ) throws(HostError) -> Int {
        guard (1...1024).contains(threads) else { throw .badThreadCount(threads) }
        let isa = try chosen(isa)
        do {
            return try Session.requiredBytes(for: loaded.model, isa: isa, threads: threads)
        } catch {
            throw .invalidModel(path: nil, error)
        }
    }

    private static func chosen(_ isa: ISA?) throws(HostError) -> ISA {
        if let isa { return try CPU.checked(isa) }
        return try CPU.selectedISA()
    }

    // MARK: Tensors

    public func input(_ index: Int) -> TensorView { session.input(index) }

    public func output(_ index: Int) -> TensorView { session.output(index) }

    public func input(named name: String) -> TensorView? {
        loaded.model.inputIndex(named: name).map { session.input($0) }
    }

    public func output(named name: String) -> TensorView? {
        loaded.model.outputIndex(named: name).map { session.output($0) }
    }

    /// Any tensor; see `Session.tensor`.
    public func tensor(_ index: Int) -> TensorView { session.tensor(index) }

    // MARK: Running

    public func run() { session.run(parallel) }

    /// Raises the least score of what detect ops give; see `Session.setMinScore`.
    public func setMinScore(_ score: Float) { session.setMinScore(score) }

    public var opCount: Int { session.opCount }

    /// Runs op `index` alone; ops in ascending order do what `run` does.
    public func runOp(_ index: Int) { session.runOp(index, parallel) }

    /// Runs all ops one by one and adds each one's nanoseconds to `nanoseconds[op]`.
    public func runProfiled(_ nanoseconds: inout [UInt64]) {
        precondition(nanoseconds.count == opCount, "one counter per op")
        for i in 0..<opCount {
            let start = monotonicNanoseconds()
            session.runOp(i, parallel)
            nanoseconds[i] += monotonicNanoseconds() - start
        }
    }

    /// The instruction set whose kernel op `index` uses.
    public func isa(ofOp index: Int) -> ISA { session.isa(ofOp: index) }

    /// Whether op `index` is a convolution that goes by Winograd's algorithm here.
    public func goesByWinograd(op index: Int) -> Bool { session.goesByWinograd(op: index) }

    /// CRC-32 (as zlib's) of all outputs' elements, in order and without gaps.
    public var outputCRC32: UInt32 {
        var crc = CRC32()
        for i in 0..<loaded.model.view.outputCount {
            let output = session.output(i)
            for pixel in 0..<output.pixels {
                crc.update(
                    UnsafeRawBufferPointer(
                        start: output.base + pixel * output.pixelStride, count: output.pixelBytes))
            }
        }
        return crc.value
    }
}
