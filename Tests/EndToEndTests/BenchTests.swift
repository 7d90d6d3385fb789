import Foundation
import Testing

/// `edgerun bench` as scripts meet it. What its parts compute is tested in EdgeBenchTests; no test here depends on
/// how fast anything is.
@Suite struct BenchTests {
    private func withFixture(_ body: (EdgerunTests.Fixture) throws -> Void) throws {
        let fixture = try EdgerunTests.Fixture()
        defer { fixture.remove() }
        try body(fixture)
    }

    private func json(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private let quick = ["--runs", "20", "--warmup", "1", "--cold", "0", "--energy", "0"]

    @Test func severalThreadCounts() throws {
        try withFixture { fixture in
            let run = try runProgram(
                "edgerun", ["bench", fixture.model, "--threads", "2,1", "--json"] + quick)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let object = try json(run.output)
            // The first number of threads is the report's.
            #expect(object["threads"] as? Int == 2 && object["runs"] as? Int == 20)
            let scaling = try #require(object["scaling"] as? [[String: Any]])
            #expect(scaling.compactMap { $0["threads"] as? Int } == [2, 1])
            #expect(scaling.allSatisfy { ($0["rounds_ms"] as? [Double])?.isEmpty == false })
            #expect(scaling[1]["speedup"] as? Double == 1 && scaling[1]["efficiency"] as? Double == 1)
            let text = try runProgram("edgerun", ["bench", fixture.model, "--threads", "1,2"] + quick).output
            #expect(text.contains("speed-up") && text.contains("efficiency"))
        }
    }

    @Test func freshProcessesAreMeasured() throws {
        try withFixture { fixture in
            let run = try runProgram(
                "edgerun",
                [
                    "bench", fixture.model, "--json", "--runs", "5", "--cold", "3", "--input",
                    fixture.path("red.ppm"),
                ])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let cold = try #require(try json(run.output)["cold"] as? [String: Any])
            #expect(cold["processes"] as? Int == 3)
            let kept = try #require(cold["file_in_page_cache_ms"] as? [String: Double])
            #expect((kept["min"] ?? 0) > 0 && (kept["min"] ?? 0) <= (kept["max"] ?? 0))
            // From the disk, or why not.
            #expect(cold["file_on_disk_ms"] is [String: Any] || cold["file_on_disk_reason"] is String)
            // What it executes, alone.
            let first = try json(runProgram("edgerun", ["bench", fixture.model, "--first-run"]).output)
            let parts = try #require(first["cold_start_parts_ms"] as? [String: Double])
            #expect(Set(parts.keys) == ["loader", "program", "map", "verify", "prepare", "first_run"])
            #expect(first["first_run_ns"] as? Int ?? 0 > 0 && (first["output_crc32"] as? String)?.count == 8)
        }
    }

    @Test func runsSecondsAndSamples() throws {
        try withFixture { fixture in
            let run = try runProgram(
                "edgerun",
                ["bench", fixture.model, "--json", "--samples", "--seconds", "0.05", "--cold", "0"])
            let object = try json(run.output)
            let samples = try #require(object["samples_ms"] as? [[Double]])
            #expect(samples.count >= 3 && samples.reduce(0) { $0 + $1.count } == object["runs"] as? Int)
            #expect(samples.count == (object["rounds_ms"] as? [Double])?.count)
            #expect(object["warmup_stable"] is Bool && (object["warmup"] as? Int ?? 0) >= 3)
            let both = try json(
                runProgram(
                    "edgerun",
                    [
                        "bench", fixture.model, "--json", "--seconds", "60", "--runs", "7", "--warmup", "0",
                        "--cold", "0",
                    ]
                ).output)
            #expect(both["runs"] as? Int == 7 && both["warmup"] as? Int == 0)
            #expect(both["warmup_stable"] is NSNull)
        }
    }

    @Test func theMachineIsDescribed() throws {
        try withFixture { fixture in
            let machine = fixture.directory.appending(path: "machine")
            func set(_ path: String, _ text: String) throws {
                let file = machine.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data((text + "\n").utf8).write(to: file)
            }
            try set("proc/cpuinfo", "model name\t: Made Up 9000\nflags\t\t: fpu avx2 hypervisor")
            for cpu in 0..<64 {
                try set("sys/devices/system/cpu/cpu\(cpu)/cpufreq/scaling_governor", "powersave")
            }
            try set("sys/class/powercap/intel-rapl:0/name", "package-0")
            try set("sys/class/powercap/intel-rapl:0/energy_uj", "100")
            let run = try runProgram(
                "edgerun",
                ["bench", fixture.model, "--json", "--runs", "5", "--cold", "0", "--energy", "0.02"],
                environment: ["EDGE_SYSTEM_ROOT": machine.path])
            let object = try json(run.output)
            let facts = try #require(object["machine"] as? [String: Any])
            #expect(facts["cpu"] as? String == "Made Up 9000" && facts["virtual"] as? Bool == true)
            #expect(facts["flags"] as? [String] == ["avx2"])
            let warnings = try #require(object["warnings"] as? [String])
            #expect(warnings.contains { $0.contains("the frequency governor is 'powersave'") })
            let energy = try #require(object["energy"] as? [String: Any])
            #expect(energy["available"] as? Bool == true && energy["joules_per_inference"] as? Double == 0)
            let bare = try json(runProgram("edgerun", ["bench", fixture.model, "--json"] + quick).output)
            #expect((bare["energy"] as? [String: Any])?["reason"] as? String == "not asked for")
        }
    }

    @Test func affinity() throws {
        try withFixture { fixture in
            let allowed = try json(runProgram("edgerun", ["bench", fixture.model, "--json"] + quick).output)
            let cpus = try #require(allowed["cpus"] as? String)
            #expect(allowed["affinity"] is NSNull)
            let first = String(cpus.prefix { $0.isNumber })
            let bound = try json(
                runProgram("edgerun", ["bench", fixture.model, "--json", "--affinity", first] + quick).output)
            #expect(bound["cpus"] as? String == first && bound["affinity"] as? [Int] == [Int(first) ?? -1])
            let missing = try runProgram("edgerun", ["bench", fixture.model, "--affinity", "4000"] + quick)
            #expect(
                missing.status == 1 && missing.errorLines.count == 1 && missing.errors.contains("CPU 4000"))
        }
    }

