import EdgeEvaluate
import EdgeVision
import Foundation

/// What was evaluated.
struct EvaluationFacts {
    var model: String?
    var dataset: String
    var pictures: Int
    /// For all pictures: decoding, preprocessing, running.
    var seconds: Double

    init(_ command: Eval, _ pictures: Int, since start: ContinuousClock.Instant) {
        model = command.model
        dataset = command.dataset.dataset
        self.pictures = pictures
        seconds = (ContinuousClock.now - start) / .seconds(1)
    }
}

/// The result of `edgec eval`, for people and for scripts.
enum EvaluationReport {
    case classification(ClassificationScore, EvaluationFacts)
    case detection(COCOMetrics, names: [Int: String], detections: Int, EvaluationFacts)
    case segmentation(ConfusionMatrix, names: [String], EvaluationFacts)

    func text(perClass: Bool) -> String {
        switch self {
        case .classification(let score, let facts):
            return """
                \(heading(facts))
                top-1  \(decimals(score.top1))
                top-5  \(decimals(score.top5))
                """
        case .detection(let metrics, let names, let detections, let facts):
            var lines = [heading(facts) + ", \(detections) detections"]
            for ((name, value), meaning) in zip(metrics.named, Self.meanings) {
                lines.append(padded(name, 6) + padded(decimals(value), 7) + meaning)
            }
            guard perClass else { return lines.joined(separator: "\n") }
            lines.append("AP     AP50   category")
            for category in metrics.categories {
                guard let ap = category.ap, let ap50 = category.ap50 else { continue }
                let name = names[category.id] ?? ""
                lines.append(padded(decimals(ap), 7) + padded(decimals(ap50), 7) + "\(category.id) \(name)")
            }
            return lines.joined(separator: "\n")
        case .segmentation(let confusion, let names, let facts):
            var lines = [
                heading(facts), "mIoU            " + decimals(confusion.meanIntersectionOverUnion),
                "pixel accuracy  " + decimals(confusion.pixelAccuracy),
            ]
            guard perClass else { return lines.joined(separator: "\n") }
            lines.append("IoU    class          most often taken for")
            for index in 0..<confusion.classes {
                guard let value = confusion.intersectionOverUnion(index) else { continue }
                let name = Self.name(index, names)
                lines.append(
                    padded(decimals(value), 7) + padded("\(index) \(name)", 15)
                        + Self.confusions(of: index, confusion, names))
            }
            return lines.joined(separator: "\n")
        }
    }

    private static func name(_ index: Int, _ names: [String]) -> String {
        names.indices.contains(index) ? names[index] : ""
    }

    /// The three classes that most pixels of class `index` were given wrongly.
    private static func confusions(
        of index: Int, _ confusion: ConfusionMatrix, _ names: [String]
    ) -> String {
        let row = (0..<confusion.classes).map { confusion.count(truth: index, given: $0) }
        let total = row.reduce(0, +) + confusion.count(truth: index, given: nil)
        let wrong = row.indices.filter { $0 != index && row[$0] > 0 }.sorted { row[$0] > row[$1] }
        return wrong.prefix(3).map { other in
            let share = String(format: "%.1f%%", 100 * Double(row[other]) / Double(total))
            let label = name(other, names)
            return (label.isEmpty ? "\(other)" : label) + " " + share
        }.joined(separator: ", ")
    }

    private static let meanings = [
        "IoU .50 to .95", "IoU .50", "IoU .75", "small objects (below 32 x 32)", "medium objects",
        "large objects (above 96 x 96)", "1 detection a picture and class", "10 detections",
        "100 detections", "small objects", "medium objects", "large objects",
    ]

    private func heading(_ facts: EvaluationFacts) -> String {
        "\(facts.pictures) pictures" + (facts.model == nil ? "" : String(format: " in %.1f s", facts.seconds))
    }

    private func decimals(_ value: Double) -> String { value < 0 ? "-" : String(format: "%.4f", value) }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    func json(perClass: Bool) -> String {
        func fields(_ task: String, _ facts: EvaluationFacts, _ metrics: [(String, JSON)]) -> String {
            JSON.object(
                [
                    ("model", facts.model.map { .string($0) } ?? .null), ("dataset", .string(facts.dataset)),
                    ("task", .string(task)), ("images", .integer(facts.pictures)),
                ] + metrics + [("seconds", .number(facts.seconds, decimals: 3))]
            ).text
        }
        func number(_ value: Double) -> JSON { .number(value, decimals: 6) }
        switch self {
        case .classification(let score, let facts):
            return fields(
                "classify", facts, [("top1", number(score.top1)), ("top5", number(score.top5))])
        case .detection(let metrics, let names, let detections, let facts):
            var values = metrics.named.map { ($0.name, number($0.value)) }
            values.append(("detections", .integer(detections)))
            if perClass {
                let categories = metrics.categories.map { category in
                    JSON.object([
                        ("id", .integer(category.id)), ("name", .string(names[category.id] ?? "")),
                        ("AP", number(category.ap ?? -1)), ("AP50", number(category.ap50 ?? -1)),
                    ])
                }
                values.append(("categories", .array(categories)))
            }
            return fields("detect", facts, values)
        case .segmentation(let confusion, let names, let facts):
            var values = [
                ("mIoU", number(confusion.meanIntersectionOverUnion)),
                ("pixel_accuracy", number(confusion.pixelAccuracy)),
            ]
            if perClass {
                let classes = (0..<confusion.classes).map { index in
                    JSON.object([
                        ("index", .integer(index)), ("label", .string(Self.name(index, names))),
                        ("IoU", confusion.intersectionOverUnion(index).map(number) ?? .null),
                        (
                            "confusion",
                            .array(
                                (0..<confusion.classes).map {
                                    .integer(confusion.count(truth: index, given: $0))
                                })
                        ),
                    ])
                }
                values.append(("classes", .array(classes)))
            }
            return fields("segment", facts, values)
        }
    }
}
