/// All that `edgerun bench` found out about one model; its extensions write it for people, scripts and tables.
public struct BenchReport: Sendable {
    public var model: ModelFacts
    public var machine: MachineFacts
    public var before: SystemState
    public var after: SystemState
    /// What `--affinity` asked for; nil for any processor.
    public var affinity: [Int]?
    /// Processors that this process could use.
    public var cpus: [Int]
    /// By number of threads, in the order asked for; the first one's figures are the report's.
    public var series: [Series]
    /// Of this process.
    public var coldStart: ColdStart
    public var fresh: FreshProcesses?
    /// CRC-32 of the output.
    public var checksum: UInt32
    public var peakResidentBytes: Int
    public var profile: OpProfile?
    public var energy: EnergyFigures?
    /// Why there is no `energy`.
    public var energyReason: String?
    public var version: String

    public init(
        model: ModelFacts, machine: MachineFacts, before: SystemState, after: SystemState, affinity: [Int]?,
        cpus: [Int], series: [Series], coldStart: ColdStart, checksum: UInt32, peakResidentBytes: Int,
        version: String
    ) {
        self.model = model
        self.machine = machine
        self.before = before
        self.after = after
        self.affinity = affinity
        self.cpus = cpus
        self.series = series
        self.coldStart = coldStart
        self.checksum = checksum
        self.peakResidentBytes = peakResidentBytes
        self.version = version
    }

    public var first: Series { series[0] }

    public var warnings: [String] {
        let machine = MachineWarnings(
            before: before, after: after, facts: machine, cpus: cpus,
            threads: series.map(\.threads).max() ?? 1)
        return machine.all + series.flatMap(\.warnings)
    }

    /// How a number of threads compares with the smallest one measured.
    public struct Scaling: Sendable {
        public var series: Series
        /// Of the medians; with the interval where there are rounds enough.
        public var speedup: Verdict
        /// Speed-up over the ratio of threads.
        public var efficiency: Double
    }

    /// Empty for one number of threads.
    public var scaling: [Scaling] {
        guard series.count > 1, let base = series.min(by: { $0.threads < $1.threads }) else { return [] }
        return series.map { series in
            // Time of the base over time of the others.
            let verdict = Verdict(series.medians, base.medians, paired: true)
            return Scaling(
                series: series, speedup: verdict,
                efficiency: verdict.ratio * Double(base.threads) / Double(series.threads))
        }
    }

    func gigaMACs(_ milliseconds: Double) -> Double {
        milliseconds > 0 ? Double(model.macs) / milliseconds / 1e6 : 0
    }
}
