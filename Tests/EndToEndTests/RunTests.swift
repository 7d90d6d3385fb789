import EdgeTestModels
import EdgeVision
import Foundation
import Testing

/// `edgerun run` on models of every task: what it prints and writes.
@Suite struct RunTests {
    private struct Fixture {
        let directory: URL

        func path(_ name: String) -> String { directory.appending(path: name).path }

        func write(_ name: String, _ bytes: [UInt8]) throws -> String {
            try Data(bytes).write(to: directory.appending(path: name))
            return path(name)
        }

        /// A gray picture of 160 x 80.
        func picture(_ name: String = "street.ppm") throws -> String {
            try write(name, encodePPM(RunTests.blankPicture))
        }

        /// Two boxes: a dog over the middle, a cat in the corner.
        func detector() throws -> String {
            let rows: [Float] = [4, 6, 12, 10, 0.9, 1, 0, 4, 4, 8, 0.4, 0]
            return try write(
                "detector.edge",
                VisionModels.constant(
                    rows, dimensions: [1, 2, 6], VisionModels.Facts(task: "detect", labels: ["cat", "dog"])))
        }
    }

    private static let blankPicture = Image(
        width: 160, height: 80, channels: 3, pixels: [UInt8](repeating: 128, count: 160 * 80 * 3))

