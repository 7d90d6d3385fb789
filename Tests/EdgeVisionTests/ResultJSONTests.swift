import EdgeFormat
import EdgeTestModels
import EdgeVision
import Foundation
import Testing

/// The fields that scripts read, parsed by another's reader.
@Suite struct ResultJSONTests {
    private func fields(
        _ bytes: [UInt8], _ picture: Image, _ change: (inout RecognizerOptions) -> Void = { _ in }
    ) throws -> [String: Any] {
        var recognizer = try recognizer(bytes, change)
        let times = recognizer.recognize(picture)
        var line = Array("{".utf8)
        recognizer.appendJSON(to: &line)
        line.append(text: ", ")
        times.appendJSON(to: &line)
        line.append(text: "}")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(object["task"] as? String == recognizer.task.rawValue)
        let stages = try #require(object["timing_ms"] as? [String: Double])
        #expect(Set(stages.keys) == ["decode", "preprocess", "inference", "postprocess"])
        return object
    }

    @Test func boxes() throws {
        let facts = VisionModels.Facts(task: "detect", labels: ["a \"cat\"\n", "dog"])
        let bytes = try VisionModels.constant(
            [1, 2, 3, 4, 0.875, 0, 0, 0, 8, 8, 0.5, 9], dimensions: [1, 2, 6], facts)
        let boxes = try #require(
            try fields(bytes, blank(16, 16)) { $0.minScore = 0.1 }["boxes"] as? [[String: Any]])
        #expect(boxes.count == 2)
        #expect(boxes[0]["class"] as? Int == 0 && boxes[0]["label"] as? String == "a \"cat\"\n")
        #expect(boxes[0]["score"] as? Double == 0.875)
        #expect(boxes[0]["box"] as? [Double] == [1, 2, 3, 4])
        #expect(boxes[1]["label"] as? String == "class 9" && boxes[1]["track"] == nil)
    }

    @Test func tracks() {
        var result = RecognitionResult(task: .detect)
        result.detections = [
            Detection(class: 0, score: 1, box: Box(x1: 0, y1: 0, x2: 1, y2: 1), track: 42)
        ]
        var text: [UInt8] = []
        result.appendJSON(to: &text)
        #expect(String(decoding: text, as: UTF8.self).hasSuffix("\"track\": 42}]"))
    }

    @Test func classes() throws {
        let bytes = try VisionModels.constant(
            [1, 3, 2], dimensions: [1, 3], VisionModels.Facts(labels: ["x", "y", "z"]))
        let classes = try #require(
            try fields(bytes, blank(16, 16)) { $0.top = 2 }["classes"] as? [[String: Any]])
        #expect(classes.map { $0["label"] as? String } == ["y", "z"])
        #expect(classes.map { $0["index"] as? Int } == [1, 2])
        #expect(classes[0]["score"] as? Double == 0.665241)
        let few = try fields(bytes, blank(16, 16)) {
            $0.minScore = 0.3
            $0.classes = ["x", "y"]
        }
        #expect((few["classes"] as? [Any])?.count == 1)
    }

    @Test func segments() throws {
        var facts = VisionModels.Facts(task: "segment")
        facts.resize = .crop
        let object = try fields(try VisionModels.copy(width: 8, height: 8, facts), blank(32, 16, 3))
        let segments = try #require(object["segments"] as? [[String: Any]])
        #expect(segments.count == 1 && segments[0]["pixels"] as? Int == 64)
        #expect(segments[0]["label"] as? String == "class 0" && segments[0]["class"] as? Int == 0)
        #expect(object["width"] as? Int == 32 && object["height"] as? Int == 16)
        #expect(object["unseen_pixels"] as? Int == 32 * 16 - 64)
    }

    @Test func embeddings() throws {
        var gallery = Gallery(model: "", dimension: 2)
        gallery.add("Ada", [0, 1])
        gallery.add("Bob", [1, 0])
        let bytes = try VisionModels.constant(
            [3, 4], dimensions: [1, 2], VisionModels.Facts(task: "embed"))
        let object = try fields(bytes, blank(8, 8)) {
            $0.gallery = gallery
            $0.minScore = 0.7
        }
        #expect(object["embedding"] as? [Double] == [0.6, 0.8])
        let matches = try #require(object["matches"] as? [[String: Any]])
        #expect(matches.map { $0["name"] as? String } == ["Ada", "Bob"])
        #expect(matches.map { $0["known"] as? Bool } == [true, false])
        #expect(matches[1]["score"] as? Double == 0.6)
    }

    @Test func posesAndPictures() throws {
        let bytes = try VisionModels.constant(
            [0, 0, 8, 8, 0.5, 0, 4, 2, 1], dimensions: [1, 1, 9], VisionModels.Facts(task: "pose"))
        let poses = try #require(try fields(bytes, blank(16, 16))["poses"] as? [[String: Any]])
        #expect(poses[0]["keypoints"] as? [[Double]] == [[4, 2, 1]])
        #expect(poses[0]["box"] as? [Double] == [0, 0, 8, 8])
        let copy = try VisionModels.copy(width: 8, height: 8, VisionModels.Facts(task: "image"))
        let picture = try fields(copy, blank(16, 8, 3))
        #expect(picture["width"] as? Int == 8 && picture["height"] as? Int == 4)
    }

    // MARK: Bytes

    /// The same by way of the standard library's integers.
    private func decimals(_ value: Double, _ digits: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = (abs(value) * Double(scale)).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let sign = value < 0 && scaled != 0 ? "-" : ""
        let (whole, part) = Int64(scaled).quotientAndRemainder(dividingBy: scale)
        guard digits > 0 else { return "\(sign)\(whole)" }
        let fraction = "\(part)"
        return "\(sign)\(whole)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    @Test func numbersAreWrittenWithDecimals() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let exponent = Double.random(in: -12...14, using: &random)
            let value = (Bool.random(using: &random) ? 1 : -1) * pow(10, exponent)
            let decimals = Int.random(in: 0...6, using: &random)
            var text: [UInt8] = []
            text.append(number: value, decimals: decimals)
            let expected = self.decimals(value, decimals)
            #expect(String(decoding: text, as: UTF8.self) == expected, "seed \(seed), \(value)")
            #expect(fixed(value, decimals) == expected, "seed \(seed), \(value)")
        }
        for value in [Double.nan, .infinity, -.infinity] {
            var text: [UInt8] = []
            text.append(number: value, decimals: 2)
            #expect(text == Array("null".utf8))
        }
        for value in [0, 9, 10, -1, 12345, Int.max, Int.min] {
            var text: [UInt8] = []
            text.append(integer: value)
            #expect(String(decoding: text, as: UTF8.self) == "\(value)")
        }
        for value: UInt32 in [0, 0x1a, 0x9abc_def0, .max] {
            var text: [UInt8] = []
            text.append(hexadecimal: value)
            #expect(String(decoding: text, as: UTF8.self) == String(format: "%08x", value))
        }
    }

    @Test func stringsAreEscapedAsJSONDoes() {
        let value = String(String.UnicodeScalarView((0..<0x250).compactMap { Unicode.Scalar($0) })) + "😀"
        var text: [UInt8] = []
        text.append(jsonString: value)
        #expect(String(decoding: text, as: UTF8.self) == JSON.string(value).text)
    }
}
