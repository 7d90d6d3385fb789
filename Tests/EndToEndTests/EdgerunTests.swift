import Foundation
import Testing

/// `edgerun` as people and scripts meet it: a process with arguments, output, and an exit status.
@Suite struct EdgerunTests {
    /// A directory with the colour model and pictures of one colour.
    struct Fixture {
        let directory: URL
        var model: String { path("colours.edge") }

        init() throws {
            directory = FileManager.default.temporaryDirectory.appending(path: "edgerun-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try write("colours.edge", ColourModel.bytes())
            for (name, pixel) in [("red", [255, 0, 0]), ("blue", [0, 0, 255]), ("night", [1, 2, 3])] {
                let pixels = (0..<30 * 20).flatMap { _ in pixel.map(UInt8.init) }
                try write("\(name).ppm", Array("P6 30 20 255\n".utf8) + pixels)
            }
        }

        func path(_ name: String) -> String { directory.appending(path: name).path }

        @discardableResult
        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: directory.appending(path: name))
            return path(name)
        }

        func remove() { try? FileManager.default.removeItem(at: directory) }
    }

    /// Runs `body` with a fixture that is gone afterwards.
    private func withFixture(_ body: (Fixture) throws -> Void) throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try body(fixture)
    }

    private func json(_ line: some StringProtocol) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    // MARK: run

    @Test func namesTheColour() throws {
        try withFixture { fixture in
            let pictures = ["red", "blue", "night"].map { fixture.path("\($0).ppm") }
            let run = try runProgram("edgerun", ["run", fixture.model, "--json"] + pictures)
            #expect(run.status == 0 && run.errors.isEmpty)
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 3)
            for ((line, picture), label) in zip(zip(lines, pictures), ["red", "blue", "dark"]) {
                let object = try json(line)
                #expect(object["input"] as? String == picture)
                #expect(object["frame"] as? Int == 0)
                #expect(object["task"] as? String == "classify")
                let classes = try #require(object["classes"] as? [[String: Any]])
                #expect(classes.count == 4)
                #expect(classes.first?["label"] as? String == label)
                #expect(classes.first?["index"] as? Int == ColourModel.labels.firstIndex(of: label))
                let timing = try #require(object["timing_ms"] as? [String: Double])
                #expect(Set(timing.keys) == ["decode", "preprocess", "inference", "postprocess"])
            }
            // Pure red: logits 10, 0, 0, 3 (its bias of 9716 is a hair above 3).
            let classes = try #require(try json(lines[0])["classes"] as? [[String: Any]])
            let sum = exp(10.0) + 2 + exp(3.0)
            #expect(abs((classes[0]["score"] as? Double ?? 0) - exp(10.0) / sum) < 1e-5)
            #expect(abs((classes[1]["score"] as? Double ?? 0) - exp(3.0) / sum) < 1e-5)
        }
    }

    @Test func textNamesTheColourToo() throws {
        try withFixture { fixture in
            let run = try runProgram(
                "edgerun", ["run", fixture.model, fixture.path("red.ppm"), "--top", "2"])
            #expect(run.status == 0)
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0].hasSuffix("red.ppm  30 x 20"))
            #expect(lines[1].contains("red   0.999  ███"))
            #expect(lines[3].contains("inference"))
        }
    }

    @Test func readsStandardInput() throws {
        try withFixture { fixture in
            let picture = [UInt8](try Data(contentsOf: URL(filePath: fixture.path("blue.ppm"))))
            let run = try runProgram("edgerun", ["run", fixture.model, "-", "--json"], input: picture)
            #expect(run.status == 0 && run.output.contains("\"blue\""))
        }
    }

    @Test func labelsCanBeReplaced() throws {
        try withFixture { fixture in
            let labels = try fixture.write("labels.txt", Array("rouge\nvert\nbleu\nsombre \"noir\"\n".utf8))
            let picture = fixture.path("night.ppm")
            let run = try runProgram(
                "edgerun", ["run", fixture.model, picture, "--json", "--labels=\(labels)"])
            #expect(run.status == 0)
            let classes = try #require(try json(run.output)["classes"] as? [[String: Any]])
            #expect(classes.first?["label"] as? String == "sombre \"noir\"")
            let few = try fixture.write("few.txt", Array("one\ntwo\n".utf8))
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.model, picture, "--labels", few]),
                "names 2 classes, the model has 4")
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.model, picture, "--labels", few + "x"]),
                "cannot open", few + "x")
        }
    }

    /// A bad picture among good ones does not take them down, nor goes unnoticed.
    @Test func goesOnAfterABadPicture() throws {
        try withFixture { fixture in
            let empty = try fixture.write("empty.jpg", [])
            let run = try runProgram(
                "edgerun", ["run", fixture.model, empty, fixture.path("red.ppm"), "--json"])
            #expect(run.status == 1)
            #expect(run.output.contains("\"red\""))
            #expect(
                run.errorLines == [
                    "error: \(empty): is empty (0 bytes); give a JPEG, PNG, BMP or PPM picture"
                ])
        }
    }

    // MARK: Bad input

    /// One line that begins with "error: " and contains `parts`; status 1; nothing on standard output.
    private func expectOneLine(_ run: ProgramRun, _ parts: String..., status: Int32 = 1) {
        #expect(run.status == status)
        #expect(run.output.isEmpty)
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 1 && run.errorLines.count == 1, "\(run.errors)")
        for part in parts { #expect(run.errors.contains(part), "\(run.errors)") }
    }

    @Test func badModels() throws {
        try withFixture { fixture in
            let whole = try ColourModel.bytes()
            let picture = fixture.path("red.ppm")
            var mutated = whole
            mutated[whole.count / 2] ^= 0x40
            let files: [(String, [UInt8])] = [
                ("empty.edge", []), ("text.edge", Array("not a model\n".utf8)),
                ("cut.edge", Array(whole.dropLast(100))), ("mutated.edge", mutated),
            ]
            for (name, bytes) in files {
                let path = try fixture.write(name, bytes)
                for command in [["run", path, picture], ["bench", path, "--runs", "1"]] {
                    expectOneLine(try runProgram("edgerun", command), path)
                }
            }
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.directory.path, picture]), fixture.directory.path)
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.path("none.edge"), picture]),
                fixture.path("none.edge"))
        }
    }

    @Test func badPictures() throws {
        try withFixture { fixture in
            let files: [(String, [UInt8], String)] = [
                ("empty.jpg", [], "is empty (0 bytes)"),
                ("text.jpg", Array("hello".utf8), "not a known picture"),
                ("cut.ppm", Array("P6 30 20 255\nabc".utf8), "the data end early"),
                ("bomb.ppm", Array("P6 65500 65500 255\n".utf8), "more than the 100000000 allowed"),
            ]
            for (name, bytes, what) in files {
                let path = try fixture.write(name, bytes)
                expectOneLine(try runProgram("edgerun", ["run", fixture.model, path]), what, path)
            }
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.model, fixture.directory.path]), "is a directory")
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.model, fixture.path("none.jpg")]), "cannot open")
        }
    }

    @Test(arguments: [
        [], ["fly"], ["run"], ["run", "m.edge"], ["run", "m.edge", "p.jpg", "--tpo", "3"],
        ["run", "m.edge", "p.jpg", "--top", "many"], ["run", "m.edge", "p.jpg", "--top"],
        ["run", "m.edge", "p.jpg", "--json=yes"], ["bench"], ["bench", "m.edge", "n.edge"],
        ["bench", "m.edge", "--threads", "0"], ["bench", "m.edge", "--runs", "1", "--runs", "2"],
    ])
    func wrongArguments(_ arguments: [String]) throws {
        expectOneLine(try runProgram("edgerun", arguments), "--help'", status: 64)
    }

    @Test func unknownInstructionSet() throws {
        try withFixture { fixture in
            expectOneLine(
                try runProgram(
                    "edgerun", ["run", fixture.model, fixture.path("red.ppm")],
                    environment: ["EDGE_ISA": "mmx"]),
                "EDGE_ISA", "mmx")
        }
    }

    @Test func fullDisk() throws {
        guard let full = FileHandle(forWritingAtPath: "/dev/full") else {
            // Linux has it; elsewhere there is no disk to fill without privileges.
            #expect(!FileManager.default.fileExists(atPath: "/dev/full"))
            return
        }
        try withFixture { fixture in
            expectOneLine(
                try runProgram("edgerun", ["run", fixture.model, fixture.path("red.ppm")], output: full),
                "cannot write", "standard output")
        }
    }

    @Test func helpAndVersion() throws {
        for arguments in [["--help"], ["run", "--help"], ["bench", "--help"], ["bench", "m.edge", "-h"]] {
            let run = try runProgram("edgerun", arguments)
            #expect(run.status == 0 && run.errors.isEmpty && run.output.contains("usage: edgerun"))
            #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 110 })
        }
        #expect(try runProgram("edgerun", ["--version"]).output.hasPrefix("edgerun 0."))
    }

    // MARK: bench

    @Test func benchReportsItsStableFields() throws {
        try withFixture { fixture in
            let run = try runProgram(
                "edgerun", ["bench", fixture.model, "--json", "--profile", "--runs", "5", "--warmup", "1"])
            #expect(run.status == 0 && run.errors.isEmpty)
            let object = try json(run.output)
            let latency = try #require(object["latency_ms"] as? [String: Double])
            let ordered = ["min", "p50", "p90", "p99", "max"].compactMap { latency[$0] }
            #expect(ordered.count == 5 && ordered == ordered.sorted())
            let cold = try #require(object["cold_start_ms"] as? Double)
            let parts = try #require(object["cold_start_parts_ms"] as? [String: Double])
            #expect(abs(parts.values.reduce(0, +) - cold) < 0.001 && cold > 0)
            #expect(object["arena_bytes"] as? Int == 320)
            #expect(object["peak_rss_bytes"] as? Int ?? 0 > 100_000)
            #expect(object["isa"] is String && object["cpu"] is String && object["threads"] as? Int == 1)
            #expect(object["macs"] as? Int == 12)
            #expect((object["output_crc32"] as? String)?.count == 8)
            let profile = try #require(object["profile"] as? [[String: Any]])
            #expect(profile.compactMap { $0["kind"] as? String } == ["averagePool2D", "fullyConnected"])
            #expect(abs(profile.compactMap { $0["share"] as? Double }.reduce(0, +) - 1) < 0.001)
            #expect(
                try runProgram("edgerun", ["bench", fixture.model, "--runs", "3", "--profile"]).output
                    .contains("fullyConnected"))
        }
    }

    /// The output's CRC-32 depends on the input alone: not on the threads, the kernels, or how it came in.
    @Test func checksumsAgree() throws {
        try withFixture { fixture in
            func checksum(_ arguments: [String], _ isa: String? = nil) throws -> String {
                let run = try runProgram(
                    "edgerun", ["bench", fixture.model, "--json", "--runs", "1"] + arguments,
                    environment: isa.map { ["EDGE_ISA": $0] } ?? [:])
                #expect(run.status == 0, "\(run.errors)")
                return try #require(try json(run.output)["output_crc32"] as? String)
            }
            let noise = try checksum([])
            #expect(try checksum(["--threads", "2"]) == noise)
            #expect(try checksum([], "portable") == noise)
            let red = try checksum(["--input", fixture.path("red.ppm")])
            #expect(red != noise)
            // The same picture as the source network's float tensor, and as the input's own integers.
            let plane = 64
            var floats: [UInt8] = []
            for value in [255, 0, 0] as [Float] {
                for _ in 0..<plane { withUnsafeBytes(of: value.bitPattern.littleEndian) { floats += $0 } }
            }
            let planar = try fixture.write("f.npy", npy("<f4", "(1, 3, 8, 8)", floats))
            #expect(try checksum(["--input", planar]) == red)
            let integers = (0..<plane).flatMap { _ in [127, 0x80, 0x80] as [UInt8] }
            let packed = try fixture.write("i.npy", npy("|i1", "(1, 8, 8, 3)", integers))
            #expect(try checksum(["--input", packed]) == red)
            // zlib's CRC-32 of the four floats, worked out from the model's definition.
            let logits: [Float] = [255 * 127, 0, 0, 9716].map { $0 * (10 / (127 * 255)) }
            var bytes: [UInt8] = []
            for value in logits { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
            #expect(red == String(format: "%08x", zlibCRC32(bytes)))
        }
    }

    @Test func badArrays() throws {
        try withFixture { fixture in
            let good = npy("|i1", "(1, 8, 8, 3)", [UInt8](repeating: 0, count: 192))
            let files: [(String, [UInt8], String)] = [
                ("short.npy", Array(good.dropLast()), "holds 191 bytes"), ("empty.npy", [], "is empty"),
                ("text.npy", Array("hello, world".utf8), "no .npy file"),
                ("cut.npy", Array(good.prefix(40)), "no .npy file"),
                ("shape.npy", npy("|i1", "(1, 8, 3, 8)", [UInt8](repeating: 0, count: 192)), "its shape"),
                ("huge.npy", npy("<f4", "(9999999999999999999999,)", []), "no .npy file"),
                ("type.npy", npy("<f8", "(1, 8, 8, 3)", [UInt8](repeating: 0, count: 1536)), "no .npy file"),
            ]
            for (name, bytes, what) in files {
                let path = try fixture.write(name, bytes)
                expectOneLine(
                    try runProgram("edgerun", ["bench", fixture.model, "--input", path]), what, path)
            }
        }
    }

    private func npy(_ type: String, _ shape: String, _ data: [UInt8]) -> [UInt8] {
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
        while (header.utf8.count + 11) % 64 != 0 { header += " " }
        header += "\n"
        let length = header.utf8.count
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]
            + Array(header.utf8)
            + data
    }

    /// RFC 1952, section 8, bit by bit.
    private func zlibCRC32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
        }
        return ~crc
    }
}
