import EdgeVision

extension BenchReport {
    /// A page for browsers with everything in it.
    public var page: String {
        let name = model.path.split(separator: "/").last.map(String.init) ?? model.path
        var body =
            "<h1>\(escaped(name))</h1>\n<p class=\"lead\">\(escaped(machine.cpu)), \(escaped(model.isa)), "
        body += "\(threadText(first.threads))</p>\n"
        body += tiles
        body += warningList(warnings)
        body += "<div class=\"grid2\">\n"
        body += section("Latency", histogramPlot(first))
        body += section(
            "Over time", timePlot(series.map { TimeLine(name: threadText($0.threads), series: $0) }))
        if !scaling.isEmpty { body += section("Threads", scalingPlot(scaling) + scalingTable) }
        body += section("Cold start", coldBars)
        body += "</div>\n"
        if let profile {
            let share = profile.total > 0 ? profile.roofMilliseconds / profile.total * 100 : 0
            body += section(
                "Roofline",
                rooflinePlot(profile)
                    + "<p class=\"small\">Measured on \(threadText(profile.roof.threads)) in the same minute. "
                    + "A kernel is held against the fastest product of its instruction set. A dot's area "
                    + "is its op's share of the time.</p>\n")
            body += section(
                "Ops",
                "<p class=\"small\">The bar is the time, its full part what the roof leaves: all ops together are "
                    + "at \(fixed(share, 0))% of it. Ops were timed one by one, \(profile.runs) runs, medians.</p>\n"
                    + opTable(profile))
        }
        body += section("Machine and model", factsTable)
        return pageFrame(title: "\(name): edgerun bench", body: body)
    }

    private var tiles: String {
        guard let summary = first.summary else { return "" }
        var tiles = [
            ("\(short(summary.p50)) ms", "p50 latency"), ("\(short(summary.p99)) ms", "p99 latency"),
            ("\(short(gigaMACs(summary.p50)))", "GMAC/s"),
            (
                "\(short(fresh.flatMap { LatencySummary($0.kept)?.p50 } ?? coldStart.total)) ms",
                "to the first result"
            ),
            ("\(fixed(Double(model.memory.arenaBytes) / 1024, 0)) KiB", "arena"),
        ]
        if let main = energy?.main {
            tiles.append(("\(short(main.joules * 1000)) mJ", "an inference, \(main.name)"))
        }
        return "<div class=\"tiles\">"
            + tiles.map { "<div class=\"tile\"><b>\(escaped($0))</b><span>\(escaped($1))</span></div>" }
            .joined()
            + "</div>\n"
    }

    private var scalingTable: String {
        var html = "<table><thead><tr><th>threads</th><th>p50 ms</th><th>speed-up</th><th>95% interval</th>"
        html += "<th>efficiency</th></tr></thead><tbody>\n"
        for row in scaling {
            let interval =
                row.speedup.interval.map { "\(fixed($0.lowerBound, 2)) to \(fixed($0.upperBound, 2))" } ?? ""
            html += "<tr><td>\(row.series.threads)</td><td>\(fixed(row.series.summary?.p50 ?? 0, 3))</td>"
            html += "<td>\(fixed(row.speedup.ratio, 2))</td><td>\(interval)</td>"
            html += "<td>\(fixed(row.efficiency * 100, 0))%</td></tr>\n"
        }
        return html + "</tbody></table>\n"
    }

    private var coldBars: String {
        let parts = coldStart.parts
        var html = "<p class=\"small\">This process: \(fixed(coldStart.total, 2)) ms.</p>\n"
        html += legend(parts.map { "\(words($0.0)) \(fixed($0.1, 2))" }) + "<div class=\"stack\">"
        for (number, part) in parts.enumerated() {
            let width = coldStart.total > 0 ? max(0, part.1) / coldStart.total * 100 : 0
            html += "<div class=\"b\(number % 6 + 1)\" style=\"width:\(fixed(width, 2))%\"></div>"
        }
        html += "</div>\n"
        guard let fresh, let kept = LatencySummary(fresh.kept) else { return html }
        html +=
            "<p class=\"small\">\(fresh.kept.count) fresh processes, from their start to the first result: "
        html += "p50 \(fixed(kept.p50, 2)) ms, slowest \(fixed(kept.maximum, 2)) ms. "
        if let dropped = LatencySummary(fresh.dropped) {
            html += "With the model's file on the disk, not in memory: p50 \(fixed(dropped.p50, 2)) ms."
        } else {
            html += "With the model's file on the disk: not measured, \(escaped(fresh.reason ?? ""))."
        }
        return html + "</p>\n"
    }

    private func words(_ name: String) -> String { String(name.map { $0 == "_" ? " " : $0 }) }

    private var factsTable: String {
        var rows: [(String, String)] = [
            ("model", "\(model.path), \(model.fileBytes) bytes, CRC-32C \(hex(model.checksum))"),
            ("output", "CRC-32 \(hex(checksum))"),
            (
                "memory",
                "arena \(kibibytes(model.memory.arenaBytes)), scratch \(kibibytes(model.memory.scratchBytes)), weights "
                    + "\(kibibytes(model.memory.weightBytes)), resident at most \(kibibytes(peakResidentBytes))"
            ),
            ("processor", "\(machine.cpu), \(machine.cores) logical, used \(CPUList.text(cpus))"),
            ("flags", machine.flags.joined(separator: " ")),
            (
                "caches",
                machine.caches.map { "L\($0.level) \(kibibytes($0.bytes))" }.joined(separator: ", ")
            ),
            (
                "system",
                "\(machine.distribution), \(machine.kernel)\(machine.isVirtual ? ", a virtual machine" : "")"
            ),
            ("built with", machine.compiler),
            ("edgerun", version),
        ]
        if let board = machine.board { rows.append(("board", board)) }
        if let governor = before.clocks.first?.governor { rows.append(("governor", governor)) }
        if let first = before.measuredGHz, let last = after.measuredGHz {
            rows.append(("clock", "\(fixed(first, 2)) GHz at first, \(fixed(last, 2)) at last (measured)"))
        }
        rows.append(("energy", energyText))
        if let profile { rows.append(("roof", profile.roof.text)) }
        let html = rows.map { "<tr><th>\($0)</th><td>\(escaped($1))</td></tr>\n" }.joined()
        return "<table class=\"facts\"><tbody>\n\(html)</tbody></table>\n"
    }
}

func section(_ title: String, _ content: String) -> String {
    "<section><h2>\(escaped(title))</h2>\n\(content)</section>\n"
}

func warningList(_ warnings: [String]) -> String {
    guard !warnings.isEmpty else { return "" }
    return "<ul class=\"warnings\">\n" + warnings.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n"
}
