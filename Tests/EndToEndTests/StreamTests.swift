import EdgeTestModels
import Foundation
import Testing

/// `edgerun stream` as scripts meet it: frames in, lines out.
@Suite struct StreamTests {
    /// A directory with models and clips.
    struct Fixture {
        let directory: URL
        var colours: String { path("colours.edge") }
        var boxes: String { path("boxes.edge") }

        init() throws {
            directory = FileManager.default.temporaryDirectory.appending(path: "stream-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try write("colours.edge", ColourModel.bytes())
            // Two boxes on every picture, in an input of 16 x 16.
            try write(
                "boxes.edge",
                VisionModels.constant(
                    [2, 2, 6, 6, 0.9, 0, 10, 10, 14, 14, 0.5, 1], dimensions: [1, 2, 6],
                    VisionModels.Facts(task: "detect", labels: ["cat", "dog"])))
        }

        func path(_ name: String) -> String { directory.appending(path: name).path }

        @discardableResult
        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: directory.appending(path: name))
            return path(name)
        }
    }

    private func withFixture(_ body: (Fixture) throws -> Void) throws {
        let fixture = try Fixture()
        defer { try? FileManager.default.removeItem(at: fixture.directory) }
        try body(fixture)
    }

    private func objects(_ output: String) throws -> [[String: Any]] {
        try output.split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appending(path: path)))
    }

    /// rgb24 frames of 8 x 6, red, green and blue by turns.
    private func colourFrames(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { i in (0..<48).flatMap { _ in (0..<3).map { $0 == i % 3 ? 255 : 0 } } }
    }

    private let raw = ["--format", "rgb24", "--size", "8x6"]

    @Test func oneLineAFrameInOrder() throws {
        try withFixture { fixture in
            let run = try runProgram(
                "edgerun", ["stream", fixture.colours] + raw, input: colourFrames(300))
            #expect(run.status == 0 && run.errorLines.isEmpty)
            let lines = try objects(run.output)
            #expect(lines.count == 300)
            for (i, line) in lines.enumerated() {
                #expect(line["input"] as? String == "-" && line["frame"] as? Int == i)
                #expect(line["task"] as? String == "classify")
                let classes = try #require(line["classes"] as? [[String: Any]])
                #expect(classes.first?["label"] as? String == ["red", "green", "blue"][i % 3])
                #expect((line["time"] as? Double ?? 0) > 1.6e9)
                #expect(line["latency_ms"] is Double)
                let timing = try #require(line["timing_ms"] as? [String: Double])
                #expect(Set(timing.keys) == ["decode", "preprocess", "inference", "postprocess"])
            }
            #expect(
                run.errors.contains("300 frames in ")
                    && run.errors.contains("300 with results, 0 damaged, 0 dropped"))
        }
    }

    /// A photo, other formats and other sizes one after another, in one stream.
    @Test func framesOfAnySizeAndFormat() throws {
        try withFixture { fixture in
            let small = try bytes("Tests/EdgeVisionTests/Vectors/gray.jpg")
            let photo = try bytes("Models/images/rocket.jpg")
            let run = try runProgram("edgerun", ["stream", fixture.colours], input: small + photo + small)
            #expect(run.status == 0)
            #expect(try objects(run.output).allSatisfy { $0["classes"] != nil && $0["error"] == nil })
            #expect(try objects(run.output).count == 3)
            func clip(_ width: Int, _ height: Int, _ kind: String, _ planes: Int) -> [UInt8] {
                Array("YUV4MPEG2 W\(width) H\(height) \(kind)\n".utf8)
                    + (0..<2).flatMap { _ in Array("FRAME\n".utf8) + [UInt8](repeating: 128, count: planes) }
            }
            let clips =
                clip(1, 1, "C420", 3) + clip(7680, 4320, "Cmono", 7680 * 4320) + clip(3, 3, "C444", 27)
            let changing = try runProgram("edgerun", ["stream", fixture.boxes, "-"], input: clips)
            #expect(changing.status == 0)
            let lines = try objects(changing.output)
            #expect(lines.count == 6)
            // Letterboxed: the picture's width is the input's.
            let wide = try #require(lines[2]["boxes"] as? [[String: Any]])
            #expect((wide.first?["box"] as? [Double])?.first == 960)
            let pictures =
                try bytes("Models/images/chelsea.png") + bytes("Tests/EdgeVisionTests/Vectors/gray.png")
            let pngs = try runProgram("edgerun", ["stream", fixture.colours], input: pictures)
            #expect(try objects(pngs.output).count == 2)
        }
    }

    @Test func damagedFramesHaveTheirLines() throws {
        try withFixture { fixture in
            let jpeg = try bytes("Tests/EdgeVisionTests/Vectors/baseline.jpg")
            // Entropy coded data that end too early.
            let broken = jpeg.prefix(jpeg.count - 200) + jpeg.suffix(20)
            let run = try runProgram(
                "edgerun", ["stream", fixture.colours], input: jpeg + broken + jpeg + jpeg.dropLast(9))
            #expect(run.status == 0)
            let lines = try objects(run.output)
            #expect(lines.map { $0["error"] != nil } == [false, true, false, true])
            #expect(lines.map { $0["frame"] as? Int } == [0, 1, 2, 3])
            #expect((lines[1]["error"] as? String)?.contains("byte \(jpeg.count)") == true)
            #expect(run.errors.contains("2 with results, 2 damaged"))
        }
    }

    @Test func tracksAndRegions() throws {
        try withFixture { fixture in
            let frames = [UInt8](repeating: 9, count: 16 * 16 * 5)
            let base = ["stream", fixture.boxes, "--format", "gray8", "--size", "16x16", "--quiet"]
            func boxes(_ options: [String]) throws -> [[[String: Any]]] {
                let run = try runProgram("edgerun", base + options, input: frames)
                #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
                return try objects(run.output).map { try #require($0["boxes"] as? [[String: Any]]) }
            }
            let plain = try boxes([])
            #expect(plain.count == 5 && plain.allSatisfy { $0.count == 2 && $0[0]["track"] == nil })
            let tracked = try boxes(["--track"])
            #expect(tracked.allSatisfy { $0.map { $0["track"] as? Int } == [1, 2] })
            for region in ["0.5,0.5,1,1", "8,8,16,16"] {
                let found = try boxes(["--track", "--region", region])
                #expect(found.allSatisfy { $0.count == 1 && $0[0]["track"] as? Int == 2 })
            }
            #expect(
                try boxes(["--classes", "cat"]).allSatisfy {
                    $0.count == 1 && $0[0]["label"] as? String == "cat"
                })
            #expect(try boxes(["--min-score", "0.7"]).allSatisfy { $0.count == 1 })
            let every = try runProgram(
                "edgerun", base + ["--every", "2", "--max-frames", "2"], input: frames)
            #expect(try objects(every.output).map { $0["frame"] as? Int } == [0, 2])
        }
    }

    @Test func linesIntoAFile() throws {
        try withFixture { fixture in
            let path = fixture.path("lines.jsonl")
            let clip = try fixture.write("clip.rgb", colourFrames(4))
            let run = try runProgram(
                "edgerun", ["stream", fixture.colours, clip, "--json", path, "--threads", "2"] + raw)
            #expect(run.status == 0 && run.output.isEmpty)
            let lines = try objects(String(contentsOfFile: path, encoding: .utf8))
            #expect(lines.count == 4 && lines[0]["input"] as? String == clip)
        }
    }

    /// Pictures on standard output, lines on standard error; what is written can be read again.
    @Test func overlays() throws {
        try withFixture { fixture in
            let frames = [UInt8](repeating: 9, count: 64 * 48 * 3 * 7)
            let base = ["stream", fixture.boxes, "--format", "rgb24", "--size", "64x48", "--quiet"]
            let path = fixture.path("overlay.mjpeg")
            let toFile = try runProgram("edgerun", base + ["--overlay", path], input: frames)
            #expect(toFile.status == 0)
            #expect(try objects(toFile.output).count == 7)
            let again = try runProgram("edgerun", ["stream", fixture.colours, path])
            #expect(try objects(again.output).count == 7)
            let json = fixture.path("lines.json")
            for form in ["mjpeg", "multipart", "http"] {
                let copy = fixture.path("copy")
                try Data().write(to: URL(filePath: copy))
                let run = try runProgram(
                    "edgerun",
                    base + ["--overlay", "-", "--overlay-format", form, "--quality", "95", "--json", json],
                    input: frames, output: FileHandle(forWritingTo: URL(filePath: copy)))
                #expect(run.status == 0 && run.errors.isEmpty)
                #expect(try objects(String(contentsOfFile: json, encoding: .utf8)).count == 7)
                let head = String(
                    decoding: try Data(contentsOf: URL(filePath: copy)).prefix(20), as: UTF8.self)
                #expect(head.hasPrefix("HTTP/1.0 200 OK") == (form == "http"))
                let pictures = try runProgram("edgerun", ["stream", fixture.colours, copy])
                #expect(try objects(pictures.output).count == 7, "\(form)")
            }
            let mixed = try runProgram(
                "edgerun", base + ["--overlay", "-"], input: frames,
                output: FileHandle(forWritingTo: URL(filePath: path)))
            #expect(try objects(mixed.errors).count == 7)
        }
    }

    // MARK: Ends

    /// The program with pipes that stay open.
    private struct Running {
        let process = Process()
        let input: FileHandle
        let output: FileHandle
        let errors: FileHandle

        init(_ arguments: [String]) throws {
            let pipes = try (0..<3).map { _ in try Self.makePipe() }
            process.executableURL = programURL("edgerun")
            process.arguments = arguments
            process.standardInput = pipes[0].read
            process.standardOutput = pipes[1].write
            process.standardError = pipes[2].write
            try process.run()
            (input, output, errors) = (pipes[0].write, pipes[1].read, pipes[2].read)
            for handle in [pipes[0].read, pipes[1].write, pipes[2].write] { try handle.close() }
        }

        /// Sockets, which can be made so that programs that other tests start meanwhile do not inherit them.
        private static func makePipe() throws -> (read: FileHandle, write: FileHandle) {
            var ends: [Int32] = [0, 0]
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
            return (
                FileHandle(fileDescriptor: ends[0], closeOnDealloc: true),
                FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
            )
        }

        func lines(_ count: Int) -> String {
            var text = ""
            while text.count(where: { $0 == "\n" }) < count {
                let more = output.availableData
                if more.isEmpty { break }
                text += String(decoding: more, as: UTF8.self)
            }
            return text
        }
    }

    /// Each line is there before the next frame is sent.
    @Test func linesComeAtOnce() throws {
        try withFixture { fixture in
            let run = try Running(["stream", fixture.colours] + raw)
            for i in 0..<5 {
                try run.input.write(contentsOf: colourFrames(1))
                #expect(try objects(run.lines(1)).first?["frame"] as? Int == i)
            }
            try run.input.close()
            run.process.waitUntilExit()
            #expect(run.process.terminationStatus == 0)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func signalsEndItInOrder(number: Int32) throws {
        try withFixture { fixture in
            let run = try Running(["stream", fixture.colours] + raw)
            try run.input.write(contentsOf: colourFrames(3) + [1, 2, 3])
            let lines = run.lines(3)
            kill(run.process.processIdentifier, number)
            run.process.waitUntilExit()
            #expect(run.process.terminationStatus == 0 && run.process.terminationReason == .exit)
            #expect(try objects(lines).count == 3)
            #expect(try run.output.readToEnd() ?? Data() == Data())
            let summary = String(decoding: try run.errors.readToEnd() ?? Data(), as: UTF8.self)
            #expect(summary.contains("3 with results, 0 damaged, 0 dropped"))
        }
    }

    @Test func closedReaderEndsItQuietly() throws {
        try withFixture { fixture in
            let run = try Running(["stream", fixture.colours] + raw)
            try run.input.write(contentsOf: colourFrames(1))
            _ = run.lines(1)
            try run.output.close()
            try run.input.write(contentsOf: colourFrames(1))
            run.process.waitUntilExit()
            #expect(run.process.terminationStatus == 128 + SIGPIPE && run.process.terminationReason == .exit)
            #expect(try run.errors.readToEnd() ?? Data() == Data())
        }
    }

    // MARK: Refusals

    @Test func refusals() throws {
        try withFixture { fixture in
            func refused(_ arguments: [String], _ part: String, status: Int32 = 1, input: [UInt8] = []) throws
            {
                let run = try runProgram("edgerun", ["stream"] + arguments, input: input)
                #expect(run.status == status && run.output.isEmpty)
                #expect(run.errorLines.count == 1 && run.errors.contains(part), "\(run.errors)")
            }
            try refused([fixture.colours], "holds no frame (0 bytes)")
            try refused([fixture.colours], "neither MJPEG, Y4M nor PNG", input: Array("hello there".utf8))
            try refused([fixture.colours, fixture.path("none")], "cannot open")
            try refused([fixture.colours, fixture.directory.path], "is a directory")
            try refused([fixture.path("none.edge")], "none.edge")
            try refused([fixture.colours, "--track"], "--track has no boxes")
            try refused([fixture.colours, "--region", "0,0,1,1"], "--region has no boxes")
            try refused([fixture.boxes, "--classes", "horse"], "no class 'horse'")
            try refused([fixture.boxes, "--json", fixture.path("no/such/place")], "no/such/place")
            let damaged = try runProgram(
                "edgerun", ["stream", fixture.colours, "--format", "mjpeg", "--quiet"],
                input: [0xFF, 0xD8, 0xFF, 0xDB, 0, 0])
            #expect(damaged.status == 1 && damaged.errors.contains("holds no whole frame (1 damaged)"))
            for arguments in [
                [], ["--format", "yuyv"], ["--size", "8x8"], ["--format", "mjpeg", "--size", "8x8"],
                ["--format", "gray8", "--size", "8"], ["--format", "gray8", "--size", "0x8"],
                ["--format", "h264"],
                ["--region", "1,1,0,0"], ["--every", "0"], ["--max-frames", "0"], ["--min-score", "2"],
                ["--threads", "0"], ["a", "b"], ["--task", "juggle"], ["--quality", "50"],
                ["--overlay-format", "http"],
                ["--overlay", "-", "--json", "-"], ["--overlay", "-", "--overlay-format", "gif"],
            ] {
                let model = arguments.isEmpty ? [] : [fixture.boxes]
                try refused(model + arguments, "see 'edgerun stream --help'", status: 64)
            }
        }
    }

    @Test func helpHasTheCameras() throws {
        let run = try runProgram("edgerun", ["stream", "--help"])
        #expect(run.status == 0)
        for part in [
            "ffmpeg -f v4l2", "libcamera-vid -t 0 --codec mjpeg -o -", "v4l2-ctl", "--stream-to=-", "rtsp://",
            "mosquitto_pub -l",
        ] { #expect(run.output.contains(part), "\(part)") }
    }

    // MARK: The corpus

    /// Real clips, where the corpus is: as many lines as frames.
    @Test(arguments: [("car_640x360_100f.mjpeg", 100), ("car_320x180.y4m", 25)])
    func corpusClips(name: String, count: Int) throws {
        let path = root.appending(path: "../shared/corpus/streams/\(name)").standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: path) else { return }
        try withFixture { fixture in
            let run = try runProgram("edgerun", ["stream", fixture.boxes, path])
            #expect(run.status == 0)
            let lines = try objects(run.output)
            #expect(lines.count == count && lines.allSatisfy { $0["error"] == nil })
        }
    }
}
