import EdgeGraph
import Foundation
import Testing

/// `edgec` as people and scripts meet it, on a small network of the golden set.
@Suite struct EdgecTests {
    struct Folder {
        let url: URL

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "edgec-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }

        func path(_ name: String) -> String { url.appending(path: name).path }
        func remove() { try? FileManager.default.removeItem(at: url) }

        var names: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
        }
    }

    private func withFolder(_ body: (Folder) throws -> Void) throws {
        let folder = try Folder()
        defer { folder.remove() }
        try body(folder)
    }

    private func golden(_ name: String, _ file: String = "model.onnx") -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/\(name)/\(file)").path
    }

    private let network = "block_inverted_residual"

    private func convert(to path: String, _ more: [String] = []) throws -> ProgramRun {
        try runProgram(
            "edgec",
            ["convert", golden(network), "-o", path, "--calibration", golden(network, "input_0.npy")] + more)
    }

    private func floats(_ path: String) throws -> [Float] {
        try NpyArray(file: [UInt8](try Data(contentsOf: URL(filePath: path)))).tensor.floats
    }

    // MARK: The whole way

    @Test func convertsRunsComparesInspectsAndVerifies() throws {
        try withFolder { (folder) throws in
            let model = folder.path("net.edge")
            let conversion = try convert(to: model, ["--report", folder.path("report")])
            #expect(conversion.status == 0, "\(conversion.errors)")
            #expect(conversion.output.contains("SQNR"))
            #expect(conversion.output.contains("wrote \(model)"))

            let report = try #require(
                JSONSerialization.jsonObject(
                    with: Data(contentsOf: URL(filePath: folder.path("report/report.json"))))
                    as? [String: Any])
            #expect((report["layers"] as? [[String: Any]])?.isEmpty == false)
            let page = try String(contentsOfFile: folder.path("report/report.html"), encoding: .utf8)
            #expect(page.contains("<html") || page.contains("<!doctype"))
            #expect(page.contains("<p>Weights: "))
            #expect(
                !page.contains("http://") && !page.contains("https://"), "the page must be self-contained")

            #expect(try runProgram("edgec", ["verify", model]).status == 0)

            let inspected = try runProgram(
                "edgec", ["inspect", model, "--json", "--html", folder.path("plan.html")])
            let description = try #require(
                JSONSerialization.jsonObject(with: Data(inspected.output.utf8)) as? [String: Any])
            #expect((description["arenaBytes"] as? Int ?? 0) > 0)
            #expect((description["ops"] as? [[String: Any]])?.isEmpty == false)

            // Float and integer outputs of `edgec run` differ by quantization noise, not more.
            for (source, place) in [(golden(network), "float"), (model, "int8")] {
                let run = try runProgram(
                    "edgec",
                    [
                        "run", source, "--input", golden(network, "input_0.npy"), "--output-dir",
                        folder.path(place),
                    ])
                #expect(run.status == 0, "\(run.errors)")
            }
            let outputs = try FileManager.default.contentsOfDirectory(atPath: folder.path("float")).sorted()
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path("int8")).sorted() == outputs)
            for name in outputs {
                let real = try floats(folder.path("float/" + name))
                let approximation = try floats(folder.path("int8/" + name))
                #expect(real.count == approximation.count)
                let signal = real.reduce(0) { $0 + Double($1) * Double($1) }
                let noise = zip(real, approximation).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
                #expect(noise > 0, "\(name): the integer network cannot be exact")
                #expect(10 * log10(signal / noise) > 20, "\(name)")
            }

            let comparison = try runProgram(
                "edgec",
                ["compare", golden(network), model, "--inputs", golden(network, "input_0.npy"), "--json"])
            #expect(comparison.status == 0, "\(comparison.errors)")
            let compared = try #require(
                JSONSerialization.jsonObject(with: Data(comparison.output.utf8)) as? [String: Any])
            #expect((compared["layers"] as? [[String: Any]])?.isEmpty == false)
        }
    }

    @Test func theTaskIsStored() throws {
        try withFolder { (folder) throws in
            let model = folder.path("net.edge")
            let task = ["--task", "pose", "--keypoints", "y,x,score,unit"]
            #expect(try convert(to: model, task).status == 0)
            let inspected = try runProgram("edgec", ["inspect", model, "--json"])
            let description = try #require(
                JSONSerialization.jsonObject(with: Data(inspected.output.utf8)) as? [String: Any])
            let metadata = try #require(description["metadata"] as? [String: String])
            #expect(metadata["task"] == "pose" && metadata["keypoints"] == "y,x,score,unit")
            for wrong in [
                ["--task", "fly"], ["--keypoints", "x,y"], ["--task", "pose", "--keypoints", "x,z"],
            ] {
                #expect(try convert(to: model, wrong).status == 64, "\(wrong)")
            }
        }
    }

    @Test func theSameConversionWritesTheSameBytes() throws {
        try withFolder { (folder) throws in
            #expect(try convert(to: folder.path("a.edge")).status == 0)
            #expect(try convert(to: folder.path("b.edge"), ["--threads", "1"]).status == 0)
            #expect(
                try Data(contentsOf: URL(filePath: folder.path("a.edge")))
                    == Data(contentsOf: URL(filePath: folder.path("b.edge"))))
        }
    }

    @Test func runsABatchRowByRow() throws {
        try withFolder { (folder) throws in
            let one = try NpyArray(
                file: [UInt8](try Data(contentsOf: URL(filePath: golden(network, "input_0.npy")))))
            let batch = NpyArray(
                type: one.type, shape: [2] + one.shape.dropFirst(), bytes: one.bytes + one.bytes)
            try Data(batch.file).write(to: URL(filePath: folder.path("batch.npy")))
            let run = try runProgram(
                "edgec",
                [
                    "run", golden(network), "--input", folder.path("batch.npy"), "--output-dir",
                    folder.path("out"),
                ])
            #expect(run.status == 0, "\(run.errors)")
            for line in run.output.split(separator: "\n") {
                let values = try floats(String(line))
                #expect(Array(values.prefix(values.count / 2)) == Array(values.suffix(values.count / 2)))
            }
        }
    }

    // MARK: Refusals leave nothing behind

    @Test func withoutCalibrationItSaysSo() throws {
        try withFolder { (folder) throws in
            let run = try runProgram("edgec", ["convert", golden(network), "-o", folder.path("net.edge")])
            #expect(run.status == 0)
            #expect(run.errors.contains("WARNING") && run.errors.contains("noise"))
        }
    }

    @Test func aGateThatFailsWritesNothing() throws {
        try withFolder { (folder) throws in
            let run = try convert(to: folder.path("net.edge"), ["--min-sqnr", "200"])
            #expect(run.status == 1)
            #expect(run.errorLines.count == 1 && run.errors.contains("200"))
            #expect(try folder.names.isEmpty)
        }
    }

    @Test func aFullDiskLeavesNothing() throws {
        try withFolder { (folder) throws in
            // A file size limit stands for the full disk: the same failing write, without mounting anything.
            let edgec = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
                .appending(path: "edgec").path
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/sh")
            shell.arguments = [
                "-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\" 2>&1 | cat", edgec, "convert",
                golden(network),
                "-o", folder.path("net.edge"), "--calibration", golden(network, "input_0.npy"),
            ]
            let pipe = Pipe()
            shell.standardOutput = pipe
            try shell.run()
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            shell.waitUntilExit()
            #expect(said.contains("error: cannot write"), "\(said)")
            #expect(try folder.names.isEmpty)
        }
    }

    @Test(arguments: ["text", "empty", "folder", "missing", "unknown"])
    func badNetworks(_ kind: String) throws {
        try withFolder { (folder) throws in
            let path = folder.path("bad.onnx")
            switch kind {
            case "text": try Data("this is no network\n".utf8).write(to: URL(filePath: path))
            case "empty": try Data().write(to: URL(filePath: path))
            case "folder":
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case "unknown":
                // The operator's name inside a valid file becomes one that nobody knows.
                var bytes = [UInt8](try Data(contentsOf: URL(filePath: golden("conv_1x1"))))
                // Field 4 (op_type) of NodeProto, four bytes long.
                let field: [UInt8] = [0x22, 4]
                let at = try #require(bytes.indices.first { bytes[$0...].starts(with: field + "Conv".utf8) })
                bytes.replaceSubrange(at..<at + 6, with: field + "Zork".utf8)
                try Data(bytes).write(to: URL(filePath: path))
            default: break
            }
            let before = try folder.names
            let run = try runProgram("edgec", ["convert", path, "-o", folder.path("net.edge")])
            #expect(run.status == 1)
            #expect(run.errorLines.count == 1, "\(run.errors)")
            #expect(run.errors.contains(kind == "unknown" ? "Zork" : "bad.onnx"), "\(run.errors)")
            #expect(try folder.names == before)
        }
    }

    @Test func comparingWithAnotherNetworkIsRefused() throws {
        try withFolder { (folder) throws in
            #expect(try convert(to: folder.path("net.edge")).status == 0)
            let run = try runProgram(
                "edgec",
                [
                    "compare", golden("conv_1x1"), folder.path("net.edge"), "--inputs",
                    golden("conv_1x1", "input_0.npy"),
                ])
            #expect(run.status == 1)
            #expect(run.errorLines.count == 1, "\(run.errors)")
            #expect(run.errors.contains("net.edge"), "\(run.errors)")
        }
    }

    @Test func aFullDiskBehindStandardOutputIsNoticed() throws {
        try withFolder { (folder) throws in
            #expect(try convert(to: folder.path("net.edge")).status == 0)
            let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
            let run = try runProgram("edgec", ["inspect", folder.path("net.edge")], output: full)
            #expect(run.status == 1)
            #expect(run.errors.contains("standard output"), "\(run.errors)")
        }
    }

    @Test func missingLabelsAndOutputsThatCannotBe() throws {
        try withFolder { (folder) throws in
            let labels = try convert(to: folder.path("net.edge"), ["--labels", folder.path("none.txt")])
            #expect(labels.status == 1 && labels.errorLines.count == 1)
            #expect(labels.errors.contains("none.txt"))
            let asFolder = try convert(to: folder.url.path)
            #expect(asFolder.status == 1 && asFolder.errors.contains("folder"))
            let nowhere = try convert(to: folder.path("none/net.edge"))
            #expect(nowhere.status == 1 && nowhere.errors.contains("no such folder"))
            #expect(try folder.names.isEmpty)
        }
    }

    @Test func truncatedFilesAreRefused() throws {
        try withFolder { (folder) throws in
            #expect(try convert(to: folder.path("net.edge")).status == 0)
            let bytes = try Data(contentsOf: URL(filePath: folder.path("net.edge")))
            for count in [0, 1, 63, 64, 200, bytes.count / 2, bytes.count - 1] {
                try bytes.prefix(count).write(to: URL(filePath: folder.path("cut.edge")))
                for command in ["verify", "inspect"] {
                    let run = try runProgram("edgec", [command, folder.path("cut.edge")])
                    #expect(run.status == 1, "\(command) \(count)")
                    #expect(run.errorLines.count == 1, "\(run.errors)")
                    #expect(run.errors.contains("cut.edge"), "\(run.errors)")
                }
            }
        }
    }

    @Test func wrongUsageExitsWith64() throws {
        for arguments in [
            ["convert"], ["fly"], ["verify"], ["convert", "a.onnx", "-o", "b", "--shape", "x"],
        ] {
            #expect(try runProgram("edgec", arguments).status == 64, "\(arguments)")
        }
        #expect(try runProgram("edgec", ["--help"]).status == 0)
        #expect(try runProgram("edgec", ["--version"]).output.contains("edgec"))
    }
}
