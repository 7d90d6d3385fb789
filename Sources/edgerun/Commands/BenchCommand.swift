import EdgeHost
import EdgeVision

/// `edgerun bench`: latency, cold start, memory and, if asked, the time of each op.
struct BenchCommand {
    static let syntax = CommandSyntax(
        name: "bench", summary: "Measures a model on this machine.",
        operands: "MODEL.edge",
        operandHelp: [("MODEL.edge", "A model written by 'edgec convert'.")],
        minimumOperands: 1, maximumOperands: 1,
        options: [
            .init("--threads", "N", "Threads (1)."),
            .init("--runs", "N", "Measured runs (100)."),
            .init("--warmup", "N", "Runs before those, not measured (10)."),
            .init("--input", "FILE", "A picture, or a .npy of the input tensor; else seeded noise."),
            .init("--profile", nil, "Time each op too, in runs of its own."),
            .init("--json", nil, "One line of JSON."),
        ])

    private let model: String
    private let input: String?
    private let threads: Int
    private let runs: Int
    private let warmup: Int
    private let profiles: Bool
    private let asJSON: Bool
    private let start: ProgramStart

    init(_ arguments: ParsedArguments, start: ProgramStart) throws(Failure) {
        model = arguments.operands[0]
        input = arguments.string("--input")
        threads = try arguments.integer("--threads", default: 1, in: 1...1024)
        runs = try arguments.integer("--runs", default: 100, in: 1...1_000_000)
        warmup = try arguments.integer("--warmup", default: 10, in: 0...1_000_000)
        profiles = arguments.has("--profile")
        asJSON = arguments.has("--json")
        self.start = start
    }

    func run() throws(Failure) {
        let session = try openSession(model, threads: threads)
        let ready = monotonicNanoseconds()
        let samples = try BenchInput(session, model: model, path: input)
        samples.load(into: session)
        let beforeFirst = monotonicNanoseconds()
        session.run()
        let firstRun = monotonicNanoseconds() - beforeFirst
        let checksum = session.outputCRC32

        var result = BenchResult(
            coldStart: ColdStart(
                loader: start.loaderNanoseconds, toMap: ready - start.main, session: session,
                firstRun: firstRun),
            checksum: checksum, session: session, model: model, warmup: warmup)
        for _ in 0..<warmup {
            samples.load(into: session)
            session.run()
        }
        for _ in 0..<runs {
            samples.load(into: session)
            let begin = monotonicNanoseconds()
            session.run()
            result.latencies.append(Double(monotonicNanoseconds() - begin) / 1e6)
        }
        guard session.outputCRC32 == checksum else {
            throw Failure(
                message: "\(model): the output changed between runs of one input; "
                    + "this is a defect of edgerun: report it with the model and the processor's name")
        }
        result.peakResidentBytes = peakResidentBytes()
        if profiles { result.opMilliseconds = profile(session, samples) }
        try write(asJSON ? result.json.text + "\n" : result.text)
    }

    /// Median milliseconds of each op, in runs that step through them.
    private func profile(_ session: HostSession, _ samples: BenchInput) -> [Double] {
        let steps = min(runs, 200)
        var times = [[Double]](repeating: [], count: session.opCount)
        for _ in 0..<steps {
            samples.load(into: session)
            var nanoseconds = [UInt64](repeating: 0, count: session.opCount)
            session.runProfiled(&nanoseconds)
            for (op, time) in nanoseconds.enumerated() { times[op].append(Double(time) / 1e6) }
        }
        return times.map { LatencySummary($0)?.p50 ?? 0 }
    }
}
