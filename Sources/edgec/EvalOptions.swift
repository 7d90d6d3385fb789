import ArgumentParser
import EdgeEvaluate
import EdgeVision
import Foundation

struct DatasetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Labelled pictures: a folder of class folders, a 'file,label' list, COCO annotations, or a folder "
                + "with images/ and masks/.", valueName: "path"))
    var dataset: String

    @Option(
        help: ArgumentHelp(
            "The folder of the pictures, where it is not found beside the dataset.", valueName: "folder"))
    var images: String?

    @Option(
        help: ArgumentHelp("The folder of the masks; --dataset is that of the pictures.", valueName: "folder")
    )
    var masks: String?

    @Option(help: ArgumentHelp("Use only the pictures that this list names, one a line.", valueName: "file"))
    var subset: String?

    @Option(
        help: ArgumentHelp(
            "Use only the first N pictures (of class folders: as many of each class).", valueName: "n"))
    var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit: give 1 or more") }
    }

    func limited<T>(_ items: [T]) -> [T] { limit.map { Array(items.prefix($0)) } ?? items }

    func path() throws -> DatasetPath {
        if let masks { return .masks(images: images ?? dataset, masks: masks) }
        return try DatasetPath(dataset)
    }

    /// Whether some of the dataset is to be left out.
    var isPart: Bool { subset != nil || limit != nil }
}

struct ClassificationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Add this to the dataset's class indices: 1 where the network's class 0 is the background.",
            valueName: "n"))
    var labelOffset = 0

    func validate() throws {
        if labelOffset < 0 { throw ValidationError("--label-offset: give 0 or more") }
    }
}

struct SegmentationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Leave out pixels of this class in the masks.", valueName: "class"))
    var ignoreLabel = 255

    @Option(
        help: ArgumentHelp(
            "Of a network with one score a pixel: class 1 where it is greater. By default 0.5 after a sigmoid, "
                + "else 0.", valueName: "score"))
    var threshold: Float?
}

struct COCOOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Leave out detections that score less: by default less than 0.001, none of --from-predictions.",
            valueName: "score"))
    var minScore: Float?

    @Option(
        help: ArgumentHelp("Write the detections to this file, in COCO's results format.", valueName: "file"))
    var predictions: String?

    @Option(
        help: ArgumentHelp(
            "Score the detections of this file, in COCO's results format, and run no network.",
            valueName: "file"))
    var fromPredictions: String?

    @Option(
        help: ArgumentHelp(
            "The category id of each class, '-' for none: a list, or a file with one a line. By default "
                + "ascending ids where there are as many categories as classes, else by name.",
            valueName: "1,2,3|file"))
    var categoryIds: String?

    func validate() throws {
        guard (0...1).contains(minScore ?? 0) else { throw ValidationError("--min-score: give 0 to 1") }
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
