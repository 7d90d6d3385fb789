import Foundation

/// Pictures and their masks: files of the same name but for the ending, in two folders.
public struct MaskedPictures: Sendable {
    public struct Item: Sendable, Equatable {
        public var picture: String
        public var mask: String
    }

    /// By name, ascending. Pictures without a mask are left out.
    public private(set) var items: [Item] = []

    private static let maskEndings: Set<String> = ["png", "bmp", "pgm"]

    /// - Throws: where a folder cannot be read, holds no mask, or a mask has no picture.
    public init(images: String, masks: String) throws(EvaluationError) {
        let pictures = try Dictionary(
            Self.files(images, pictureEndings).map { (Self.stem($0), $0) },
            uniquingKeysWith: { first, _ in first })
        for mask in try Self.files(masks, Self.maskEndings) {
            guard let picture = pictures[Self.stem(mask)] else {
                throw EvaluationError(
                    what: "has no picture \(Self.stem(mask)).jpg or .png in \(images)",
                    place: masks + "/" + mask, mend: "name pictures and masks alike")
            }
            items.append(Item(picture: images + "/" + picture, mask: masks + "/" + mask))
        }
        guard !items.isEmpty else {
            throw EvaluationError(
                what: "holds no masks", place: masks, mend: "give a folder of PNG masks of class indices")
        }
    }

    private static func files(_ folder: String, _ endings: Set<String>) throws(EvaluationError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .filter { endings.contains(($0 as NSString).pathExtension.lowercased()) }
        } catch {
            throw EvaluationError(
                what: "cannot be listed", place: folder, mend: "give a folder of pictures and one of masks")
        }
    }

    private static func stem(_ file: String) -> String { (file as NSString).deletingPathExtension }

    /// Keeps the pictures that are named (with or without an ending), in the order of `files`.
    public mutating func select(_ files: FileList) throws(EvaluationError) {
        let byName = Dictionary(
            items.map { (Self.stem(($0.mask as NSString).lastPathComponent), $0) },
            uniquingKeysWith: { first, _ in first })
        items = try files.select { byName[$0] ?? byName[Self.stem($0)] }
    }

    /// Keeps the first `count`; all where that is nil.
    public mutating func limit(to count: Int?) {
        if let count { items = Array(items.prefix(count)) }
    }
}

/// File endings of pictures that can be decoded.
let pictureEndings: Set<String> = ["jpg", "jpeg", "png", "bmp", "ppm", "pgm"]
