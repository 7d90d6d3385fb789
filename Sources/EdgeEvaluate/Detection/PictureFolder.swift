import Foundation

/// Finds the pictures that belong to an annotation file, as datasets are usually laid out.
public enum PictureFolder {
    /// The first of these folders that holds the first annotated picture: the file's own; `images` beside it;
    /// and, for `instances_val2017_64.json`, `val2017_64` or `val2017` beside the file, beside its folder, or
    /// within an `images` of either.
    ///
    /// - Throws: where none does.
    public static func find(
        for annotations: COCOAnnotations, path: String
    ) throws(EvaluationError) -> String {
        let file = URL(fileURLWithPath: path)
        let home = file.deletingLastPathComponent()
        var stem = file.deletingPathExtension().lastPathComponent
        if stem.hasPrefix("instances_") { stem.removeFirst("instances_".count) }
        let short = stem.split(separator: "_").first.map(String.init) ?? stem

        let roots = [home, home.deletingLastPathComponent()]
        var candidates = [home, home.appendingPathComponent("images")]
        for name in stem == short ? [stem] : [stem, short] {
            for root in roots {
                candidates.append(root.appendingPathComponent(name))
                candidates.append(root.appendingPathComponent("images").appendingPathComponent(name))
            }
        }
        let first = annotations.pictures[0].fileName
        for folder in candidates {
            let picture = folder.appendingPathComponent(first).path
            if FileManager.default.fileExists(atPath: picture) { return folder.path }
        }
        throw EvaluationError(
            what: "found no folder with its picture \(first)", place: path,
            mend: "give --images the folder of the pictures")
    }
}
