import EdgeHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What this machine tells of its energy.
public struct EnergyMeter {
    private let tree: SystemTree
    private let counters: [EnergyCounter]
    private let sensors: [PowerSensor]
    /// Why there is nothing to read; nil where there is.
    public let reason: String?

    public init(_ tree: SystemTree) {
        self.tree = tree
        let (found, forbidden) = EnergyCounter.all(tree)
        counters = found
        sensors = PowerSensor.all(tree)
        if !counters.isEmpty || !sensors.isEmpty {
            reason = nil
        } else if forbidden {
            reason =
                "RAPL's counters may be read by root only: run as root, or chmod a+r /sys/class/powercap/*/energy_uj"
        } else {
            reason = "no RAPL counters, no INA power sensor, no battery that empties"
        }
    }

    /// What a machine used between two moments, by rail.
    struct Phase {
        var seconds: Double
        /// Watts by rail; counters first, then sensors. nil for a rail that failed in the meantime.
        var watts: [Double?]
    }

    /// Measures while `body` is called again and again for `seconds`.
    func phase(seconds: Double, _ body: () -> Void) -> Phase {
        let first = counters.map { $0.read(tree) }
        var sums = [Double](repeating: 0, count: sensors.count)
        var readings = [Int](repeating: 0, count: sensors.count)
        let begin = monotonicNanoseconds()
        var lastReading = begin
        var now = begin
        repeat {
            body()
            now = monotonicNanoseconds()
            // A sensor averages over the milliseconds before, thus during `body`.
            if now - lastReading >= 10_000_000 {
                for (i, sensor) in sensors.enumerated() {
                    guard let watts = sensor.watts(tree) else { continue }
                    sums[i] += watts
                    readings[i] += 1
                }
                lastReading = now
            }
        } while Double(now - begin) / 1e9 < seconds
        let elapsed = Double(now - begin) / 1e9
        let counted = zip(counters, first).map { counter, first -> Double? in
            guard let first, let last = counter.read(tree) else { return nil }
            return counter.joules(from: first, to: last).map { $0 / elapsed }
        }
        let sensed = sensors.indices.map { readings[$0] > 0 ? sums[$0] / Double(readings[$0]) : nil }
        return Phase(seconds: elapsed, watts: counted + sensed)
    }

    private var names: [(name: String, kind: String)] {
        counters.map { ($0.name, "counter") } + sensors.map { ($0.name, $0.kind.rawValue) }
    }

    /// Joules of one run of `subject`, after a time of rest of the same length.
    ///
    /// - Returns: nil where nothing can be read.
    public func measure(_ subject: Subject, seconds: Double) -> EnergyFigures? {
        figures(seconds: seconds, idle: { usleep(10_000) }, load: { _ = subject.run() })
    }

    /// Joules of one call of `load`, and the same without what the machine takes while `idle` is called.
    public func figures(seconds: Double, idle: () -> Void, load: () -> Void) -> EnergyFigures? {
        guard reason == nil else { return nil }
        let rest = phase(seconds: seconds, idle)
        var runs = 0
        let work = phase(seconds: seconds) {
            load()
            runs += 1
        }
        return EnergyFigures(names, idle: rest, load: work, runs: runs)
    }
}
