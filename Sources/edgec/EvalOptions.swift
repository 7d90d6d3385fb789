import ArgumentParser
import EdgeEvaluate
import EdgeVision
import Foundation

struct DatasetOptions: ParsableArguments {
    @Option(help: "Labelled pictures: a folder of class folders, a 'file,label' list, or COCO annotations.")
    var dataset: String

    @Option(help: "The folder of the pictures, where it is not found beside the dataset.")
    var images: String?

    @Option(help: "Use only the pictures that this list names, one a line.")
    var subset: String?

    @Option(help: "Use only the first N pictures (of class folders: as many of each class).")
    var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit: give 1 or more") }
    }

    func limited<T>(_ items: [T]) -> [T] { limit.map { Array(items.prefix($0)) } ?? items }

    /// Whether some of the dataset is to be left out.
    var isPart: Bool { subset != nil || limit != nil }
}

struct ClassificationOptions: ParsableArguments {
    @Option(
        help: "Add this to the dataset's class indices: 1 where the network's class 0 is the background.")
    var labelOffset = 0

    func validate() throws {
        if labelOffset < 0 { throw ValidationError("--label-offset: give 0 or more") }
    }
}

struct DetectionOptions: ParsableArguments {
    @Option(help: "Leave out detections that score less.")
    var minScore: Float = 0.001

    @Option(help: "Write the detections to this file, in COCO's results format.")
    var predictions: String?

    @Option(help: "Score the detections of this file, in COCO's results format, and run no network.")
    var fromPredictions: String?

    @Option(
        help: ArgumentHelp(
            "The category id of each class, '-' for none: a list, or a file with one a line. By default "
                + "ascending ids where there are as many categories as classes, else by name.",
            valueName: "1,2,3|file"))
    var categoryIds: String?

    func validate() throws {
        guard minScore >= 0, minScore <= 1 else { throw ValidationError("--min-score: give 0 to 1") }
    }

    /// What --category-ids says.
    func mapping() throws -> CategoryMapping? {
        guard let categoryIds else { return nil }
        let isFile = FileManager.default.fileExists(atPath: categoryIds)
        let parts =
            isFile
            ? try readLabels(path: categoryIds)
            : categoryIds.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return CategoryMapping(
            ids: try parts.enumerated().map { index, part in
                let text = part.trimmingCharacters(in: .whitespaces)
                if text == "-" { return nil }
                guard let id = Int(text) else {
                    throw isFile
                        ? Failure(
                            "\(categoryIds), line \(index + 1): '\(text)' is no category id; give one, or -")
                        : ValidationError("--category-ids: '\(text)' is neither a number, '-' nor a file")
                }
                return id
            })
    }
}
