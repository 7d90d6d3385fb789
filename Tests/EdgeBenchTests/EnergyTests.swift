import EdgeBench
import EdgeHost
import EdgeTestModels
import Foundation
import Testing

@Suite struct EnergyTests {
    @Test func noSourceIsSaid() throws {
        let meter = EnergyMeter(try MadeTree().tree)
        #expect(meter.reason == "no RAPL counters, no INA power sensor, no battery that empties")
    }

    @Test func forbiddenCountersAreSaid() throws {
        // Root may read anything: only another user can be refused.
        guard getuid() != 0 else {
            let names = try MadeTree(["sys/class/powercap/intel-rapl:0/name": "package-0"])
            #expect(EnergyMeter(names.tree).reason?.hasPrefix("no RAPL") == true)
            return
        }
        let made = try MadeTree([
            "sys/class/powercap/intel-rapl:0/name": "package-0",
            "sys/class/powercap/intel-rapl:0/energy_uj": "1",
        ])
        let file = made.folder.appending(path: "sys/class/powercap/intel-rapl:0/energy_uj").path
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
        #expect(EnergyMeter(made.tree).reason?.hasPrefix("RAPL's counters may be read by root only") == true)
    }

    /// RAPL: a package with its memory, the cores within it (not counted again), and the same once more under
    /// the memory-mapped interface.
    @Test func countersAddUpAndWrap() throws {
        let rapl = "sys/class/powercap"
        let made = try MadeTree([
            "\(rapl)/intel-rapl:0/name": "package-0", "\(rapl)/intel-rapl:0/energy_uj": "900000",
            "\(rapl)/intel-rapl:0/max_energy_range_uj": "1000000",
            "\(rapl)/intel-rapl:0:0/name": "core", "\(rapl)/intel-rapl:0:0/energy_uj": "5",
            "\(rapl)/intel-rapl:0:1/name": "dram", "\(rapl)/intel-rapl:0:1/energy_uj": "0",
            "\(rapl)/intel-rapl-mmio:0/name": "package-0", "\(rapl)/intel-rapl-mmio:0/energy_uj": "7",
        ])
        let meter = EnergyMeter(made.tree)
        #expect(meter.reason == nil)
        var calls = 0
        let figures = try #require(
            meter.figures(
                seconds: 0, idle: {},
                load: {
                    calls += 1
                    // 0.2 J of the package, past the counter's end, and 0.05 J of its memory.
                    try? made.set("\(rapl)/intel-rapl:0/energy_uj", "100000")
                    try? made.set("\(rapl)/intel-rapl:0:1/energy_uj", "50000")
                }))
        #expect(calls == 1 && figures.runs == 1)
        #expect(figures.rails.map(\.name) == ["package-0", "dram of package 0"])
        #expect(abs(figures.rails[0].joules - 0.2) < 1e-9 && abs(figures.rails[1].joules - 0.05) < 1e-9)
        #expect(figures.rails.allSatisfy { $0.idleWatts == 0 && $0.joulesAboveIdle == $0.joules })
        #expect(figures.main?.name == "package-0 + dram of package 0")
        #expect(abs((figures.main?.joules ?? 0) - 0.25) < 1e-9)
    }

    @Test func sensorsAndBatteries() throws {
        let made = try MadeTree([
            "sys/class/hwmon/hwmon0/name": "coretemp", "sys/class/hwmon/hwmon0/power1_input": "9",
            "sys/class/hwmon/hwmon1/name": "ina3221", "sys/class/hwmon/hwmon1/in1_label": "VDD_IN",
            "sys/class/hwmon/hwmon1/in1_input": "5000", "sys/class/hwmon/hwmon1/curr1_input": "1200",
            "sys/class/hwmon/hwmon1/in2_input": "1000", "sys/class/hwmon/hwmon1/curr2_input": "300",
            "sys/class/hwmon/hwmon2/name": "ina226", "sys/class/hwmon/hwmon2/power1_input": "7500000",
            "sys/class/power_supply/AC/type": "Mains",
            "sys/class/power_supply/BAT0/type": "Battery",
            "sys/class/power_supply/BAT0/status": "Discharging",
            "sys/class/power_supply/BAT0/voltage_now": "12000000",
            "sys/class/power_supply/BAT0/current_now": "-500000",
            "sys/class/power_supply/BAT1/type": "Battery", "sys/class/power_supply/BAT1/status": "Full",
            "sys/class/power_supply/BAT1/power_now": "1",
        ])
        let meter = EnergyMeter(made.tree)
        let figures = try #require(
            meter.figures(seconds: 0.03, idle: { usleep(5000) }, load: { usleep(5000) }))
        #expect(figures.rails.map(\.name) == ["ina3221 VDD_IN", "ina3221 2", "ina226 1", "BAT0"])
        let watts = figures.rails.map(\.loadWatts)
        for (found, expected) in zip(watts, [6, 0.3, 7.5, 6]) { #expect(abs(found - expected) < 1e-9) }
        #expect(figures.main?.name == "ina3221 VDD_IN" && figures.rails[3].kind == "battery")
        #expect(abs(figures.rails[0].joules - 6 * figures.seconds / Double(figures.runs)) < 1e-9)
        #expect(figures.rails.allSatisfy { abs($0.joulesAboveIdle) < 1e-9 })
    }

    /// A rail that vanishes in the meantime is left out, nothing else.
    @Test func aRailMayVanish() throws {
        let made = try MadeTree([
            "sys/class/powercap/intel-rapl:0/name": "package-0",
            "sys/class/powercap/intel-rapl:0/energy_uj": "1",
        ])
        let figures = EnergyMeter(made.tree).figures(
            seconds: 0, idle: {}, load: { try? made.set("sys/class/powercap/intel-rapl:0/energy_uj", "gone") }
        )
        #expect(figures?.rails.isEmpty == true && figures?.main == nil)
    }
}
