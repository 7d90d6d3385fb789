import EdgeBench
import Foundation
import Testing

/// What is read of a machine, on machines made of files.
@Suite struct MachineTests {
    @Test func lists() {
        #expect(CPUList.parse("0,2-3") == [0, 2, 3])
        #expect(CPUList.parse("3,0-1,1") == [0, 1, 3])
        for bad in ["", ",", "a", "1-", "-1", "3-1", "1,,2", "+1", "1-2-3", "99999"] {
            #expect(CPUList.parse(bad) == nil, "\(bad)")
        }
        #expect(CPUList.text([5, 0, 1, 2]) == "0-2,5" && CPUList.text([7]) == "7" && CPUList.text([]) == "")
    }

    @Test func absencesAreNamed() throws {
        let made = try MadeTree(["a/number": "42", "a/text": "hello"])
        #expect(try made.tree.number("/a/number") == 42)
        #expect(throws: SystemTree.Absence.missing) { try made.tree.number("/a/nothing") }
        #expect(throws: SystemTree.Absence.unreadable) { try made.tree.number("/a/text") }
        #expect(throws: SystemTree.Absence.unreadable) { try made.tree.text("/a") }
        #expect(made.tree.names(in: "/a") == ["text", "number"])
        #expect(made.tree.names(in: "/b").isEmpty)
    }

