import Foundation
import Testing

/// `edgec eval` as people and scripts meet it.
@Suite struct EvalTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private let model = package.appending(path: "Models/efficientnet-lite0/efficientnet-lite0.edge").path
    private let photos = package.appending(path: "Models/images").path

    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "eval-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func write(_ text: String, _ name: String, _ folder: URL) throws -> String {
        let file = folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func json(_ run: ProgramRun) throws -> [String: Any] {
        try #require(run.status == 0, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count == 1)
        return try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    }

    @Test func scoresTheShippedClassifier() throws {
        try withFolder { (folder) throws in
            let list = try write(
                "file,label\ncoffee.png,espresso\nrocket.jpg,657\nchelsea.png,0\n", "labels.csv", folder)
            let arguments = ["eval", model, "--dataset", list, "--images", photos]
            let result = try json(runProgram("edgec", arguments + ["--json"]))
            #expect(result["images"] as? Int == 3)
            #expect(abs(try #require(result["top1"] as? Double) - 2.0 / 3) < 1e-5)
            #expect(abs(try #require(result["top5"] as? Double) - 2.0 / 3) < 1e-5)

            let text = try runProgram("edgec", arguments + ["--limit", "2"])
            #expect(text.output.contains("2 pictures"))
            #expect(text.output.contains("top-1  1.0000"))
        }
    }

    @Test func scoresDetectionsOfAFile() throws {
        try withFolder { (folder) throws in
            let annotations = try write(
                """
                {"images": [{"id": 1, "file_name": "a.jpg"}, {"id": 2, "file_name": "b.jpg"}],
                 "categories": [{"id": 5, "name": "cup"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 5, "bbox": [10, 10, 50, 50], "area": 2500},
                                 {"id": 2, "image_id": 2, "category_id": 5, "bbox": [10, 10, 50, 50], "area": 2500}]}
                """, "instances_a.json", folder)
            let detections = try write(
                """
                [{"image_id": 1, "category_id": 5, "bbox": [10, 10, 50, 50], "score": 0.9},
                 {"image_id": 2, "category_id": 5, "bbox": [300, 10, 50, 50], "score": 0}]
                """, "found.json", folder)
            let arguments = ["eval", "--from-predictions", detections, "--dataset", annotations, "--json"]
            let copy = folder.appending(path: "copy.json").path
            let result = try json(runProgram("edgec", arguments + ["--predictions", copy, "--per-class"]))
            // Recall reaches one half: the first 51 of 101 recalls have precision 1.
            let interpolated = 51.0 / 101
            let expected: [String: Double] = [
                "AP": interpolated, "AP50": interpolated, "AP75": interpolated,
                "APs": -1, "APm": interpolated, "APl": -1,
                "AR1": 0.5, "AR10": 0.5, "AR100": 0.5,
                "ARs": -1, "ARm": 0.5, "ARl": -1,
            ]
            for (name, value) in expected {
                #expect(abs(try #require(result[name] as? Double) - value) < 1e-5, "\(name)")
            }
            #expect((result["categories"] as? [[String: Any]])?.first?["name"] as? String == "cup")
            #expect(try Data(contentsOf: URL(filePath: copy)).count > 100)
            let again = try json(
                runProgram("edgec", ["eval", "--from-predictions", copy, "--dataset", annotations, "--json"]))
            #expect(again["detections"] as? Int == 2)
            #expect(again["AP"] as? Double == result["AP"] as? Double)
            let half = try json(runProgram("edgec", arguments + ["--limit", "1"]))
            #expect(half["AP"] as? Double == 1)
            let sure = try json(runProgram("edgec", arguments + ["--min-score", "0.5"]))
            #expect(sure["detections"] as? Int == 1)
        }
    }

    @Test func refusesInOneLine() throws {
        try withFolder { (folder) throws in
            let list = try write("coffee.png,551\nnothing.png,1\n", "labels.csv", folder)
            let bad = try write("{\"images\": [", "instances_a.json", folder)
            let cases: [(arguments: [String], status: Int32, text: String)] = [
                ([model, "--dataset", list, "--images", photos], 1, "nothing.png"),
                ([model, "--dataset", folder.path + "/none"], 1, "none: no such file or folder"),
                ([model, "--dataset", bad], 1, "instances_a.json: cannot be read"),
                (["--from-predictions", bad, "--dataset", list], 1, "scored on COCO annotations"),
                ([model, "--dataset", list, "--mean", "1"], 64, "stored in the .edge file"),
                ([model, "--dataset", list, "--limit", "0"], 64, "--limit: give 1 or more"),
                (["--dataset", list], 64, "give either a network or --from-predictions"),
                ([model, "--dataset", list, "--category-ids", "1,x", "--min-score", "2"], 64, "--min-score"),
            ]
            for (arguments, status, text) in cases {
                let run = try runProgram("edgec", ["eval"] + arguments)
                #expect(run.status == status, "\(arguments): \(run.errors)")
                #expect(run.errors.contains(text), "\(run.errors)")
                #expect(run.output.isEmpty)
                if status == 1 { #expect(run.errorLines.count == 1, "\(run.errors)") }
            }
        }
    }

    // MARK: With the corpus

    private static let corpus: URL = {
        let given = ProcessInfo.processInfo.environment["EDGE_CORPUS"].map { URL(filePath: $0) }
        return given ?? package.deletingLastPathComponent().appending(path: "shared/corpus")
    }()
    private static let isThere = FileManager.default.fileExists(
        atPath: corpus.appending(path: "models/detect").path)

    @Test(.enabled(if: isThere, "needs ../shared/corpus"))
    func floatAndIntegerClassifiersScoreAsKnown() throws {
        let photos = Self.corpus.appending(path: "eval/imagenet500").path
        let float = Self.corpus.appending(path: "models/classify/efficientnet_lite0_224_fp32.onnx").path
        let dataset = ["--dataset", photos, "--subset", photos + "/evaluation.txt", "--json"]
        let reference = try json(
            runProgram("edgec", ["eval", float, "--mean", "127", "--std", "128"] + dataset))
        // 378 of 437, as ONNX Runtime on the same pixels.
        #expect(abs(try #require(reference["top1"] as? Double) - 378.0 / 437) < 1e-5)
        let integer = try json(runProgram("edgec", ["eval", model] + dataset))
        #expect(try #require(integer["top1"] as? Double) > 0.855)
    }

    @Test(.enabled(if: isThere, "needs ../shared/corpus"))
    func floatDetectorScoresAsKnown() throws {
        let network = Self.corpus.appending(path: "models/detect/yolo26n_640_e2e_recovered_fp32.onnx").path
        let dataset = Self.corpus.appending(path: "eval/coco128/instances_val2017_64.json").path
        let result = try json(runProgram("edgec", ["eval", network, "--dataset", dataset, "--json"]))
        // As ONNX Runtime and pycocotools on the same pixels.
        for (name, value) in [("AP", 0.4849), ("AP50", 0.6531), ("AP75", 0.5226), ("AR100", 0.6688)] {
            #expect(abs(try #require(result[name] as? Double) - value) < 2e-4, "\(name)")
        }
    }
}
