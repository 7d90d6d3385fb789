import EdgeBench
import EdgeHost
import EdgeVision
import Foundation
import Testing

@Suite struct ReportTests {
    private let two = [
        SampleReport.series(threads: 1, rounds: (0..<8).map { [4 + Double($0 % 2) * 0.01, 4.1, 4] }),
        SampleReport.series(threads: 2, rounds: (0..<8).map { [2 + Double($0 % 2) * 0.01, 2.1, 2] }),
    ]

    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func jsonHoldsWhatScriptsRead() throws {
        let report = SampleReport.make(two, name: "a \"model\".edge")
        let json = try object(report.json(samples: false).text)
        #expect(json["model"] as? String == "a \"model\".edge")
        let latency = try #require(json["latency_ms"] as? [String: Double])
        #expect(Set(latency.keys) == ["min", "p50", "p90", "p99", "max", "mean", "mad"])
        #expect(json["cold_start_ms"] as? Double == 5 && json["threads"] as? Int == 1)
        #expect(json["output_crc32"] as? String == "00000abc" && json["samples_ms"] == nil)
        #expect((json["rounds_ms"] as? [Double])?.count == 8)
        #expect((json["model_crc32c"] as? String)?.count == 8)
        #expect(json["affinity"] as? [Int] == [0, 2] && json["cpus"] as? String == "0,2")
        let scaling = try #require(json["scaling"] as? [[String: Any]])
        #expect(scaling.compactMap { $0["threads"] as? Int } == [1, 2])
        #expect(abs((scaling[1]["speedup"] as? Double ?? 0) - 2) < 0.02)
        let machine = try #require(json["machine"] as? [String: Any])
        #expect(
            Set(machine.keys).isSuperset(of: ["cpu", "flags", "kernel", "compiler", "caches", "virtual"]))
        #expect((json["energy"] as? [String: Any])?["available"] as? Bool == false)
        #expect(json["warnings"] is [String])
        let samples = try object(report.json(samples: true).text)["samples_ms"] as? [[Double]]
        #expect(samples?.count == 8 && samples?[1] == [4.01, 4.1, 4])
    }

    @Test func tablesAreCSV() throws {
        let report = SampleReport.make(two, name: "a, \"model\".edge", profile: try profile())
        let rows = try rowsOfCSV(report.samplesCSV)
        #expect(rows.count == 1 + 48 && rows.allSatisfy { $0.count == rows[0].count })
        #expect(rows[1][0] == "a, \"model\".edge" && rows[1].last == "4.00000")
        let ops = try rowsOfCSV(try #require(report.opsCSV))
        #expect(ops.count == 1 + report.model.opCount && ops.allSatisfy { $0.count == ops[0].count })
        #expect(SampleReport.make(two).opsCSV == nil)
    }

    @Test func savedRunsAreCompared() throws {
        let fast = SampleReport.make(two, name: "fast")
        let slow = SampleReport.make(
            two.map { series in
                SampleReport.series(
                    threads: series.threads, rounds: series.rounds.map { $0.milliseconds.map { $0 * 1.05 } })
            })
        func saved(_ report: BenchReport, _ name: String) throws -> SavedRun {
            try SavedRun(Array(report.json(samples: false).text.utf8), name: name)
        }
        let comparison = try Comparison(saved(fast, "a.json"), saved(slow, "b.json"))
        #expect(comparison.rows.map(\.threads) == [1, 2])
        #expect(
            comparison.rows.allSatisfy {
                $0.verdict.finding == .slower && abs($0.verdict.ratio - 1.05) < 0.005
            })
        #expect(comparison.isSlower(thanBy: 0.03) && !comparison.isSlower(thanBy: 0.06))
        #expect(comparison.sameOutput == true && comparison.text.contains("slower by 5.0%"))
        let json = try object(comparison.json(samples: false).text)
        #expect((json["results"] as? [[String: Any]])?.count == 2)
        let same = try Comparison(saved(fast, "a.json"), saved(fast, "b.json"))
        #expect(
            same.rows.allSatisfy { $0.verdict.finding == .same } && same.text.contains("no difference seen"))
        // One number of threads in common.
        let one = try Comparison(saved(SampleReport.make([two[1]]), "a.json"), saved(slow, "b.json"))
        #expect(one.rows.map(\.threads) == [2])
        #expect(throws: BenchError.self) {
            try Comparison(saved(SampleReport.make([two[1]]), "a"), saved(SampleReport.make([two[0]]), "b"))
        }
    }

    @Test func savedRunsMustHoldRounds() throws {
        for bad in [
            "", "{}", "[]", #"{"threads": 1}"#, #"{"threads": 1, "rounds_ms": []}"#,
            #"{"threads": 1.5, "rounds_ms": [1]}"#,
            #"{"threads": 1, "rounds_ms": [1, "2"]}"#, #"{"threads": 1, "rounds_ms": [1, 0]}"#,
            #"{"threads": 1e300, "rounds_ms": [1]}"#,
        ] {
            #expect(throws: BenchError.self, "\(bad)") { try SavedRun(Array(bad.utf8), name: "x.json") }
        }
        #expect(
            try SavedRun(Array(#"{"threads": 1, "rounds_ms": [1]}"#.utf8), name: "x").rounds[0].threads == 1)
    }

    /// Rounds with the same mark were measured turn by turn: they are compared in pairs.
    @Test func turnsArePaired() throws {
        func run(_ factor: Double, _ turns: String) throws -> SavedRun {
            let rounds = (0..<12).map { "\((4 + Double($0 * $0 % 7)) * factor)" }.joined(separator: ",")
            return try SavedRun(
                Array(#"{"threads": 1, "turns": "\#(turns)", "rounds_ms": [\#(rounds)]}"#.utf8), name: "r")
        }
        #expect(try Comparison(run(1, "x"), run(1.05, "x")).rows[0].verdict.finding == .slower)
        #expect(try Comparison(run(1, "x"), run(1.05, "y")).rows[0].verdict.finding == .same)
    }

    private func profile() throws -> OpProfile {
        let (subject, path) = try SampleReport.subject()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try OpProfile(subject, runs: 3, facts: MachineFacts(SystemTree()))
    }

    @Test func opsAreHeldAgainstTheRoof() throws {
        let profile = try profile()
        #expect(!profile.roof.bandwidths.isEmpty && profile.roof.bandwidths.allSatisfy { $0.gigabytes > 0 })
        #expect(
            profile.roof.bandwidths.last?.level == "DRAM" && profile.roof.peaks.allSatisfy { $0.gigaMACs > 0 }
        )
        #expect(abs(profile.rows.reduce(0) { $0 + $1.share } - 1) < 1e-6)
        for row in profile.rows {
            #expect(row.traffic.bytes > 0 && row.roof.milliseconds > 0)
            if row.macs > 0 { #expect(row.intensity > 0 && row.traffic.constants > 0) }
        }
    }

    /// The roof of an op is the longer of its products and its bytes, each from the level that holds it.
    @Test func levelsHoldWhatFits() {
        let roof = Roof(
            threads: 1, peaks: [],
            bandwidths: [
                .init(level: "L1", bytes: 16, gigabytes: 400, limit: 32 << 10),
                .init(level: "L2", bytes: 16, gigabytes: 100, limit: 1 << 20),
                .init(level: "DRAM", bytes: 16, gigabytes: 10, limit: nil),
            ])
        #expect(roof.bandwidth(ofWorkingSet: 1000)?.level == "L1")
        #expect(roof.bandwidth(ofWorkingSet: 32 << 10)?.level == "L1")
        #expect(roof.bandwidth(ofWorkingSet: 40_000)?.level == "L2")
        #expect(roof.bandwidth(ofWorkingSet: 2 << 20)?.level == "DRAM")
        let op = OpRoof(
            roof, macs: 0, forms: [], traffic: OpTraffic(activations: 100_000, constants: 50_000),
            footprint: 9 << 20)
        // 100 kB at 100 GB/s, and 50 kB at 10 GB/s.
        #expect(abs(op.milliseconds - (0.001 + 0.005)) < 1e-9 && op.bound == "DRAM")
    }

    /// Fields of RFC 4180.
    private func rowsOfCSV(_ text: String) throws -> [[String]] {
        var rows: [[String]] = [[""]]
        var isQuoted = false
        var rest = Array(text.unicodeScalars)[...]
        func add(_ scalar: Unicode.Scalar) {
            rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(scalar)
        }
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"": add(rest.removeFirst())
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: rows[rows.count - 1].append("")
            case "\r" where !isQuoted && rest.first == "\n":
                rest.removeFirst()
                rows.append([""])
            default: add(scalar)
            }
        }
        try #require(!isQuoted && rows.last == [""])
        return rows.dropLast()
    }
}
