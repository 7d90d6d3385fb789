import EdgeGraph
import EdgeImport
import Foundation
import Testing

/// Bad input gives one error that names file, place and mend.
@Suite struct RefusalTests {
    private func error(_ body: () throws(ImportError) -> ImportedModel) throws -> ImportError {
        do {
            _ = try body()
        } catch {
            return error
        }
        Issue.record("it was read")
        throw CancellationError()
    }

    @Test(arguments: Cases.all.refused.keys.sorted())
    func namesWhatIsWrong(name: String) throws {
        let error = try error { () throws(ImportError) in try readONNX(path: Cases.path(name)) }
        for part in Cases.all.refused[name]! {
            #expect(error.description.contains(part), "\(error.description) does not say \(part)")
        }
        #expect(error.file == Cases.path(name))
        #expect(
            !error.problems.isEmpty && error.problems.allSatisfy { !$0.mend.isEmpty && !$0.reason.isEmpty })
    }

    @Test func unsupportedOperatorsAreNamedAtOnce() throws {
        let error = try error { () throws(ImportError) in try readONNX(path: Cases.path("refused-several")) }
        #expect(error.problems.count == 3)
    }

    @Test(arguments: ["", "not an onnx model\n", "\u{0}\u{0}\u{0}\u{0}", "{\"ir_version\": 8}"])
    func textIsNotAModel(text: String) throws {
        let error = try error { () throws(ImportError) in
            try readONNX(bytes: Array(text.utf8), file: "notes.onnx")
        }
        #expect(error.description.hasPrefix("notes.onnx: not an ONNX model"))
    }

    @Test func filesThatAreNone() throws {
        for path in ["/", "/dev/zero", "/nowhere/at/all.onnx", "", "a\u{0}b"] {
            _ = try error { () throws(ImportError) in try readONNX(path: path) }
        }
        let empty = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).onnx")
        try Data().write(to: empty)
        defer { try? FileManager.default.removeItem(at: empty) }
        let error = try error { () throws(ImportError) in try readONNX(path: empty.path) }
        #expect(error.description.contains("empty"))
    }

    @Test func linksToExternalDataAreNotFollowed() throws {
        // weights.bin is what the model wants, under the name of a link to it.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in ["refused-external-link.onnx", "weights.bin", "external-data.onnx"] {
            try FileManager.default.copyItem(
                atPath: Cases.folder + "/" + file, toPath: folder.path + "/" + file)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link.bin", withDestinationPath: "weights.bin")
        let linked = try error { () throws(ImportError) in
            try readONNX(path: folder.path + "/refused-external-link.onnx")
        }
        #expect(linked.description.contains("symbolic links are not followed"))
        _ = try readONNX(path: folder.path + "/external-data.onnx")
        // The weights themselves behind a link.
        try FileManager.default.moveItem(
            atPath: folder.path + "/weights.bin", toPath: folder.path + "/elsewhere.bin")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/weights.bin", withDestinationPath: "elsewhere.bin")
        _ = try error { () throws(ImportError) in
            try readONNX(path: folder.path + "/external-data.onnx")
        }
    }

    @Test func externalDataNeedsAFolder() throws {
        let error = try error { () throws(ImportError) in
            try readONNX(bytes: Cases.bytes("external-data"), file: "memory.onnx")
        }
        #expect(error.description.contains("tensor w"))
    }
}
