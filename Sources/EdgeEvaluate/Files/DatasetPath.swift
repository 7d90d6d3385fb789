import Foundation

/// What kind of dataset lies at a path, told by its name and by what a folder holds.
public enum DatasetPath: Sendable, Equatable {
    /// A folder of class folders.
    case classFolders(String)
    /// A `file,label` list.
    case labelList(String)
    /// A COCO annotation file.
    case annotations(String)
    /// Pictures, and masks of the same names.
    case masks(images: String, masks: String)

    /// - A `.json` file is COCO annotations, any other file a label list.
    /// - A folder with `images/` and `masks/` is a segmentation dataset; one with `labels.csv` is that list;
    ///   one with an `instances_*.json` in it, or in its `annotations/`, is that COCO dataset; any other
    ///   is a folder of class folders.
    ///
    /// - Throws: where there is nothing at `path`, or several annotation files to choose from.
    public init(_ path: String) throws(EvaluationError) {
        let files = FileManager.default
        guard files.fileExists(atPath: path) else {
            throw EvaluationError(
                what: "no such file or folder", place: path,
                mend:
                    "give a folder of class folders, a label list, COCO annotations, or pictures and --masks")
        }
        guard isFolder(path) else {
            self = path.lowercased().hasSuffix(".json") ? .annotations(path) : .labelList(path)
            return
        }
        if isFolder(path + "/images"), isFolder(path + "/masks") {
            self = .masks(images: path + "/images", masks: path + "/masks")
            return
        }
        if files.fileExists(atPath: path + "/labels.csv") {
            self = .labelList(path + "/labels.csv")
            return
        }
        let found = [path, path + "/annotations"].flatMap { folder in
            ((try? files.contentsOfDirectory(atPath: folder)) ?? []).sorted()
                .filter { $0.hasPrefix("instances_") && $0.hasSuffix(".json") }.map { folder + "/" + $0 }
        }
        guard found.count < 2 else {
            throw EvaluationError(
                what: "holds \(found.count) annotation files: \(found.joined(separator: ", "))", place: path,
                mend: "give one of them")
        }
        self = found.first.map { .annotations($0) } ?? .classFolders(path)
    }
}

func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
}
