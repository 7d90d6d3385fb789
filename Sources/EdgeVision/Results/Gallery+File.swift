/// The gallery file: text, a line each.
///
///     edge-gallery 1 128 mobilefacenet
///     0.0312,-0.1207,…    Ada Lovelace
///
/// The first line has the format's version, the elements of an embedding, and the model's name; the others a
/// sample each: its elements between commas, a tab, and its owner's name, which may repeat.
extension Gallery {
    private static let wanted = "a gallery made by 'edgerun run --enroll'"

    /// - Throws: `VisionError` naming the line for a file that is missing or is no such gallery.
    public init(path: String) throws(VisionError) {
        let bytes = try readFile(path, limit: 1 << 28, wanted: Self.wanted)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw VisionError(what: "is not UTF-8 text", place: path, mend: "give \(Self.wanted)")
        }
        var number = 0
        var gallery: Gallery?
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let line = String(line.last == "\r" ? line.dropLast() : line)
            if line.isEmpty { continue }
            do throws(GalleryFault) {
                if gallery == nil {
                    gallery = try Gallery(header: line)
                } else {
                    try gallery?.add(line: line)
                }
            } catch {
                throw VisionError(
                    what: error.what, place: "\(path), line \(number)", mend: "give \(Self.wanted)")
            }
        }
        guard let gallery else {
            throw VisionError(what: "is empty", place: path, mend: "give \(Self.wanted)")
        }
        self = gallery
    }

    private init(header: String) throws(GalleryFault) {
        let words = header.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard words.count == 4, words[0] == "edge-gallery", words[1] == "1", let dimension = Int(words[2]),
            (1...1 << 20).contains(dimension)
        else { throw GalleryFault(what: "is no gallery's first line") }
        self.init(model: String(words[3]), dimension: dimension)
    }

    private mutating func add(line: String) throws(GalleryFault) {
        let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw GalleryFault(what: "has no name behind a tab")
        }
        var vector: [Float] = []
        for word in parts[0].split(separator: ",", omittingEmptySubsequences: false) {
            guard let value = Float(word), value.isFinite else {
                throw GalleryFault(what: "has an element '\(word.prefix(20))', which is no number")
            }
            vector.append(value)
        }
        guard vector.count == dimension else {
            throw GalleryFault(what: "has \(vector.count) elements, not \(dimension)")
        }
        add(String(parts[1]), vector)
    }

    /// The file's bytes. Tabs and line ends in names become blanks.
    public var fileBytes: [UInt8] {
        var text = Array("edge-gallery 1 \(dimension) \(Self.oneLine(model))\n".utf8)
        for sample in owners.indices {
            for i in 0..<dimension {
                if i > 0 { text.append(UInt8(ascii: ",")) }
                text.append(number: Double(vectors[sample * dimension + i]), decimals: 7)
            }
            text.append(UInt8(ascii: "\t"))
            text.append(contentsOf: Self.oneLine(names[owners[sample]]).utf8)
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    private static func oneLine(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    }
}

private struct GalleryFault: Error {
    var what: String
}
