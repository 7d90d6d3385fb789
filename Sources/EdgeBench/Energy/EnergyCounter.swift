/// A counter of energy that the processor keeps: RAPL, "running average power limit".
///
/// https://docs.kernel.org/power/powercap/powercap.html
public struct EnergyCounter: Sendable {
    public var name: String
    private let path: String
    /// Microjoules at which the counter starts again from 0.
    private let range: Int

    private static let folder = "/sys/class/powercap"

    /// The packages and the memory beside them. What lies within a package (its cores) is part of it; `psys`, the
    /// whole platform, has a counter of its own beside them.
    ///
    /// - Returns: the counters that can be read, and whether others are forbidden.
    static func all(_ tree: SystemTree) -> (counters: [EnergyCounter], forbidden: Bool) {
        var counters: [EnergyCounter] = []
        var forbidden = false
        // The same counters appear again under the memory-mapped interface.
        for zone in tree.names(in: folder) where !zone.hasPrefix("intel-rapl-mmio") {
            let parts = zone.split(separator: ":")
            guard parts.count > 1 else { continue }
            let place = "\(folder)/\(zone)"
            guard let name = tree.textIfAny("\(place)/name"),
                name.hasPrefix("package") || name == "dram" || name == "psys"
            else { continue }
            do throws(SystemTree.Absence) {
                _ = try tree.number("\(place)/energy_uj")
                let parent = parts.count > 2 ? " of package \(parts[1])" : ""
                counters.append(
                    EnergyCounter(
                        name: name + parent, path: "\(place)/energy_uj",
                        range: tree.numberIfAny("\(place)/max_energy_range_uj") ?? 0))
            } catch {
                if error == .forbidden { forbidden = true }
            }
        }
        return (counters, forbidden)
    }

    /// Microjoules; nil where it cannot be read any more.
    func read(_ tree: SystemTree) -> Int? { tree.numberIfAny(path) }

    /// Joules between two readings, less than one round of the counter apart; nil where it went back and does not
    /// tell how far it counts.
    func joules(from first: Int, to last: Int) -> Double? {
        if last >= first { return Double(last - first) / 1e6 }
        return range > 0 ? Double(last - first + range) / 1e6 : nil
    }
}
