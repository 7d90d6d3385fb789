import EdgeBench
import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `edgerun bench`: what a model takes on this machine, and whether another takes less.
struct BenchCommand {
    static let syntax = CommandSyntax(
        name: "bench", summary: "Measures a model on this machine, or compares two.",
        operands: "MODEL.edge | --compare A B",
        operandHelp: [
            ("MODEL.edge", "A model written by 'edgec convert'."),
            ("A B", "Two models, measured turn by turn; or two files that --json wrote."),
        ],
        minimumOperands: 1, maximumOperands: 2,
        options: BenchOptions.all,
        notes: """
            Runs are measured in rounds; with several numbers of threads, or two models, these take turns, so that
            a busy or hot machine slows all alike. Whatever makes figures doubtful is a warning: governor, heat,
            clock, other programs, rounds that differ. Percentiles are of all runs; comparisons and the table of
            threads leave out runs during which another program took a processor away.

            --compare says "faster by 4.1% (95% interval 3.2 to 5.0)" of B, or "no difference seen". The interval
            comes from the ranks of the rounds' differences and thus knows this machine's noise; differences under
            1% are never called. No random numbers: the same files give the same verdict.

            --profile holds each op against the roof measured in the same minute: the products of its kernel from
            registers, and its bytes from the level of memory that holds them, whichever takes longer.

            Energy is read from RAPL, INA sensors or a battery; where none can be read, the report says why.

            Exit status: 0; 2 where --fail-if-slower found B slower; 64 for wrong arguments; 1 for all else.

              edgerun bench net.edge --threads 1,2,4 --profile --html net.html
              edgerun bench net.edge --json > before.json   (and after a change: > after.json)
              edgerun bench --compare before.json after.json --fail-if-slower 3%
              edgerun bench --compare old.edge new.edge --threads 2 --seconds 5
            """)

    let operands: [String]
    let options: BenchOptions
    let start: ProgramStart
    /// `EDGE_SYSTEM_ROOT` is for tests, which make the files of a machine.
    let tree = SystemTree(root: getenv("EDGE_SYSTEM_ROOT").map { String(cString: $0) } ?? "")

    init(_ arguments: ParsedArguments, start: ProgramStart) throws(Failure) {
        operands = arguments.operands
        options = try BenchOptions(arguments)
        self.start = start
        if options.compares != (operands.count == 2) {
            throw .usage(
                options.compares ? "--compare needs two files" : "two files need --compare", Self.syntax)
        }
    }

    func run() throws(Failure) {
        if options.compares {
            let first = try isSavedRun(operands[0])
            let second = try isSavedRun(operands[1])
            if first || second { return try compareSavedRuns() }
        }
        if let affinity = options.affinity {
            try failing { () throws(BenchError) in try Affinity.set(affinity) }
        }
        if options.compares {
            try compareModels()
        } else if options.onRequest {
            try answerRequests()
        } else if options.onlyFirstRun {
            try runOnce()
        } else {
            try measureModel()
        }
    }

    /// Whether a file begins as JSON does; a model begins with its magic.
    private func isSavedRun(_ path: String) throws(Failure) -> Bool {
        try failing { () throws(VisionError) in
            try readFile(path, wanted: "a model, or what 'edgerun bench --json' wrote")
        }.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    private func compareSavedRuns() throws(Failure) {
        let first = try savedRun(operands[0])
        let second = try savedRun(operands[1])
        try finish(try failing { () throws(BenchError) in try Comparison(first, second) })
    }

    private func savedRun(_ path: String) throws(Failure) -> SavedRun {
        let bytes = try failing { () throws(VisionError) in
            try readFile(path, wanted: "what 'edgerun bench --json' wrote")
        }
        return try failing { () throws(BenchError) in try SavedRun(bytes, name: path) }
    }

    /// Writes a comparison and ends as `--fail-if-slower` says.
    func finish(_ comparison: Comparison) throws(Failure) {
        try write(
            options.asJSON ? comparison.json(samples: options.withSamples).text + "\n" : comparison.text)
        if let path = options.csv, let text = comparison.samplesCSV { try writeText(text, path) }
        if let path = options.html { try writeText(comparison.page, path) }
        if let share = options.failIfSlower, comparison.isSlower(thanBy: share) {
            throw Failure(
                message:
                    "\(comparison.b) is slower than \(comparison.a) by more than \(fixed(share * 100, 1))%",
                status: 2)
        }
    }

    func writeText(_ text: String, _ path: String) throws(Failure) {
        try failing { () throws(VisionError) in try writeFile(Array(text.utf8), path: path) }
    }

    /// A library's error as this program's.
    func failing<Value, Problem: Error & CustomStringConvertible>(
        _ body: () throws(Problem) -> Value
    ) throws(Failure) -> Value {
        do throws(Problem) {
            return try body()
        } catch {
            throw Failure(message: error.description)
        }
    }
}
