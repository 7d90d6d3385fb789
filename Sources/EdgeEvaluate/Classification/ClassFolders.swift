import Foundation

/// A dataset of one folder a class, each with the pictures of that class.
public struct ClassFolders: Sendable {
    public let name: String
    /// Names of the folders, ascending.
    public let classes: [String]
    /// Pictures of each class, ascending by name: paths relative to the dataset's folder.
    public let files: [[String]]

    public init(path: String) throws(EvaluationError) {
        name = path
        let wanted = "give a folder with a folder of pictures for each class"
        func names(_ path: String) throws(EvaluationError) -> [String] {
            do { return try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
                throw EvaluationError(what: "cannot be listed", place: path, mend: wanted)
            }
        }
        var classes: [String] = []
        var files: [[String]] = []
        for folder in try names(path) where !folder.hasPrefix(".") {
            guard isFolder(path + "/" + folder) else { continue }
            let pictures = try names(path + "/" + folder).filter {
                pictureEndings.contains(($0 as NSString).pathExtension.lowercased())
            }
            classes.append(folder)
            files.append(pictures.map { folder + "/" + $0 })
        }
        guard files.contains(where: { !$0.isEmpty }) else {
            throw EvaluationError(what: "holds no folder with pictures", place: path, mend: wanted)
        }
        self.classes = classes
        self.files = files
    }

    /// The class index of each folder: its name where that is a number in all of them, or where the network
    /// knows all their names; else its place in ascending order, where there are as many folders as classes.
    public func indices(labels: [String], classCount: Int?) throws(EvaluationError) -> [Int] {
        let numbers = classes.compactMap { Int($0) }
        if numbers.count == classes.count { return numbers }
        let byName = Dictionary(
            labels.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let named = classes.compactMap { byName[$0] }
        if named.count == classes.count { return named }
        if let classCount, classCount != classes.count {
            let stranger = classes.first { byName[$0] == nil } ?? ""
            throw EvaluationError(
                what: "has \(classes.count) folders, the network \(classCount) classes, none of which is "
                    + "called '\(stranger)'", place: name,
                mend: "name the folders by class index or class name, or give --labels")
        }
        return Array(classes.indices)
    }

    /// The first picture of every class, then the second of every class, and so on: the first N are a fair
    /// sample.
    public func pictures(labels: [String], classCount: Int?) throws(EvaluationError) -> [LabeledPicture] {
        let indices = try indices(labels: labels, classCount: classCount)
        for (folder, index) in zip(classes, indices) where index < 0 || index >= classCount ?? .max {
            throw EvaluationError(
                what: "class \(index) is not one of the network's \(classCount!)", place: "\(name)/\(folder)",
                mend: "give the dataset that belongs to this network")
        }
        var pictures: [LabeledPicture] = []
        for round in 0..<(files.map(\.count).max() ?? 0) {
            for (files, index) in zip(files, indices) where round < files.count {
                pictures.append(LabeledPicture(path: name + "/" + files[round], label: index))
            }
        }
        return pictures
    }
}
