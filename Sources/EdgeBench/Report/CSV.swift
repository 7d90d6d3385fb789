import EdgeVision

/// Rows of a table as RFC 4180 writes them, with a line of names first.
struct CSV {
    private(set) var text: String

    init(_ names: [String]) { text = Self.line(names) }

    mutating func add(_ values: [String]) { text += Self.line(values) }

    private static func line(_ values: [String]) -> String {
        values.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ value: String) -> String {
        let special: Set<Character> = ["\"", ",", "\n", "\r", "\r\n"]
        guard value.contains(where: { special.contains($0) }) else { return value }
        var text = "\""
        for character in value { text += character == "\"" ? "\"\"" : String(character) }
        return text + "\""
    }
}

extension BenchReport {
    /// A row for every measured run.
    public var samplesCSV: String {
        var table = CSV(["model", "isa", "threads", "round", "run", "round_start_s", "clock_ghz", "ms"])
        for series in series { table.add(series, name: model.path, isa: model.isa) }
        return table.text
    }

    /// A row for every op; nil without a profile.
    public var opsCSV: String? {
        guard let profile else { return nil }
        var table = CSV([
            "op", "name", "kind", "isa", "output_shape", "ms", "share", "macs", "gmac_per_s",
            "activation_bytes",
            "constant_bytes", "gbyte_per_s", "macs_per_byte", "roof_ms", "bound", "share_of_roof",
        ])
        for row in profile.rows {
            table.add([
                "\(row.index)", row.name, row.kind, row.isa, row.shape, fixed(row.milliseconds, 5),
                fixed(row.share, 5), "\(row.macs)", fixed(row.gigaMACs, 2), "\(row.traffic.activations)",
                "\(row.traffic.constants)", fixed(row.gigabytes, 3), fixed(row.intensity, 3),
                fixed(row.roof.milliseconds, 6), row.roof.bound, row.shareOfRoof.map { fixed($0, 4) } ?? "",
            ])
        }
        return table.text
    }
}

extension CSV {
    mutating func add(_ series: Series, name: String, isa: String) {
        for (number, round) in series.rounds.enumerated() {
            for (run, time) in round.milliseconds.enumerated() {
                add([
                    name, isa, "\(series.threads)", "\(number)", "\(run)", fixed(round.start, 3),
                    round.clock.map { fixed($0, 3) } ?? "", fixed(time, 5),
                ])
            }
        }
    }
}