    @Test func aRaspberryPi() throws {
        let made = try MadeTree([
            "proc/cpuinfo":
                "processor\t: 0\nFeatures\t: fp asimd evtstrm aes crc32 asimddp\nModel\t\t: Raspberry Pi 5",
            "proc/meminfo": "MemTotal:        8245456 kB", "proc/sys/kernel/osrelease": "6.6.31",
            "etc/os-release": "ID=debian\nPRETTY_NAME=\"Debian 12\"",
            "sys/devices/system/cpu/cpu0/cache/index0/level": "1",
            "sys/devices/system/cpu/cpu0/cache/index0/type": "Data",
            "sys/devices/system/cpu/cpu0/cache/index0/size": "64K",
            "sys/devices/system/cpu/cpu0/cache/index0/shared_cpu_list": "0",
            "sys/devices/system/cpu/cpu0/cache/index1/level": "1",
            "sys/devices/system/cpu/cpu0/cache/index1/type": "Instruction",
            "sys/devices/system/cpu/cpu0/cache/index1/size": "64K",
            "sys/devices/system/cpu/cpu0/cache/index2/level": "3",
            "sys/devices/system/cpu/cpu0/cache/index2/type": "Unified",
            "sys/devices/system/cpu/cpu0/cache/index2/size": "2048K",
            "sys/devices/system/cpu/cpu0/cache/index2/shared_cpu_list": "0-3",
        ])
        let facts = MachineFacts(made.tree)
        #expect(facts.cpu == "Raspberry Pi 5" && facts.flags == ["asimd", "crc32", "asimddp"])
        #expect(facts.kernel == "Linux 6.6.31" && facts.distribution == "Debian 12")
        #expect(facts.memoryBytes == 8_245_456 * 1024 && !facts.isVirtual)
        #expect(
            facts.caches == [
                Cache(level: 1, bytes: 65536, sharedBy: 1), Cache(level: 3, bytes: 2 << 20, sharedBy: 4),
            ])
        #expect(facts.compiler.hasPrefix("Swift 6"))
    }

    @Test func firmwareFlags() throws {
        let made = try MadeTree(["sys/devices/platform/soc/soc:firmware/get_throttled": "50005"])
        let state = SystemState(made.tree, cpus: [0], measuresClock: false)
        #expect(state.firmware?.word == 0x50005)
        #expect(state.firmware?.now == ["the supply voltage is too low", "throttled"])
        #expect(state.firmware?.sinceStart == ["the supply voltage is too low", "throttled"])
        let warnings = warnings(state, state)
        #expect(warnings == ["the firmware says: the supply voltage is too low, throttled"])
        try made.set("sys/devices/platform/soc/soc:firmware/get_throttled", "0x40000")
        let later = SystemState(made.tree, cpus: [0], measuresClock: false)
        #expect(self.warnings(later, later) == ["the firmware says that since start-up: throttled"])
        try made.set("sys/devices/platform/soc/soc:firmware/get_throttled", "none")
        #expect(SystemState(made.tree, cpus: [0], measuresClock: false).firmware == nil)
    }

    private func warnings(
        _ before: SystemState, _ after: SystemState, cpus: [Int] = [0, 1], threads: Int = 1
    ) -> [String] {
        var facts = MachineFacts(SystemTree())
        facts.cores = 2
        return MachineWarnings(before: before, after: after, facts: facts, cpus: cpus, threads: threads).all
            .filter { !$0.hasPrefix("this is a debug build") }
    }

    private func state(_ made: MadeTree) -> SystemState {
        SystemState(made.tree, cpus: [0], measuresClock: false)
    }

    @Test func aQuietMachineGivesNoWarning() throws {
        let made = try MadeTree([
            "proc/loadavg": "0.10 0.20 0.30 1/100 4242", "proc/stat": "cpu  1000 0 0 9000 0 0 0 0 0 0",
            "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance",
            "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "2400000",
            "sys/class/thermal/thermal_zone0/temp": "45000",
            "sys/class/thermal/thermal_zone0/type": "cpu-thermal",
            "sys/class/thermal/thermal_zone0/trip_point_0_type": "passive",
            "sys/class/thermal/thermal_zone0/trip_point_0_temp": "80000",
        ])
        let state = state(made)
        #expect(state.load == 0.1 && state.busyTicks == 1000 && state.zones.first?.passiveTrip == 80000)
        #expect(warnings(state, state).isEmpty)
        // Nothing at all is readable: nothing is claimed.
        let empty = self.state(try MadeTree())
        #expect(warnings(empty, empty).isEmpty && empty.clocks.first?.governor == nil)
    }

    @Test func whatDisturbsIsSaid() throws {
        let clock = "sys/devices/system/cpu/cpu0/cpufreq"
        let made = try MadeTree([
            "\(clock)/scaling_governor": "powersave", "\(clock)/scaling_cur_freq": "2400000",
            "\(clock)/cpuinfo_max_freq": "2400000", "\(clock)/scaling_max_freq": "1500000",
            "sys/devices/system/cpu/intel_pstate/no_turbo": "1",
            "sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count": "3",
            "sys/class/thermal/thermal_zone0/temp": "79000",
            "sys/class/thermal/thermal_zone0/type": "cpu-thermal",
            "sys/class/thermal/thermal_zone0/trip_point_1_type": "passive",
            "sys/class/thermal/thermal_zone0/trip_point_1_temp": "80000",
            "sys/class/power_supply/BAT0/status": "Discharging",
            "proc/loadavg": "3.50 1 1 1/1 1", "proc/stat": "cpu  0 0 0 0 0 0 0 0 0 0",
            "sys/fs/cgroup/cpu.stat": "usage_usec 1\nnr_periods 5\nnr_throttled 1",
        ])
        let before = state(made)
        try made.set("\(clock)/scaling_cur_freq", "1000000")
        try made.set("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "5")
        try made.set("proc/stat", "cpu  1000 0 0 800 0 0 0 200 0 0")
        try made.set("sys/fs/cgroup/cpu.stat", "usage_usec 1\nnr_periods 5\nnr_throttled 4")
        let found = warnings(before, state(made), cpus: [0], threads: 2)
        for part in [
            "2 threads on 1 CPU", "governor is 'powersave'", "on battery", "boost clocks are switched off",
            "capped at 1.50 of 2.40 GHz", "clock sank from 2.40 to 1.00 GHz", "throttled 2 times",
            "cpu-thermal is at 79 °C",
            "steal", "other programs used 50%", "load average was 3.50", "held this process back 3 times",
        ] {
            #expect(found.contains { $0.contains(part) }, "\(part) in \(found)")
        }
        #expect(found.count == 12, "\(found)")
    }

    @Test func theClockIsMeasured() throws {
        #if arch(x86_64) || arch(arm64)
            let clock = try #require(measuredClock())
            #expect(clock > 0.05 && clock < 20)
        #else
            #expect(measuredClock() == nil)
        #endif
    }

    @Test func affinityTellsWhatItCannotDo() throws {
        #expect(!Affinity.current.isEmpty)
        #expect(throws: BenchError.self) { try Affinity.set([4000]) }
        #expect(!Affinity.current.isEmpty)
    }
}
