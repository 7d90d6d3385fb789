import EdgeVision

/// What a reader of figures must know about the machine they were taken on, each in a sentence.
public struct MachineWarnings {
    var before: SystemState
    var after: SystemState
    var facts: MachineFacts
    /// Processors that were used.
    var cpus: [Int]
    /// Most threads that were used.
    var threads: Int

    public init(before: SystemState, after: SystemState, facts: MachineFacts, cpus: [Int], threads: Int) {
        self.before = before
        self.after = after
        self.facts = facts
        self.cpus = cpus
        self.threads = threads
    }

    public var all: [String] {
        build + power + clock + heat + neighbours
    }

    private var build: [String] {
        var list: [String] = []
        if BuildFacts.isDebug { list.append("this is a debug build: its times mean nothing") }
        if threads > cpus.count {
            list.append(
                "\(threads) threads on \(cpus.count) CPU\(cpus.count == 1 ? "" : "s"): they wait for each other"
            )
        }
        return list
    }

    private var power: [String] {
        var list: [String] = []
        let governors = Set(before.clocks.compactMap(\.governor)).sorted()
        for governor in governors where governor != "performance" {
            list.append(
                "the frequency governor is '\(governor)': short runs may see a low clock; "
                    + "'performance' measures what the processor can do")
        }
        if after.onBattery == true { list.append("on battery: many machines run slower then") }
        if before.boosts == false { list.append("boost clocks are switched off") }
        let capped = before.clocks.filter { ($0.allowed ?? 0) < ($0.highest ?? 0) && $0.allowed != nil }
        if let first = capped.first, let allowed = first.allowed, let highest = first.highest {
            list.append("the clock is capped at \(gigahertz(allowed)) of \(gigahertz(highest)) GHz")
        }
        return list
    }

    private var clock: [String] {
        if let first = before.measuredGHz, let last = after.measuredGHz, last < first * 0.92 {
            return [
                "the measured clock sank from \(fixed(first, 2)) to \(fixed(last, 2)) GHz: heat, power or neighbours"
            ]
        }
        for (first, last) in zip(before.clocks, after.clocks) {
            guard let from = first.current, let to = last.current, Double(to) < Double(from) * 0.9 else {
                continue
            }
            return ["CPU \(first.cpu)'s clock sank from \(gigahertz(from)) to \(gigahertz(to)) GHz"]
        }
        return []
    }

    private var heat: [String] {
        var list: [String] = []
        if let now = after.firmware?.now, !now.isEmpty {
            list.append("the firmware says: \(now.joined(separator: ", "))")
        } else if let past = after.firmware?.sinceStart, !past.isEmpty {
            list.append("the firmware says that since start-up: \(past.joined(separator: ", "))")
        }
        if let first = before.throttleEvents, let last = after.throttleEvents, last > first {
            list.append("the processor throttled \(last - first) times for its temperature")
        }
        for zone in after.zones {
            guard let trip = zone.passiveTrip, zone.temperature >= trip - 3000 else { continue }
            list.append(
                "\(zone.name) is at \(fixed(Double(zone.temperature) / 1000, 0)) °C; the system slows down from "
                    + "\(fixed(Double(trip) / 1000, 0)) °C")
        }
        return list
    }

    private var neighbours: [String] {
        var list: [String] = []
        if let total = difference({ $0.totalTicks }), total > 0 {
            if let stolen = difference({ $0.stolenTicks }), Double(stolen) > 0.01 * Double(total) {
                list.append(
                    "the host took \(percent(stolen, total)) of the processors' time for others (steal)")
            }
            // Ticks are hundredths of a second: over less than a fifth they tell nothing.
            let own = Double(after.ownNanoseconds - before.ownNanoseconds) / 1e7
            if let busy = difference({ $0.busyTicks }), total >= 20, Double(busy) - own > 0.1 * Double(total)
            {
                let share = (Double(busy) - own) / Double(total)
                list.append("other programs used \(fixed(share * 100, 0))% of the processors' time")
            }
        }
        if let load = before.load, load > 0.7 * Double(max(1, facts.cores)) {
            list.append("the load average was \(fixed(load, 2)) before the start: other programs are running")
        }
        if let held = difference({ $0.quotaThrottles }), held > 0 {
            list.append("the control group's quota held this process back \(held) times")
        }
        return list
    }

    private func difference<Count: BinaryInteger>(_ count: (SystemState) -> Count?) -> Count? {
        guard let first = count(before), let last = count(after) else { return nil }
        return last - first
    }

    private func gigahertz(_ kilohertz: Int) -> String { fixed(Double(kilohertz) / 1e6, 2) }

    private func percent(_ part: Int64, _ whole: Int64) -> String {
        fixed(Double(part) / Double(whole) * 100, 1) + "%"
    }
}
