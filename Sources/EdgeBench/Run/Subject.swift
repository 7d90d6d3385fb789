import EdgeHost
import EdgeVision

/// A model on a number of threads, ready to be measured.
public final class Subject {
    public let path: String
    public let loaded: LoadedModel
    public private(set) var session: HostSession
    public let input: BenchInput
    public var series: Series
    /// Of a run, roughly; tells how many make a round.
    var lastMilliseconds = 1.0
    /// CRC-32 of the output of the first run; every later run must have the same.
    public private(set) var checksum: UInt32 = 0

    /// - Parameter session: of `loaded`; nothing has run in it, or the same input.
    public init(path: String, session: HostSession, input: BenchInput) {
        self.path = path
        loaded = session.loaded
        self.session = session
        self.input = input
        series = Series(threads: session.threads)
    }

    /// Runs once; the first result and what it took, in nanoseconds.
    public func runFirst() -> UInt64 {
        input.load(into: session)
        let begin = monotonicNanoseconds()
        session.run()
        let time = monotonicNanoseconds() - begin
        checksum = session.outputCRC32
        return time
    }

    struct Run {
        var milliseconds: Double
        /// Whether this process kept its processors all the time.
        var isCalm: Bool
    }

    /// One run; what it took.
    func run() -> Run {
        input.load(into: session)
        let switches = involuntarySwitches()
        let begin = monotonicNanoseconds()
        session.run()
        let time = monotonicNanoseconds() - begin
        return Run(milliseconds: Double(time) / 1e6, isCalm: involuntarySwitches() == switches)
    }

    /// Takes other memory: where pages lie changes a network's time by a percent or so, which must not count
    /// for or against one of two models.
    func renew() throws(BenchError) {
        do throws(HostError) {
            // Pages in use while the new ones are chosen: otherwise the same ones would come again.
            renewals += 1
            let spacer = try AlignedMemory(count: (renewals * 37 % 128 + 1) * 4096)
            spacer.bytes.initializeMemory(as: UInt8.self, repeating: 0)
            session = try HostSession(loaded, isa: session.isa, threads: session.threads)
        } catch {
            throw BenchError("\(path): \(error)")
        }
    }

    private var renewals = 0

    /// - Throws: where the last run's output is not the first one's. Takes a while for large outputs.
    public func check() throws(BenchError) {
        guard session.outputCRC32 == checksum else {
            throw BenchError(
                "\(path): the output changed between runs of one input; this is a defect of edgerun: report it with "
                    + "the model and the processor's name")
        }
    }
}