    private func withFixture(_ body: (Fixture) throws -> Void) throws {
        let fixture = Fixture(
            directory: FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)"))
        try FileManager.default.createDirectory(at: fixture.directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: fixture.directory) }
        try body(fixture)
    }

    private func run(_ arguments: String...) throws -> ProgramRun {
        try runProgram("edgerun", ["run"] + arguments)
    }

    private func json(_ run: ProgramRun) throws -> [String: Any] {
        #expect(run.status == 0, "\(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test func boxesInThePicturesPixels() throws {
        try withFixture { fixture in
            let (model, picture) = (try fixture.detector(), try fixture.picture())
            let boxes = try #require(try json(run(model, picture, "--json"))["boxes"] as? [[String: Any]])
            #expect(boxes.map { $0["label"] as? String } == ["dog", "cat"])
            #expect(boxes[0]["box"] as? [Double] == [40, 20, 120, 60])
            #expect(boxes[1]["box"] as? [Double] == [0, 0, 40, 40])
            for (option, value, expected) in [
                ("--min-score", "0.5", ["dog"]), ("--classes", "cat", ["cat"]),
                ("--classes", "0,1", ["dog", "cat"]),
            ] {
                let boxes =
                    try json(run(model, picture, "--json", option, value))["boxes"] as? [[String: Any]]
                #expect(boxes?.map { $0["label"] as? String } == expected, "\(option) \(value)")
            }
            let text = try run(model, picture)
            #expect(text.status == 0 && text.output.contains("160 x 80  1 cat, 1 dog"), "\(text.output)")
            #expect(text.output.contains("inference"))
        }
    }

    /// libpng is loaded with the first PNG; boards without it run everything else.
    @Test func withoutLibpng() throws {
        try withFixture { fixture in
            let (model, picture) = (try fixture.detector(), try fixture.picture())
            _ = try fixture.write("libpng16.so.16", [])
            let hidden = ["LD_LIBRARY_PATH": fixture.directory.path]
            func errors(_ arguments: String...) throws -> [String] {
                try runProgram("edgerun", ["run", model] + arguments, environment: hidden).errorLines
            }
            #expect(try errors(picture).isEmpty)
            let photo = try fixture.write("photo.png", encodePNG(RunTests.blankPicture, name: "photo.png"))
            let mend = "cannot be loaded; install libpng (Debian: libpng16-16), or"
            let read = try errors(photo)
            #expect(read == ["error: \(photo): libpng16.so.16 \(mend) give a JPEG, BMP or PPM picture"])
            let directory = fixture.path("out")
            let written = try errors(picture, "--overlay", directory)
            #expect(written == ["error: \(directory)/street.png: libpng16.so.16 \(mend) write a JPEG"])
            #expect(try run(model, photo).status == 0)
        }
    }

    @Test func overlaysAreWritten() throws {
        try withFixture { fixture in
            let (model, picture) = (try fixture.detector(), try fixture.picture())
            let other = try fixture.picture("street.png.ppm")
            let directory = fixture.path("out")
            let line = try json(run(model, picture, "--json", "--overlay", directory))
            #expect(line["overlay"] as? String == directory + "/street.png")
            let drawn = try decodeImage(path: directory + "/street.png")
            #expect(drawn.width == 160 && drawn.height == 80 && drawn.channels == 3)
            let frame = (20 * 160 + 80) * 3
            let colour = Colour.ofClass(1)
            #expect(Array(drawn.pixels[frame..<frame + 3]) == [colour.red, colour.green, colour.blue])
            #expect(drawn.pixels.suffix(3) == [128, 128, 128])
            // Two pictures of one name, and JPEG.
            let two = try run(
                model, picture, picture, other, "--overlay", directory, "--overlay-format", "jpeg")
            #expect(two.status == 0)
            for name in ["street.jpg", "street-2.jpg", "street.png.jpg"] {
                #expect(try decodeImage(path: "\(directory)/\(name)").width == 160, "\(name)")
            }
        }
    }

    @Test func segmentationWritesMasks() throws {
        try withFixture { fixture in
            let model = try fixture.write(
                "segment.edge",
                VisionModels.copy(
                    width: 16, height: 8, VisionModels.Facts(task: "segment", labels: ["r", "g", "b"])))
            let halves = (0..<160 * 80).flatMap { $0 % 160 < 40 ? [250, 0, 0] : [0, 0, 99] as [UInt8] }
            let picture = try fixture.write(
                "halves.ppm", encodePPM(Image(width: 160, height: 80, channels: 3, pixels: halves)))
            let line = try json(run(model, picture, "--json", "--rle", "--mask", fixture.path("masks")))
            let segments = try #require(line["segments"] as? [[String: Any]])
            #expect(segments.map { $0["pixels"] as? Int } == [3200, 9600])
            #expect((line["rle"] as? [Int])?.prefix(4) == [0, 40, 2, 120])
            let mask = try decodeImage(path: try #require(line["mask"] as? String))
            #expect(mask.channels == 1 && mask.pixels[39] == 0 && mask.pixels[40] == 2)
            #expect(try run(model, picture).output.contains("9600 pixels"))
        }
    }

    /// Somebody is enrolled, then known; somebody else is not.
    @Test func galleriesTellWhoItIs() throws {
        try withFixture { fixture in
            func model(_ name: String, _ values: [Float]) throws -> String {
                var facts = VisionModels.Facts(task: "embed")
                facts.metadata.append(("name", "net"))
                return try fixture.write(
                    name, VisionModels.constant(values, dimensions: [1, 3], facts))
            }
            let (ada, bob) = (try model("ada.edge", [1, 2, 2]), try model("bob.edge", [-2, 1, 0]))
            let (picture, gallery) = (try fixture.picture(), fixture.path("people.txt"))
            #expect(try run(ada, picture, "--gallery", gallery).errors.contains("cannot open"))
            let enrolled = try run(ada, picture, "--gallery", gallery, "--enroll", "Ada Lovelace")
            #expect(enrolled.status == 0 && enrolled.output.contains("enrolled as Ada Lovelace"))
            func matches(_ model: String) throws -> [String: Any]? {
                let line = try json(run(model, picture, "--json", "--gallery", gallery))
                return (line["matches"] as? [[String: Any]])?.first
            }
            #expect(try matches(ada)?["name"] as? String == "Ada Lovelace")
            #expect(try matches(ada)?["known"] as? Bool == true)
            #expect(try matches(bob)?["known"] as? Bool == false)
            #expect(try run(bob, picture, "--gallery", gallery).output.contains("unknown"))
            #expect(try run(bob, picture, "--gallery", gallery, "--enroll", "Bob").status == 0)
            #expect(try matches(bob)?["name"] as? String == "Bob")
            #expect(try Gallery(path: gallery).names == ["Ada Lovelace", "Bob"])
        }
    }

    @Test func pictureModelsWriteTheirPicture() throws {
        try withFixture { fixture in
            let model = try fixture.write(
                "image.edge", VisionModels.copy(width: 16, height: 16, VisionModels.Facts(task: "image")))
            let run = try run(model, fixture.picture(), "--overlay", fixture.path("out"))
            #expect(run.status == 0 && run.output.contains("a picture of 16 x 8"))
            #expect(
                try decodeImage(path: fixture.path("out/street.png"))
                    == Image(width: 16, height: 8, channels: 3, pixels: [UInt8](repeating: 128, count: 384)))
        }
    }

    @Test func whatMakesNoSenseIsRefused() throws {
        try withFixture { fixture in
            let (model, picture) = (try fixture.detector(), try fixture.picture())
            for (arguments, words, status) in [
                (["--min-score", "2"], "not a number within", 64),
                (["--min-score", "x"], "not a number within", 64),
                (["--classes", ","], "needs words", 64), (["--task", "fly"], "is none of classify", 64),
                (["--enroll", "Ada"], "needs --gallery", 64), (["--rle"], "needs --json", 64),
                (["--overlay-format", "gif"], "is none of png, jpeg", 64),
                (["--classes", "mouse"], "has no class 'mouse'", 1),
                (["--task", "classify"], "does not suit the task classify", 1),
                (["--mask", fixture.path("m")], "does not segment", 1),
                (["--gallery", model], "is not UTF-8 text", 1),
                (["--overlay", picture], "cannot make this directory", 1),
                (["--overlay", fixture.path("no/where")], "cannot make this directory", 1),
            ] as [([String], String, Int32)] {
                let run = try runProgram("edgerun", ["run", model, picture] + arguments)
                #expect(run.status == status && run.output.isEmpty, "\(arguments): \(run.errors)")
                #expect(run.errorLines.count == 1 && run.errors.contains(words), "\(run.errors)")
            }
        }
    }
}
