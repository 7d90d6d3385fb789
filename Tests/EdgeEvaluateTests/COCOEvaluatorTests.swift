import EdgeEvaluate
import Foundation
import Testing

/// The twelve numbers against those of pycocotools (Tools/make-detection-golden).
@Suite struct COCOEvaluatorTests {
    struct Case: Sendable, CustomStringConvertible {
        var url: URL
        var description: String { url.deletingPathExtension().lastPathComponent }
    }

    static let committed = cases(
        in: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases"))
    /// Further cases, where EDGE_DETECTION_CASES names a folder of them.
    static let further =
        ProcessInfo.processInfo.environment["EDGE_DETECTION_CASES"].map { cases(in: URL(filePath: $0)) } ?? []

    private static func cases(in folder: URL) -> [Case] {
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return (files ?? []).sorted { $0.path < $1.path }.map { Case(url: $0) }
    }

    @Test func casesAreThere() { #expect(Self.committed.count >= 12) }

    @Test(arguments: committed + further) func equalsTheChallengesOwnTool(_ test: Case) throws {
        let file = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: test.url)) as? [String: Any])
        func part(_ name: String) throws -> [UInt8] {
            [UInt8](try JSONSerialization.data(withJSONObject: try #require(file[name])))
        }
        let annotations = try COCOAnnotations(json: try part("annotations"), name: "annotations")
        let detections = try COCOPredictions.read(
            json: try part("predictions"), name: "predictions", for: annotations)
        let expected = try #require(file["expected"] as? [Double])
        let metrics = COCOEvaluator(annotations).evaluate(detections).named
        try #require(metrics.count == expected.count)
        for (metric, value) in zip(metrics, expected) {
            #expect(abs(metric.value - value) < 1e-9, "\(metric.name) is \(metric.value), not \(value)")
        }

        // Written and read again, they score the same.
        let written = try COCOPredictions.read(
            json: Array(COCOPredictions.json(detections).utf8), name: "written", for: annotations)
        #expect(written == detections)
    }

    private func annotations(_ objects: [COCOAnnotations.Object]) -> COCOAnnotations {
        COCOAnnotations(
            pictures: [.init(id: 1, fileName: "a.jpg"), .init(id: 2, fileName: "b.jpg")],
            categories: [.init(id: 1, name: "cat")], objects: objects)
    }

    @Test func picturesThatAreLeftOutDoNotCount() {
        let box = COCOBox(x: 10, y: 10, width: 50, height: 50)
        let truth = annotations([
            .init(picture: 1, category: 1, box: box, area: 2500),
            .init(picture: 2, category: 1, box: box, area: 2500),
        ])
        let found = [COCODetection(picture: 1, category: 1, box: box, score: 0.5)]
        #expect(COCOEvaluator(truth).evaluate(found).ar100 == 0.5)
        #expect(COCOEvaluator(truth, pictures: [1]).evaluate(found).ap == 1)
        #expect(COCOEvaluator(truth, pictures: [2]).evaluate(found).ap == 0)
    }

    @Test func categoriesHaveTheirOwnFigures() throws {
        let box = COCOBox(x: 0, y: 0, width: 100, height: 100)
        var truth = annotations([.init(picture: 1, category: 1, box: box, area: 10000)])
        truth.categories.append(.init(id: 7, name: "dog"))
        let found = [COCODetection(picture: 1, category: 1, box: box, score: 1)]
        let metrics = COCOEvaluator(truth).evaluate(found)
        #expect(metrics.categories.map(\.id) == [1, 7])
        #expect(metrics.categories[0].ap == 1)
        #expect(metrics.categories[1].ap == nil)
        #expect(metrics.apSmall == -1)
        #expect(metrics.apLarge == 1)
    }
}
