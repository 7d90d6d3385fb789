import EdgeBench

/// The arguments of `edgerun bench`.
struct BenchOptions {
    static let all: [CommandSyntax.Option] = [
        .init("--compare", nil, "Say whether B is faster than A, and how sure that is."),
        .init("--fail-if-slower", "P%", "With --compare: exit status 2 if B is slower by more than P%."),
        .init("--threads", "N,...", "Threads (1); several: a table of how the time scales."),
        .init("--runs", "N", "Measured runs (100; with --compare as many as the seconds allow)."),
        .init("--seconds", "S", "Measured time; with --runs, whichever ends first (--compare: 2 a model)."),
        .init("--warmup", "N", "Runs before those (until they no longer get faster, at most 2 s)."),
        .init("--cold", "N", "Starts of fresh processes, measured to their first result (5; 0 for none)."),
        .init("--input", "FILE", "A picture, or a .npy of the input tensor; else seeded noise."),
        .init("--affinity", "LIST", "CPUs to run on, as 0,2-3."),
        .init("--profile", nil, "Time each op too, beside the measured roof of this machine."),
        .init("--energy", "S", "Seconds at rest, and under load, for joules a run (1; 0 for none)."),
        .init("--json", nil, "One line of JSON."),
        .init("--samples", nil, "With --json: every measured run, not only the medians of rounds."),
        .init("--csv", "FILE", "Every measured run as a table; with --profile the ops in FILE.ops.csv."),
        .init("--html", "FILE", "A page with plots, for browsers."),
        .init(
            "--on-request", nil, "A round for each line of standard input, {\"runs\": N}; for Tools/compare."),
        .init("--first-run", nil, "Only load and run once, for --cold: one line of JSON."),
    ]

    let compares: Bool
    /// 0.03 for 3%.
    let failIfSlower: Double?
    let threads: [Int]
    let plan: MeasurePlan
    let coldStarts: Int
    let input: String?
    let affinity: [Int]?
    let profiles: Bool
    let energySeconds: Double
    let asJSON: Bool
    let withSamples: Bool
    let csv: String?
    let html: String?
    let onlyFirstRun: Bool
    let onRequest: Bool

    init(_ arguments: ParsedArguments) throws(Failure) {
        compares = arguments.has("--compare")
        threads = try Self.threads(arguments)
        let runs = arguments.string("--runs")
        let seconds = try arguments.number("--seconds", in: 0.01...86_400).map { Double($0) }
        let standardRuns = compares || seconds != nil ? nil : 100
        plan = MeasurePlan(
            runs: runs == nil ? standardRuns : try arguments.integer("--runs", default: 0, in: 1...1_000_000),
            seconds: seconds ?? (compares && runs == nil ? 2 : nil),
            warmup: arguments.string("--warmup") == nil
                ? nil : try arguments.integer("--warmup", default: 0, in: 0...1_000_000),
            renews: compares, rounds: compares ? 40 : 20)
        coldStarts = try arguments.integer("--cold", default: 5, in: 0...1000)
        input = arguments.string("--input")
        if let text = arguments.string("--affinity") {
            guard let cpus = CPUList.parse(text) else {
                throw .usage("--affinity \(text) is no list of CPUs such as 0,2-3", BenchCommand.syntax)
            }
            affinity = cpus
        } else {
            affinity = nil
        }
        profiles = arguments.has("--profile")
        energySeconds = Double(try arguments.number("--energy", in: 0...600) ?? 1)
        asJSON = arguments.has("--json")
        withSamples = arguments.has("--samples")
        csv = arguments.string("--csv")
        html = arguments.string("--html")
        onRequest = arguments.has("--on-request")
        onlyFirstRun = arguments.has("--first-run")
        failIfSlower = try Self.percent(arguments)
        if failIfSlower != nil, !compares {
            throw .usage("--fail-if-slower needs --compare", BenchCommand.syntax)
        }
        if withSamples, !asJSON { throw .usage("--samples needs --json", BenchCommand.syntax) }
        if compares, profiles {
            throw .usage("--profile is of one model, without --compare", BenchCommand.syntax)
        }
    }

    private static func threads(_ arguments: ParsedArguments) throws(Failure) -> [Int] {
        let words = try arguments.list("--threads")
        if words.isEmpty { return [1] }
        var counts: [Int] = []
        for word in words {
            guard let count = Int(word), (1...1024).contains(count) else {
                throw .usage("--threads \(word) is not a number within 1...1024", BenchCommand.syntax)
            }
            guard !counts.contains(count) else {
                throw .usage("--threads names \(count) twice", BenchCommand.syntax)
            }
            counts.append(count)
        }
        return counts
    }

    /// "3%" or "3".
    private static func percent(_ arguments: ParsedArguments) throws(Failure) -> Double? {
        guard let text = arguments.string("--fail-if-slower") else { return nil }
        let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
        guard let value = Double(digits), value >= 0, value <= 1000 else {
            throw .usage("--fail-if-slower \(text) is no share such as 3%", BenchCommand.syntax)
        }
        return value / 100
    }
}
