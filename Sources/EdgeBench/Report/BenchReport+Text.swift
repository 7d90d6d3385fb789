import EdgeVision

extension BenchReport {
    public var text: String {
        var text = "\(model.path)  \(model.isa), \(threadText(first.threads)), \(machine.cpu)\n"
        text += latencyLines
        text += "  work        \(fixed(Double(model.macs) / 1e6, 1)) MMAC, "
        text += "\(fixed(gigaMACs(first.summary?.p50 ?? 0), 1)) GMAC/s\n"
        text += scalingLines
        text += "  cold start  \(fixed(coldStart.total, 2)) ms = "
        text +=
            coldStart.parts.map { "\($0.replacingUnderscores) \(fixed($1, 2))" }.joined(separator: " + ")
            + "\n"
        if let fresh { text += fresh.lines }
        let memory = model.memory
        text +=
            "  memory      arena \(kibibytes(memory.arenaBytes)), scratch \(kibibytes(memory.scratchBytes))"
        text += ", weights \(kibibytes(memory.weightBytes)) in the file"
        text += ", resident at most \(kibibytes(peakResidentBytes))\n"
        text += "  energy      \(energyText)\n"
        text += "  machine     \(machineText)\n"
        text += "  output      CRC-32 \(hex(checksum)); model CRC-32C \(hex(model.checksum))\n"
        if let profile { text += profile.text }
        for warning in warnings { text += "  warning: \(warning)\n" }
        return text
    }

    /// What an inference costs, or why that is not known.
    var energyText: String { energy?.text ?? energyReason ?? "not asked for" }

    private var latencyLines: String {
        guard let summary = first.summary else { return "" }
        var text = "  latency     min \(time(summary.minimum))  p50 \(time(summary.p50))"
        text += "  p90 \(time(summary.p90))  p99 \(time(summary.p99))"
        text += "  max \(time(summary.maximum)) ms"
        text += "  (\(first.samples.count) runs in \(first.rounds.count) rounds, after \(first.warmupRuns))\n"
        text +=
            "  spread      mean \(time(summary.mean)), MAD \(time(summary.medianAbsoluteDeviation)) ms"
        text += "; the middle half of the rounds within \(fixed(first.spread * 100, 1))%\n"
        return text
    }

    /// Milliseconds to the microsecond; those of a run of a few microseconds to the nanosecond.
    private func time(_ milliseconds: Double) -> String {
        fixed(milliseconds, (first.summary?.p50 ?? 0) < 0.1 ? 6 : 3)
    }

    private var scalingLines: String {
        guard !scaling.isEmpty else { return "" }
        var text = "  threads     p50 ms  speed-up  95% interval    efficiency\n"
        for row in scaling {
            let interval =
                row.speedup.interval.map { "\(fixed($0.lowerBound, 2)) to \(fixed($0.upperBound, 2))" } ?? "-"
            text +=
                "  \(padded(String(row.series.threads), 7))  \(padded(time(row.series.summary?.p50 ?? 0), 9))"
            text += "  \(padded(fixed(row.speedup.ratio, 2), 8))  \(paddedRight(interval, 14))"
            text += "  \(padded(fixed(row.efficiency * 100, 0), 9))%\n"
        }
        return text
    }

    private var machineText: String {
        var parts = [machine.kernel]
        if let governor = before.clocks.first?.governor { parts.append("governor \(governor)") }
        if let first = before.measuredGHz, let last = after.measuredGHz {
            parts.append("clock \(fixed(first, 2)) to \(fixed(last, 2)) GHz (measured)")
        }
        if let affinity { parts.append("on CPU \(CPUList.text(affinity))") }
        if let hottest = after.zones.max(by: { $0.temperature < $1.temperature }) {
            parts.append("\(fixed(Double(hottest.temperature) / 1000, 0)) °C")
        }
        if machine.isVirtual { parts.append("a virtual machine") }
        return parts.joined(separator: ", ")
    }
}

func threadText(_ threads: Int) -> String { threads == 1 ? "1 thread" : "\(threads) threads" }

func kibibytes(_ bytes: Int) -> String { "\(fixed(Double(bytes) / 1024, 0)) KiB" }

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}

extension FreshProcesses {
    fileprivate var lines: String {
        guard let kept = LatencySummary(kept) else { return "" }
        var text =
            "  fresh       \(self.kept.count) processes, to the first result: p50 \(fixed(kept.p50, 2))"
        text += ", max \(fixed(kept.maximum, 2)) ms; "
        if let dropped = LatencySummary(dropped) {
            text +=
                "with the file on the disk p50 \(fixed(dropped.p50, 2)), max \(fixed(dropped.maximum, 2)) ms\n"
        } else {
            text += "with the file on the disk not measured: \(reason ?? "")\n"
        }
        return text
    }
}

extension EnergyFigures {
    fileprivate var text: String {
        guard let main else { return "no rail could be read while running" }
        return
            "\(fixed(main.joules * 1000, 2)) mJ an inference, \(fixed(main.joulesAboveIdle * 1000, 2)) above idle"
            + " (\(main.name): \(fixed(main.idleWatts, 2)) W at rest, \(fixed(main.loadWatts, 2)) W under load)"
    }
}

extension OpProfile {
    fileprivate var text: String {
        let kindWidth = rows.map(\.kind.count).max() ?? 0
        let shapeWidth = rows.map(\.shape.count).max() ?? 0
        var text = "  roof        \(roof.text)\n"
        text += "  op         ms   share      MMAC  GMAC/s       KB    GB/s  MAC/B  roof  bound\n"
        for row in rows {
            text += "  \(padded(String(row.index), 3))  \(padded(fixed(row.milliseconds, 4), 8))"
            text +=
                "  \(padded(fixed(row.share * 100, 1), 5))%  \(padded(fixed(Double(row.macs) / 1e6, 2), 8))"
            text += "  \(padded(row.macs > 0 ? fixed(row.gigaMACs, 1) : "-", 6))"
            text +=
                "  \(padded(fixed(Double(row.traffic.bytes) / 1000, 1), 7))  \(padded(fixed(row.gigabytes, 1), 6))"
            text += "  \(padded(row.macs > 0 ? fixed(row.intensity, 1) : "-", 5))"
            text += "  \(padded(row.shareOfRoof.map { "\(fixed($0 * 100, 0))%" } ?? "-", 4))"
            text += "  \(paddedRight(row.roof.bound, 7))"
            text +=
                "  \(paddedRight(row.kind, kindWidth))  \(paddedRight(row.shape, shapeWidth))  \(row.name)\n"
        }
        text += "  all  \(padded(fixed(total, 4), 8)) ms in steps; the roofs of all ops take "
        text +=
            "\(fixed(roofMilliseconds, 4)) ms, \(fixed(total > 0 ? roofMilliseconds / total * 100 : 0, 0))%\n"
        return text
    }
}

extension Roof {
    var text: String {
        let parts =
            peaks.map { "\($0.form.rawValue) \(fixed($0.gigaMACs, 1)) GMAC/s" }
            + bandwidths.map { "\($0.level) \(fixed($0.gigabytes, 1)) GB/s" }
        return parts.joined(separator: ", ") + " (measured, \(threadText(threads)))"
    }
}
