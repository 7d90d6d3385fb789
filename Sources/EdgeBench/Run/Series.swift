import EdgeVision

/// A few runs without a pause.
public struct Round: Sendable {
    /// Seconds from the start of the measurement.
    public var start: Double
    /// The processor's clock just before, in GHz.
    public var clock: Double?
    public var milliseconds: [Double]
    /// Those of `milliseconds` during which no other program got a processor that this one wanted.
    public var calm: [Double]

    /// - Parameter calm: nil for all.
    public init(start: Double, clock: Double?, milliseconds: [Double], calm: [Double]? = nil) {
        self.start = start
        self.clock = clock
        self.milliseconds = milliseconds
        self.calm = calm ?? milliseconds
    }

    mutating func add(_ run: Subject.Run) {
        milliseconds.append(run.milliseconds)
        if run.isCalm { calm.append(run.milliseconds) }
    }

    public var median: Double { EdgeBench.median(milliseconds) }
    /// nil where no run was calm.
    public var calmMedian: Double? { calm.isEmpty ? nil : EdgeBench.median(calm) }
}

/// All rounds of one model on one number of threads.
public struct Series: Sendable {
    public var threads: Int
    public var rounds: [Round] = []
    /// Runs before them, not measured.
    public var warmupRuns = 0
    /// Whether these had stopped getting faster; nil where their number was given.
    public var warmupIsStable: Bool?

    public init(threads: Int) { self.threads = threads }

    public var samples: [Double] { rounds.flatMap(\.milliseconds) }
    public var summary: LatencySummary? { LatencySummary(samples) }
    public var medians: RoundMedians {
        RoundMedians(all: rounds.map(\.median), calm: rounds.map(\.calmMedian))
    }
    /// Runs during which another program got a processor that this one wanted.
    public var disturbedRuns: Int { rounds.reduce(0) { $0 + $1.milliseconds.count - $1.calm.count } }
    public var drift: Drift? { Drift(medians.best) }
    /// Of the rounds' medians.
    public var spread: Double { quartileSpread(medians.best) }

    /// What to know about the noise in it.
    public var warnings: [String] {
        var list: [String] = []
        if warmupIsStable == false {
            list.append("\(title): still getting faster after \(warmupRuns) runs to warm up")
        }
        let runs = rounds.reduce(0) { $0 + $1.milliseconds.count }
        if disturbedRuns * 20 > runs {
            list.append(
                "\(title): other programs took a processor away during \(disturbedRuns) of \(runs) runs")
        }
        if spread > 0.05 {
            list.append(
                "\(title): the middle half of the rounds differs by \(fixed(spread * 100, 0))%: "
                    + "measure again, or longer"
            )
        }
        if let drift, drift.isTrend, abs(drift.change) > 0.03 {
            list.append(
                "\(title): \(drift.change > 0 ? "slower" : "faster") by \(fixed(abs(drift.change) * 100, 0))% "
                    + "from the first round to the last")
        }
        return list
    }

    private var title: String { threads == 1 ? "1 thread" : "\(threads) threads" }
}
