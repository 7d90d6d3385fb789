import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What changes while a machine is measured, at one moment: two of them tell what disturbed the time between.
public struct SystemState: Sendable {
    public struct CoreClock: Sendable, Equatable {
        public var cpu: Int
        public var governor: String?
        /// Kilohertz.
        public var current: Int?
        public var highest: Int?
        /// What the governor may use at most; below `highest` where something, or somebody, capped it.
        public var allowed: Int?
    }

    public struct Zone: Sendable, Equatable {
        public var name: String
        /// Thousandths of a degree Celsius.
        public var temperature: Int
        /// Where the system begins to slow down.
        public var passiveTrip: Int?
    }

    public var clocks: [CoreClock] = []
    /// nil where the system has no such switch.
    public var boosts: Bool?
    public var zones: [Zone] = []
    /// A count by core and package that Intel CPUs keep.
    public var throttleEvents: Int?
    /// The Raspberry Pi firmware's word.
    public var firmware: FirmwareThrottle?
    /// Runnable programs over the last minute.
    public var load: Double?
    /// Since start-up, of all processors: ticks that others of the host took, and all ticks.
    public var stolenTicks: Int64?
    public var totalTicks: Int64?
    /// Ticks in which a processor did something for anybody.
    public var busyTicks: Int64?
    /// Periods in which this control group was held back.
    public var quotaThrottles: Int?
    /// How often this process lost its processor to another.
    public var involuntarySwitches = 0
    /// nil without a battery; true while it empties.
    public var onBattery: Bool?
    /// Processor time of this process, in nanoseconds.
    public var ownNanoseconds: UInt64 = 0
    /// Measured with a chain of additions, in GHz; nil on CPU families without one.
    public var measuredGHz: Double?

    /// - Parameter cpus: the processors that are used.
    public init(_ tree: SystemTree, cpus: [Int], measuresClock: Bool = true) {
        clocks = cpus.map { cpu in
            let place = "/sys/devices/system/cpu/cpu\(cpu)/cpufreq"
            return CoreClock(
                cpu: cpu, governor: tree.textIfAny("\(place)/scaling_governor"),
                current: tree.numberIfAny("\(place)/scaling_cur_freq"),
                highest: tree.numberIfAny("\(place)/cpuinfo_max_freq"),
                allowed: tree.numberIfAny("\(place)/scaling_max_freq"))
        }
        if let boost = tree.numberIfAny("/sys/devices/system/cpu/cpufreq/boost") {
            boosts = boost != 0
        } else if let off = tree.numberIfAny("/sys/devices/system/cpu/intel_pstate/no_turbo") {
            boosts = off == 0
        }
        zones = Self.zones(tree)
        let counts = cpus.flatMap { cpu in
            ["core_throttle_count", "package_throttle_count"].compactMap {
                tree.numberIfAny("/sys/devices/system/cpu/cpu\(cpu)/thermal_throttle/\($0)")
            }
        }
        throttleEvents = counts.isEmpty ? nil : counts.reduce(0, +)
        firmware = FirmwareThrottle(tree)
        load = tree.textIfAny("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
        readTicks(tree)
        quotaThrottles = tree.textIfAny("/sys/fs/cgroup/cpu.stat")?.split(separator: "\n").lazy
            .first { $0.hasPrefix("nr_throttled ") }.flatMap { Int($0.dropFirst("nr_throttled ".count)) }
        let supplies = tree.names(in: "/sys/class/power_supply").compactMap {
            tree.textIfAny("/sys/class/power_supply/\($0)/status")
        }
        onBattery = supplies.isEmpty ? nil : supplies.contains("Discharging")
        involuntarySwitches = EdgeBench.involuntarySwitches()
        ownNanoseconds = processorNanoseconds()
        if measuresClock { measuredGHz = measuredClock() }
    }

    private static func zones(_ tree: SystemTree) -> [Zone] {
        tree.numbers(of: "thermal_zone", in: "/sys/class/thermal").compactMap { number -> Zone? in
            let place = "/sys/class/thermal/thermal_zone\(number)"
            guard let temperature = tree.numberIfAny("\(place)/temp") else { return nil }
            let trips = (0..<12).compactMap { trip -> Int? in
                tree.textIfAny("\(place)/trip_point_\(trip)_type") == "passive"
                    ? tree.numberIfAny("\(place)/trip_point_\(trip)_temp") : nil
            }
            return Zone(
                name: tree.textIfAny("\(place)/type") ?? "zone \(number)", temperature: temperature,
                passiveTrip: trips.filter { $0 > 0 }.min())
        }
    }

    /// user nice system idle iowait irq softirq steal: proc(5).
    private mutating func readTicks(_ tree: SystemTree) {
        guard let line = tree.textIfAny("/proc/stat", limit: 512)?.split(separator: "\n").first else {
            return
        }
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Int64($0) }
        guard line.hasPrefix("cpu "), ticks.count == 8 else { return }
        stolenTicks = ticks[7]
        totalTicks = ticks.reduce(0, +)
        busyTicks = ticks.reduce(0, +) - ticks[3] - ticks[4] - ticks[7]
    }
}

/// How often a thread of this process lost its processor to another program.
func involuntarySwitches() -> Int {
    var usage = rusage()
    // RUSAGE_SELF, which one C library has as an enumeration and another as a macro.
    getrusage(0, &usage)
    return Int(usage.ru_nivcsw)
}