    /// Rounds between those of others: what Tools/compare asks for.
    @Test func roundsOnRequest() throws {
        try withFixture { fixture in
            let arguments = ["bench", fixture.model, "--on-request", "--threads", "2"]
            let run = try runProgram(
                "edgerun", arguments, input: Array("{\"runs\": 3}\n{\"runs\": 1}\n".utf8))
            #expect(run.status == 0 && run.errors.isEmpty)
            let lines = try run.output.split(separator: "\n").map { try json(String($0)) }
            #expect(lines.count == 3 && lines[0]["isa"] is String && lines[0]["threads"] as? Int == 2)
            #expect(lines.dropFirst().map { ($0["milliseconds"] as? [Double])?.count } == [3, 1])
            for bad in ["{\"runs\": 0}", "{}", "3", "x"] {
                let refused = try runProgram("edgerun", arguments, input: Array("\(bad)\n".utf8))
                #expect(refused.status == 1 && refused.errorLines.count == 1, "\(bad)")
            }
        }
    }

    @Test func filesForTablesAndBrowsers() throws {
        try withFixture { fixture in
            let csv = fixture.path("runs.csv")
            let html = fixture.path("page.html")
            let run = try runProgram(
                "edgerun", ["bench", fixture.model, "--profile", "--csv", csv, "--html", html] + quick)
            #expect(run.status == 0 && run.output.contains("roof"), "\(run.errors)")
            let rows = try String(contentsOfFile: csv, encoding: .utf8).components(separatedBy: "\r\n")
            #expect(rows.count == 1 + 20 + 1 && rows[0].hasPrefix("model,isa,threads,round,run"))
            let ops = try String(contentsOfFile: fixture.path("runs.ops.csv"), encoding: .utf8)
            #expect(ops.contains("averagePool2D") && ops.contains("fullyConnected"))
            let page = try String(contentsOfFile: html, encoding: .utf8)
            #expect(
                page.hasPrefix("<!DOCTYPE html>") && page.contains("fullyConnected") && page.contains("<svg"))
            let full = try runProgram("edgerun", ["bench", fixture.model, "--csv", "/nowhere/x.csv"] + quick)
            #expect(full.status == 1 && full.errorLines.count == 1 && full.errors.contains("/nowhere/x.csv"))
        }
    }

    // MARK: --compare

    @Test func modelsTurnByTurn() throws {
        try withFixture { fixture in
            let other = try fixture.write("other.edge", ColourModel.bytes(labels: ["r", "g", "b", "d"]))
            let run = try runProgram(
                "edgerun",
                [
                    "bench", "--compare", fixture.model, other, "--threads", "1,2", "--seconds", "0.05",
                    "--json",
                ])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
            let object = try json(run.output)
            #expect(object["a"] as? String == fixture.model && object["same_output"] as? Bool == true)
            let results = try #require(object["results"] as? [[String: Any]])
            #expect(results.compactMap { $0["threads"] as? Int } == [1, 2])
            for result in results {
                let verdict = try #require(result["verdict"] as? [String: Any])
                let finding = try #require(verdict["finding"] as? String)
                // Where the other tests leave too few rounds undisturbed, there is no interval, and it says so.
                let interval = verdict["interval"] as? [Double]
                #expect(finding == "unknown" ? interval == nil : interval?.count == 2)
                #expect(
                    ["faster", "slower", "same", "unknown"].contains(finding) && verdict["ratio"] is Double)
            }
            let text = try runProgram(
                "edgerun", ["bench", "--compare", fixture.model, other, "--runs", "60"])
            #expect(text.status == 0 && text.output.contains("B is "))
        }
    }

    /// Saved runs that differ by 5%, and not at all; what the exit status makes of it.
    @Test func savedRuns() throws {
        try withFixture { fixture in
            func save(_ name: String, _ factor: Double) throws -> String {
                let rounds = (0..<20).map { String(format: "%.4f", (4 + Double($0 % 5) * 0.01) * factor) }
                return try fixture.write(
                    name,
                    Array(
                        #"{"threads": 1, "cpu": "x", "rounds_ms": [\#(rounds.joined(separator: ", "))]}"#.utf8
                    ))
            }
            let (old, slow, same) = (
                try save("old.json", 1), try save("slow.json", 1.05), try save("same.json", 1.0001)
            )
            func compare(_ arguments: String...) throws -> ProgramRun {
                try runProgram("edgerun", ["bench", "--compare"] + arguments)
            }
            let slower = try compare(old, slow, "--fail-if-slower", "3%")
            #expect(slower.status == 2 && slower.errorLines.count == 1)
            #expect(slower.output.contains("B is slower by 5.0% (95% interval 4."))
            #expect(try compare(old, slow, "--fail-if-slower=8%").status == 0)
            #expect(try compare(slow, old, "--fail-if-slower", "0").status == 0)
            let none = try compare(old, same, "--fail-if-slower", "0")
            #expect(none.status == 0 && none.output.contains("no difference seen"))
            #expect(try compare(old, slow).output == compare(old, slow).output)
            // A file that edgerun wrote.
            let run = try runProgram("edgerun", ["bench", fixture.model, "--json"] + quick)
            let saved = try fixture.write("run.json", Array(run.output.utf8))
            #expect(try compare(saved, saved).output.contains("no difference seen"))
            #expect(try compare(saved, saved, "--html", fixture.path("c.html")).status == 0)
            #expect(FileManager.default.fileExists(atPath: fixture.path("c.html")))
            for (name, bytes) in [("empty.json", "{}"), ("cut.json", "{\"threads\": 1, \"rounds_ms\": [1,")] {
                let bad = try fixture.write(name, Array(bytes.utf8))
                let refused = try compare(old, bad)
                #expect(refused.status == 1 && refused.errorLines.count == 1 && refused.errors.contains(bad))
            }
            let mixed = try compare(old, fixture.model)
            #expect(mixed.status == 1 && mixed.errorLines.count == 1 && mixed.errors.contains(fixture.model))
        }
    }

    @Test func wrongArguments() throws {
        try withFixture { fixture in
            let model = fixture.model
            for arguments in [
                ["--compare", model], [model, model], ["--compare", model, model, model],
                [model, "--threads", "0"],
                [model, "--threads", "1,1"], [model, "--threads", "x"], [model, "--threads", ","],
                [model, "--affinity", "1-"], [model, "--runs", "0"], [model, "--seconds", "nan"],
                [model, "--fail-if-slower", "3%"], ["--compare", model, model, "--fail-if-slower", "x"],
                [model, "--samples"], ["--compare", model, model, "--profile"], [model, "--cold", "-1"],
            ] {
                let run = try runProgram("edgerun", ["bench"] + arguments)
                #expect(
                    run.status == 64 && run.errorLines.count == 1 && run.output.isEmpty,
                    "\(arguments): \(run.errors)")
            }
        }
    }
}
