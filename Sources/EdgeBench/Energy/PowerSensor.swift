/// A rail whose power can be read at any moment: an INA2xx or INA3221 beside the board's supply, or a battery.
///
/// https://docs.kernel.org/hwmon/sysfs-interface.html, https://docs.kernel.org/power/power_supply_class.html
public struct PowerSensor: Sendable {
    public enum Kind: String, Sendable { case sensor, battery }

    public var name: String
    public var kind: Kind
    private var power: String?
    private var voltage: String?
    private var current: String?
    /// Watts of one unit of `power`, and of one of `voltage` times one of `current`.
    private var unit: Double

    static func all(_ tree: SystemTree) -> [PowerSensor] { rails(tree) + batteries(tree) }

    private static func rails(_ tree: SystemTree) -> [PowerSensor] {
        let folder = "/sys/class/hwmon"
        return tree.numbers(of: "hwmon", in: folder).flatMap { number -> [PowerSensor] in
            let place = "\(folder)/hwmon\(number)"
            guard let chip = tree.textIfAny("\(place)/name"), chip.hasPrefix("ina") else { return [] }
            return (0...4).compactMap { channel -> PowerSensor? in
                let label =
                    tree.textIfAny("\(place)/in\(channel)_label")
                    ?? tree.textIfAny("\(place)/power\(channel)_label")
                let name = label.map { "\(chip) \($0)" } ?? "\(chip) \(channel)"
                // Microwatts.
                let power = "\(place)/power\(channel)_input"
                if tree.numberIfAny(power) != nil {
                    return PowerSensor(name: name, kind: .sensor, power: power, unit: 1e-6)
                }
                // Millivolts and milliamperes.
                let voltage = "\(place)/in\(channel)_input"
                let current = "\(place)/curr\(channel)_input"
                guard tree.numberIfAny(voltage) != nil, tree.numberIfAny(current) != nil else { return nil }
                return PowerSensor(name: name, kind: .sensor, voltage: voltage, current: current, unit: 1e-6)
            }
        }
    }

    private static func batteries(_ tree: SystemTree) -> [PowerSensor] {
        let folder = "/sys/class/power_supply"
        return tree.names(in: folder).compactMap { name -> PowerSensor? in
            let place = "\(folder)/\(name)"
            guard tree.textIfAny("\(place)/type") == "Battery",
                tree.textIfAny("\(place)/status") == "Discharging"
            else { return nil }
            // Microwatts; or microvolts and microamperes.
            if tree.numberIfAny("\(place)/power_now") != nil {
                return PowerSensor(name: name, kind: .battery, power: "\(place)/power_now", unit: 1e-6)
            }
            guard tree.numberIfAny("\(place)/voltage_now") != nil,
                tree.numberIfAny("\(place)/current_now") != nil
            else { return nil }
            return PowerSensor(
                name: name, kind: .battery, voltage: "\(place)/voltage_now", current: "\(place)/current_now",
                unit: 1e-12)
        }
    }

    /// Watts; nil where it cannot be read any more. Batteries give some currents as negative.
    func watts(_ tree: SystemTree) -> Double? {
        if let power { return tree.numberIfAny(power).map { abs(Double($0)) * unit } }
        guard let voltage, let current, let v = tree.numberIfAny(voltage), let a = tree.numberIfAny(current)
        else {
            return nil
        }
        return abs(Double(v) * Double(a)) * unit
    }
}
