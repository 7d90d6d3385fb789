import EdgeBench
import Foundation

/// A machine made of files: `/proc` and `/sys` below a temporary folder, which goes with the value.
final class MadeTree {
    let folder = FileManager.default.temporaryDirectory.appending(path: "machine-\(UUID().uuidString)")
    var tree: SystemTree { SystemTree(root: folder.path) }

    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (path, text) in files { try set(path, text) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func set(_ path: String, _ text: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((text + "\n").utf8).write(to: file)
    }
}
