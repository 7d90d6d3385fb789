import Foundation

/// Names of files, one a line: the part of a dataset that is to be used.
public struct FileList: Sendable {
    private let files: [(name: String, line: Int)]
    private let path: String

    public init(path: String) throws(EvaluationError) {
        self.path = path
        let wanted = "a list with the name of a picture on each line"
        var files: [(name: String, line: Int)] = []
        let lines = try textLines(readBytes(path, wanted: wanted), name: path, wanted: wanted)
        for (index, line) in lines.enumerated() {
            let name = line.trimmingCharacters(in: .whitespaces)
            if !name.isEmpty, !name.hasPrefix("#") { files.append((name, index + 1)) }
        }
        guard !files.isEmpty else {
            throw EvaluationError(what: "names no picture", place: path, mend: "give \(wanted)")
        }
        self.files = files
    }

    /// What `find` knows of each file.
    ///
    /// - Throws: for a file of which it knows nothing.
    func select<T>(_ find: (String) -> T?) throws(EvaluationError) -> [T] {
        var found: [T] = []
        for file in files {
            guard let item = find(file.name) else {
                throw EvaluationError(
                    what: "\(file.name) is not in the dataset", place: "\(path), line \(file.line)",
                    mend: "give a list of pictures that the dataset has")
            }
            found.append(item)
        }
        return found
    }

    /// The pictures that are named, relative to `folder`, in the order of this list.
    public func select(
        _ pictures: [LabeledPicture], in folder: String
    ) throws(EvaluationError) -> [LabeledPicture] {
        let byPath = Dictionary(pictures.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return try select { byPath[folder + "/" + $0] }
    }
}
