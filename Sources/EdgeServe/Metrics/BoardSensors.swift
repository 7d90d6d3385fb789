#if Serve
    import EdgeHost

    /// What the board tells of its heat and clocks, where it has the sensors: /sys of Linux.
    enum BoardSensors {
        struct Reading: Equatable {
            var name: String
            var value: Double
        }

        /// Degrees Celsius of each thermal zone, by its type.
        static func temperatures(root: String = "/sys") -> [Reading] {
            var readings: [Reading] = []
            for zone in 0..<64 {
                let folder = "\(root)/class/thermal/thermal_zone\(zone)"
                guard let value = systemInteger("\(folder)/temp") else { break }
                let type = systemLine("\(folder)/type") ?? ""
                readings.append(
                    Reading(
                        name: type.isEmpty ? "zone\(zone)" : "\(type)-\(zone)", value: Double(value) / 1000))
            }
            return readings
        }

        /// Hertz of each processor's clock now.
        static func clocks(root: String = "/sys") -> [Reading] {
            var readings: [Reading] = []
            for cpu in 0..<256 {
                let path = "\(root)/devices/system/cpu/cpu\(cpu)/cpufreq/scaling_cur_freq"
                guard let kilohertz = systemInteger(path) else { break }
                readings.append(Reading(name: "\(cpu)", value: Double(kilohertz) * 1000))
            }
            return readings
        }
    }
#endif
