import EdgeEvaluate
import EdgeVision
import Foundation
import Testing

@Suite struct DetectionTests {
    private let categories: [COCOAnnotations.Category] = [
        .init(id: 9, name: "dog"), .init(id: 4, name: "cat"),
    ]

    @Test func classesMapToAscendingIds() throws {
        let two = try CategoryMapping(classes: 2, labels: ["x", "y"], categories: categories, model: "m")
        #expect(two.ids == [4, 9])
        let unknown = try CategoryMapping(classes: nil, labels: [], categories: categories, model: "m")
        #expect(unknown.ids == [4, 9])
    }

    @Test func classesMapByNameWhereTheCountsDiffer() throws {
        let three = try CategoryMapping(
            classes: 3, labels: ["dog", "bus", "cat"], categories: categories, model: "m")
        #expect(three.ids == [9, nil, 4])
        #expect(throws: EvaluationError.self) {
            try CategoryMapping(classes: 3, labels: ["a", "b", "c"], categories: categories, model: "m")
        }
    }

    /// A picture of 200 x 50 in a letterbox of 100 x 100: half size, 37 rows from the top.
    @Test func boxesComeBackToThePicture() throws {
        try withFolder { (folder) throws in
            try folder.write("a.pgm", width: 200, height: 50, [UInt8](repeating: 0, count: 10000))
            let rows: [Float] = [
                10, 47, 30, 57, 0.9, 0,
                // Reaches out of the picture on all sides.
                -20, 0, 200, 99, 0.8, 1,
                // Too low a score, unused, not a number, inside out, and in the border.
                10, 47, 30, 57, 0.01, 0,
                0, 0, 0, 0, 0, -1,
                .nan, 47, 30, 57, 0.7, 0,
                10, 47, 30, 57, .nan, 0,
                30, 57, 10, 47, 0.7, 0,
                10, 5, 30, 10, 0.7, 0,
            ]
            let network = PretendNetwork(resize: .letterbox) { _ in
                OutputTensor(shape: [1, rows.count / 6, 6], values: rows)
            }
            let annotations = COCOAnnotations(
                pictures: [.init(id: 7, fileName: "a.pgm", width: 200, height: 50)], categories: categories,
                objects: [])
            let found = try DetectionEvaluation(annotations, folder: folder.url.path, minimumScore: 0.05)
                .detections(of: network, workers: 1)
            #expect(
                found == [
                    .init(
                        picture: 7, category: 4, box: .init(x: 20, y: 20, width: 40, height: 20),
                        score: Double(Float(0.9))),
                    .init(
                        picture: 7, category: 9, box: .init(x: 0, y: 0, width: 200, height: 50),
                        score: Double(Float(0.8))),
                ])
        }
    }

    private func evaluate(_ row: [Float], shape: [Int] = [1, 1, 6], width: Int = 4) throws -> [COCODetection]
    {
        let folder = try Folder()
        defer { folder.remove() }
        try folder.write("a.pgm", width: width, height: 2, [UInt8](repeating: 0, count: width * 2))
        let annotations = COCOAnnotations(
            pictures: [.init(id: 7, fileName: "a.pgm", width: 4, height: 2)], categories: categories,
            objects: [])
        return try DetectionEvaluation(annotations, folder: folder.url.path).detections(
            of: PretendNetwork { _ in OutputTensor(shape: shape, values: row) }, workers: 1)
    }

    @Test func refusesOtherOutputsClassesAndSizes() throws {
        #expect(try evaluate([0, 0, 50, 50, 1, 1]).count == 1)
        for (row, shape, width, text) in [
            ([0, 0, 9, 9, 1, 2], [1, 1, 6], 4, "net: found class 2"),
            ([0, 0, 9, 9, 1, .infinity], [1, 1, 6], 4, "net: found class"),
            ([0, 0, 9, 9, 1], [1, 1, 5], 4, "net: its output of shape [1, 1, 5]"),
            ([0, 0, 9, 9, 1, 1], [1, 1, 6], 5, "a.pgm: is 5 x 2 pixels, annotated as 4 x 2"),
        ] as [([Float], [Int], Int, String)] {
            let thrown = try #require(throws: EvaluationError.self) {
                try evaluate(row, shape: shape, width: width)
            }
            #expect("\(thrown)".contains(text), "\(thrown)")
        }
    }

    // MARK: Where things lie

    @Test(arguments: [
        "annotations/x.jpg", "annotations/images/x.jpg", "annotations/val2017_64/x.jpg",
        "images/val2017/x.jpg",
        "val2017/x.jpg", "annotations/images/val2017/x.jpg",
    ])
    func picturesAreFound(_ place: String) throws {
        try withFolder { (folder) throws in
            try folder.write(place, "")
            let file = try folder.write("annotations/instances_val2017_64.json", "")
            let annotations = COCOAnnotations(
                pictures: [.init(id: 1, fileName: "x.jpg")], categories: categories, objects: [])
            let found = try PictureFolder.find(for: annotations, path: file)
            #expect(found + "/x.jpg" == folder.path(place))
        }
    }

    @Test func picturesThatAreNowhereAreNamed() throws {
        let annotations = COCOAnnotations(
            pictures: [.init(id: 1, fileName: "x.jpg")], categories: categories, objects: [])
        let thrown = try #require(throws: EvaluationError.self) {
            try PictureFolder.find(for: annotations, path: "/nowhere/instances_a.json")
        }
        #expect("\(thrown)".contains("x.jpg"))
    }

    @Test func datasetsAreToldApart() throws {
        try withFolder { (folder) throws in
            func kind(_ name: String) throws -> DatasetPath { try DatasetPath(folder.path(name)) }
            try folder.write("folders/a/1.jpg", "")
            try folder.write("list/labels.csv", "")
            try folder.write("coco/annotations/instances_a.json", "")
            try folder.write("masks/images/a.jpg", "")
            try folder.write("masks/masks/a.png", "")
            #expect(try kind("folders") == .classFolders(folder.path("folders")))
            #expect(try kind("list") == .labelList(folder.path("list/labels.csv")))
            #expect(try kind("list/labels.csv") == .labelList(folder.path("list/labels.csv")))
            let coco = folder.path("coco/annotations/instances_a.json")
            #expect(try kind("coco") == .annotations(coco))
            #expect(try kind("coco/annotations/instances_a.json") == .annotations(coco))
            #expect(
                try kind("masks")
                    == .masks(images: folder.path("masks/images"), masks: folder.path("masks/masks")))
            #expect(throws: EvaluationError.self) { try kind("nothing") }
            try folder.write("coco/instances_b.json", "")
            let thrown = try #require(throws: EvaluationError.self) { try kind("coco") }
            #expect("\(thrown)".contains("holds 2 annotation files"))
        }
    }
}
