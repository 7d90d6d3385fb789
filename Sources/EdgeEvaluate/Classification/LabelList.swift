import Foundation

/// A list of pictures with their classes: comma-separated lines, the first field a file (relative to the
/// pictures' folder), the last its class: an index, or a name that the network knows. Fields may be quoted
/// (RFC 4180); empty lines, lines that begin with # and a first line `file,…` are passed over.
public struct LabelList: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public var file: String
        public var label: String
        /// Counted from 1.
        public var line: Int

        public init(file: String, label: String, line: Int) {
            self.file = file
            self.label = label
            self.line = line
        }
    }

    public private(set) var entries: [Entry] = []
    /// What errors call the list.
    public let name: String

    public init(path: String) throws(EvaluationError) {
        try self.init(bytes: readBytes(path, wanted: Self.wanted), name: path)
    }

    public init(bytes: [UInt8], name: String) throws(EvaluationError) {
        self.name = name
        let text = try textLines(bytes, name: name, wanted: Self.wanted)
        var seen: [String: Int] = [:]
        for (index, line) in text.enumerated() {
            let number = index + 1
            func refuse(_ what: String) -> EvaluationError {
                EvaluationError(what: what, place: "\(name), line \(number)", mend: "give \(Self.wanted)")
            }
            if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
            guard let fields = commaSeparated(line) else { throw refuse("a quote that does not close") }
            if entries.isEmpty, seen.isEmpty, Self.headings.contains(fields[0].lowercased()) { continue }
            guard fields.count >= 2, let label = fields.last, !fields[0].isEmpty, !label.isEmpty else {
                throw refuse("has no file and label")
            }
            if let other = seen.updateValue(number, forKey: fields[0]) {
                throw refuse("\(fields[0]) stands in line \(other) already")
            }
            entries.append(Entry(file: fields[0], label: label, line: number))
        }
        guard !entries.isEmpty else {
            throw EvaluationError(what: "lists no picture", place: name, mend: "give \(Self.wanted)")
        }
    }

    private static let wanted = "a list with a line 'file,label' for each picture"
    private static let headings: Set<String> = ["file", "filename", "file_name", "image", "path", "name"]

    /// The pictures with their class indices.
    ///
    /// - Parameters:
    ///   - folder: what the files are relative to.
    ///   - labels: the network's class names, for classes given by name.
    ///   - classes: how many the network has, where known.
    public func pictures(
        in folder: String, labels: [String], classes: Int?
    ) throws(EvaluationError) -> [LabeledPicture] {
        let byName = Dictionary(
            labels.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var pictures: [LabeledPicture] = []
        for entry in entries {
            let place = "\(name), line \(entry.line)"
            guard let label = Int(entry.label) ?? byName[entry.label] else {
                throw EvaluationError(
                    what: "'\(entry.label)' is neither a class index nor the name of a class", place: place,
                    mend: "give the index, or --labels with the network's class names")
            }
            guard label >= 0, label < classes ?? .max else {
                throw EvaluationError(
                    what: "class \(label) is not within 0..<\(classes.map(String.init) ?? "")", place: place,
                    mend: "give the labels that belong to this network")
            }
            let path = entry.file.hasPrefix("/") ? entry.file : folder + "/" + entry.file
            pictures.append(LabeledPicture(path: path, label: label))
        }
        return pictures
    }

    /// The entries whose file is among `files`, in the order of `files`.
    public mutating func select(_ files: FileList) throws(EvaluationError) {
        let byFile = Dictionary(entries.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
        entries = try files.select { byFile[$0] }
    }
}
