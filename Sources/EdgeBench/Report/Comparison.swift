import EdgeVision

/// Two models, or two saved runs, side by side.
public struct Comparison: Sendable {
    public struct Row: Sendable {
        public var threads: Int
        /// Medians of the rounds' medians, in milliseconds.
        public var a: Double
        public var b: Double
        public var verdict: Verdict
    }

    public var a: String
    public var b: String
    public var rows: [Row] = []
    /// Whether both gave the same bytes for the same input; nil where that is not known.
    public var sameOutput: Bool?
    public var warnings: [String] = []
    /// The rounds themselves; empty for saved runs.
    public var series: [(a: Series, b: Series)] = []
    public var isa: String?
    public var cpu: String?

    /// Of series measured turn by turn.
    public init(a: String, b: String, _ series: [(a: Series, b: Series)]) {
        self.a = a
        self.b = b
        self.series = series
        rows = series.map { Row($0.a.threads, $0.a.medians, $0.b.medians, paired: true) }
        warnings = series.flatMap { $0.a.warnings.map { "A: \($0)" } + $0.b.warnings.map { "B: \($0)" } }
    }

    /// Of saved runs: the numbers of threads that both have.
    public init(_ first: SavedRun, _ second: SavedRun) throws(BenchError) {
        a = first.name
        b = second.name
        let isTurnByTurn = first.turns != nil && first.turns == second.turns
        for row in first.rounds {
            guard let other = second.rounds.first(where: { $0.threads == row.threads }) else { continue }
            rows.append(Row(row.threads, row.medians, other.medians, paired: isTurnByTurn))
        }
        guard !rows.isEmpty else {
            throw BenchError(
                "\(a) and \(b) have no number of threads in common: "
                    + "\(Self.threads(first)) and \(Self.threads(second)); "
                    + "measure them alike")
        }
        if let x = first.checksum, let y = second.checksum { sameOutput = x == y }
        for condition in first.conditions {
            guard let other = second.conditions.first(where: { $0.name == condition.name }) else { continue }
            if other.value != condition.value {
                warnings.append("another \(condition.name): \(condition.value), then \(other.value)")
            }
        }
        if !isTurnByTurn {
            warnings.append(
                "measured one after the other: what else changed in between (clock, heat, neighbours) counts as a "
                    + "difference; --compare A.edge B.edge takes turns")
        }
    }

    private static func threads(_ run: SavedRun) -> String {
        run.rounds.map { String($0.threads) }.joined(separator: ",")
    }

    /// Whether B is surely slower than A by more than `share`, on any number of threads.
    public func isSlower(thanBy share: Double) -> Bool {
        rows.contains { $0.verdict.isSlower(thanBy: share) }
    }

    // MARK: Text

    public var text: String {
        var text = "A  \(a)\nB  \(b)\n"
        for row in rows {
            text += "  \(threadText(row.threads)): A \(short(row.a)) ms, B \(short(row.b)) ms: B is "
            text += row.verdict.sentence + "\n"
        }
        switch sameOutput {
        case true?: text += "  output      the same\n"
        case false?: text += "  output      differs\n"
        case nil: break
        }
        for warning in warnings { text += "  warning: \(warning)\n" }
        return text
    }

    // MARK: JSON

    public func json(samples: Bool) -> JSON {
        .object([
            ("a", .string(a)), ("b", .string(b)),
            (
                "results",
                .array(
                    rows.indices.map { i in
                        let row = rows[i]
                        var fields: [(String, JSON)] = [
                            ("threads", .integer(row.threads)), ("a_ms", .number(row.a, decimals: 5)),
                            ("b_ms", .number(row.b, decimals: 5)), ("verdict", row.verdict.json),
                        ]
                        if series.indices.contains(i) {
                            fields.append(("a_rounds", .object(series[i].a.roundFields(samples: samples))))
                            fields.append(("b_rounds", .object(series[i].b.roundFields(samples: samples))))
                        }
                        return .object(fields)
                    })
            ),
            ("same_output", sameOutput.map { .bool($0) } ?? .null),
            ("isa", isa.map { .string($0) } ?? .null), ("cpu", cpu.map { .string($0) } ?? .null),
            ("warnings", .array(warnings.map { .string($0) })),
        ])
    }

    // MARK: CSV

    /// A row for every measured run; nil for saved runs.
    public var samplesCSV: String? {
        guard !series.isEmpty else { return nil }
        var table = CSV(["model", "isa", "threads", "round", "run", "round_start_s", "clock_ghz", "ms"])
        for pair in series {
            table.add(pair.a, name: a, isa: isa ?? "")
            table.add(pair.b, name: b, isa: isa ?? "")
        }
        return table.text
    }
}

extension Comparison.Row {
    init(_ threads: Int, _ a: RoundMedians, _ b: RoundMedians, paired: Bool) {
        let (x, y) = RoundMedians.comparable(a, b, paired: paired)
        self.init(threads: threads, a: median(x), b: median(y), verdict: Verdict(x, y, paired: paired))
    }
}

extension Verdict {
    /// What follows "B is".
    var sentence: String {
        switch finding {
        case .faster, .slower: text
        case .same: "as fast: \(text)"
        case .unknown: "not told apart: \(text)"
        }
    }
}
