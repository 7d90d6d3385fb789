import EdgeGraph
import EdgeImport
import Foundation
import Testing

/// Every case of `Tests/Golden` (`Tools/make-golden`) read, run and compared with ONNX Runtime.
@Suite struct GoldenTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    static let cases: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }()

    /// Relative to the element, with a floor for sums that cancelled: 1e-6 of the largest element, and no
    /// more than 1e-5.
    static let tolerance: Float = 1e-5

    /// Arrays `prefix0.npy`, `prefix1.npy`, … of a case.
    static func arrays(_ name: String, _ prefix: String) throws -> [Tensor] {
        var arrays: [Tensor] = []
        while true {
            let file = folder.appending(path: "\(name)/\(prefix)\(arrays.count).npy")
            guard FileManager.default.fileExists(atPath: file.path) else { return arrays }
            arrays.append(try NpyArray(file: Array(Data(contentsOf: file))).tensor)
        }
    }

    @Test func hasEveryCase() {
        #expect(Self.cases.count >= 400)
    }

    @Test(arguments: cases, [1, 3]) func equalsONNXRuntime(_ name: String, threads: Int) throws {
        let model = try readONNX(path: Self.folder.appending(path: "\(name)/model.onnx").path)
        let expected = try Self.arrays(name, "output_")
        try #require(!expected.isEmpty)
        let outputs = try Executor(model.graph, threads: threads).run(try Self.arrays(name, "input_"))
        try #require(outputs.count == expected.count)
        for (actual, wanted) in zip(outputs, expected) {
            #expect(actual.shape == wanted.shape)
            #expect(actual.type == wanted.type)
            guard actual.type == .float, wanted.type == .float else {
                #expect(actual.integers == wanted.integers)
                continue
            }
            let largest = wanted.floats.map(\.magnitude).filter(\.isFinite).max() ?? 0
            let floor = min(1e-5, 1e-6 * largest)
            for (i, (a, b)) in zip(actual.floats, wanted.floats).enumerated() where a != b {
                let difference = (a - b).magnitude
                if !(difference <= Self.tolerance * b.magnitude + floor) {
                    Issue.record("output element \(i): \(a) instead of \(b)")
                    break
                }
            }
        }
    }
}
