/// Class names, one a line, line n naming class n. Blank lines at the end are dropped; `\r\n` is understood.
///
/// - Throws: `VisionError` for a missing, empty, too large (16 MiB) or non-UTF-8 file.
public func readLabels(path: String) throws(VisionError) -> [String] {
    let wanted = "a text file with one class name a line"
    let bytes = try readFile(path, limit: 16 << 20, wanted: wanted)
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw VisionError(what: "is not UTF-8 text", place: path, mend: "give \(wanted)")
    }
    // By scalars: as characters, "\r\n" is one and holds no "\n".
    var labels = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        String(line.last == "\r" ? line.dropLast() : line)
    }
    while let last = labels.last, last.isEmpty { labels.removeLast() }
    if labels.isEmpty {
        throw VisionError(what: "holds no class name", place: path, mend: "give \(wanted)")
    }
    return labels
}
