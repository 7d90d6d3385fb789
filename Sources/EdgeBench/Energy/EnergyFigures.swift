/// What an inference costs, by rail.
public struct EnergyFigures: Sendable {
    public struct Rail: Sendable, Equatable {
        public var name: String
        /// counter, sensor or battery.
        public var kind: String
        public var idleWatts: Double
        public var loadWatts: Double
        /// Of one run, all that the rail gave in that time.
        public var joules: Double
        /// Without what it gives at rest; below 0 where that cannot be told from noise.
        public var joulesAboveIdle: Double
    }

    /// One may be the sum of others: the board's documents say which.
    public var rails: [Rail] = []
    public var runs: Int
    /// Of rest, and of load.
    public var seconds: Double

    init(_ names: [(name: String, kind: String)], idle: EnergyMeter.Phase, load: EnergyMeter.Phase, runs: Int)
    {
        self.runs = runs
        seconds = load.seconds
        for (i, (name, kind)) in names.enumerated() {
            guard let rest = idle.watts[i], let work = load.watts[i], runs > 0 else { continue }
            let perRun = load.seconds / Double(runs)
            rails.append(
                Rail(
                    name: name, kind: kind, idleWatts: rest, loadWatts: work, joules: work * perRun,
                    joulesAboveIdle: (work - rest) * perRun))
        }
    }

    /// What to quote: the whole machine where a rail says it is that; else the processor and its memory; else
    /// the rail that gives most.
    public var main: Rail? {
        if let whole = rails.first(where: { $0.name == "psys" || $0.name.hasSuffix("_IN") }) { return whole }
        let counted = rails.filter { $0.kind == "counter" }
        guard var sum = counted.first else { return rails.max { $0.loadWatts < $1.loadWatts } }
        for rail in counted.dropFirst() {
            sum.name += " + \(rail.name)"
            sum.idleWatts += rail.idleWatts
            sum.loadWatts += rail.loadWatts
            sum.joules += rail.joules
            sum.joulesAboveIdle += rail.joulesAboveIdle
        }
        return sum
    }
}
