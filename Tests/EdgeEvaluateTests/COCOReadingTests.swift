import EdgeEvaluate
import EdgeTestRandom
import Foundation
import Testing

/// Annotation and results files with something wrong: the error names the file and the place.
@Suite struct COCOReadingTests {
    private func annotations(_ text: String) throws -> COCOAnnotations {
        try COCOAnnotations(json: Array(text.utf8), name: "a.json")
    }

    private let whole = """
        {"info": {"year": 2026}, "images": [{"id": 7, "file_name": "x.jpg", "width": 20, "height": 10}],
         "categories": [{"id": 3, "name": "cat", "supercategory": "animal"}],
         "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2.5, 3, 4], "area": 9,
           "iscrowd": 1, "segmentation": [[1, 2, 3]]}]}
        """

    @Test func readsWhatItNeeds() throws {
        let read = try annotations(whole)
        #expect(read.pictures == [.init(id: 7, fileName: "x.jpg", width: 20, height: 10)])
        #expect(read.categories == [.init(id: 3, name: "cat")])
        let box = COCOBox(x: 1, y: 2.5, width: 3, height: 4)
        #expect(read.objects == [.init(picture: 7, category: 3, box: box, area: 9, isCrowd: true)])
    }

    @Test func areaAndCrowdMayBeMissing() throws {
        let read = try annotations(
            whole.replacing("\"area\": 9,", with: "").replacing("\"iscrowd\": 1,", with: ""))
        #expect(read.objects[0].area == 12)
        #expect(!read.objects[0].isCrowd)
    }

    @Test func objectsOfOtherPicturesAreLeftOut() throws {
        #expect(try annotations(whole.replacing("\"image_id\": 7", with: "\"image_id\": 8")).objects.isEmpty)
    }

    @Test(arguments: [
        ("\"file_name\": \"x.jpg\", ", "", "a.json, images[0]: 'file_name' is missing"),
        ("\"x.jpg\"", "\"\"", "a.json, images[0]: an empty file name"),
        ("{\"id\": 7,", "{\"id\": \"7\",", "a.json, images[0].id: is no integer"),
        ("\"category_id\": 3", "\"category_id\": 4", "a.json, annotations[0]: category id 4 is not"),
        ("[1, 2.5, 3, 4]", "[1, 2.5, 3]", "a.json, annotations[0]: its bbox is not four sound numbers"),
        ("[1, 2.5, 3, 4]", "[1, 2.5, -3, 4]", "a.json, annotations[0]: its bbox is not four sound numbers"),
        (
            "[1, 2.5, 3, 4]", "[1, 2.5, 1e300, 4]",
            "a.json, annotations[0]: its bbox is not four sound numbers"
        ),
        ("[1, 2.5, 3, 4]", "[1, null, 3, 4]", "a.json, annotations[0].bbox[1]: is null, not a number"),
        ("\"area\": 9", "\"area\": -9", "a.json, annotations[0]: an area of -9"),
        ("\"categories\"", "\"kinds\"", "a.json: 'categories' is missing"),
        (
            "[{\"id\": 3, \"name\": \"cat\", \"supercategory\": \"animal\"}]",
            "[{\"id\": 3}, {\"id\": 3}]", "a.json, categories[1]: category id 3 comes twice"
        ),
        ("\"annotations\": [", "\"annotations\": [,", "a.json: cannot be read"),
    ])
    func refuses(_ old: String, _ new: String, _ error: String) throws {
        let text = whole.replacing(old, with: new)
        try #require(text != whole)
        let thrown = try #require(throws: EvaluationError.self) { try annotations(text) }
        #expect("\(thrown)".hasPrefix(error), "\(thrown)")
        #expect(!"\(thrown)".contains("\n"))
    }

    @Test(arguments: [
        ("", "p.json: cannot be read"),
        ("{}", "p.json: is no list"),
        (
            "[{\"image_id\": 9, \"category_id\": 3, \"bbox\": [1, 2, 3, 4], \"score\": 1}]",
            "p.json, [0]: image id 9"
        ),
        (
            "[{\"image_id\": 7, \"category_id\": 3, \"bbox\": [1, 2, 3], \"score\": 1}]",
            "p.json, [0]: its bbox"
        ),
        (
            "[{\"image_id\": 7, \"category_id\": 3, \"bbox\": [1, 2, 3, 4]}]",
            "p.json, [0]: 'score' is missing"
        ),
    ])
    func refusesResults(_ text: String, _ error: String) throws {
        let truth = try annotations(whole)
        let thrown = try #require(throws: EvaluationError.self) {
            try COCOPredictions.read(json: Array(text.utf8), name: "p.json", for: truth)
        }
        #expect("\(thrown)".hasPrefix(error), "\(thrown)")
    }

    @Test func detectionsOnOtherPicturesCanBeLeftOut() throws {
        let text = "[{\"image_id\": 9, \"category_id\": 3, \"bbox\": [1, 2, 3, 4], \"score\": 1}]"
        let truth = try annotations(whole)
        let read = try COCOPredictions.read(
            json: Array(text.utf8), name: "p.json", for: truth, strangers: true)
        #expect(read.isEmpty)
    }

    /// Bytes changed, cut, doubled: works, or says what is wrong in one line.
    @Test func survivesDamage() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let interesting = Array("{}[]\",:-.eE0919nulltrue\\u\u{0}".utf8) + [0xFF, 0xC0, 0x80]
        var refused = 0
        for round in 0..<4000 {
            var bytes = Array(whole.utf8)
            for _ in 0...random.next(upperBound: UInt64(4)) {
                let place = Int(random.next(upperBound: UInt64(bytes.count)))
                switch random.next(upperBound: UInt64(4)) {
                case 0: bytes[place] = interesting.randomElement(using: &random)!
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(interesting.randomElement(using: &random)!, at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(20), at: place)
                }
            }
            if round % 8 == 0 { bytes.removeLast(Int(random.next(upperBound: UInt64(bytes.count)))) }
            do throws(EvaluationError) {
                let read = try COCOAnnotations(json: bytes, name: "a.json")
                _ = COCOEvaluator(read).evaluate([])
            } catch {
                refused += 1
                #expect(!"\(error)".contains("\n"), "seed \(seed), round \(round): \(error)")
                #expect("\(error)".hasPrefix("a.json"), "seed \(seed), round \(round): \(error)")
            }
        }
        #expect(refused > 1000, "seed \(seed)")
    }
}
