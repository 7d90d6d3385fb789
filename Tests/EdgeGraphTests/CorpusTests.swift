import EdgeGraph
import EdgeImport
import Foundation
import Testing

/// The nine whole networks of the ONNX project with expected outputs, where the corpus lies beside the
/// package. Their weights are constants, so they test graph handling.
@Suite struct CorpusTests {
    static let folder: URL = {
        let package = GoldenTests.folder.deletingLastPathComponent().deletingLastPathComponent()
        let corpus = ProcessInfo.processInfo.environment["EDGE_CORPUS"].map { URL(filePath: $0) }
        return (corpus ?? package.deletingLastPathComponent().appending(path: "shared/corpus"))
            .appending(path: "eval/onnx_light")
    }()

    static let networks: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (names ?? []).filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test(.enabled(if: !networks.isEmpty, "needs ../shared/corpus"), arguments: networks)
    func equalsTheExpectedOutput(_ name: String) throws {
        let model = try readONNX(path: Self.folder.appending(path: "\(name).onnx").path)
        let input = try #require(model.graph.inputs.first)
        let shape = try #require(model.graph[input].shape)
        let count = shape.reduce(1, *)
        let x = Tensor(shape: shape, floats: (0..<count).map { Float(Double($0) / Double(count)) })
        let output = try Executor(model.graph).run([x])[0]
        let file = Self.folder.appending(path: "\(name)_output_0.pb")
        let expected = try #require(rawFloats(tensorProto: Array(Data(contentsOf: file))))
        try #require(output.floats.count == expected.count)
        if name == "light_squeezenet" {
            // Its softmax is over a thousand equal logits of 9.5e9, where one unit in the last place is
            // 1024: which of them are the largest depends on the order of the sums.
            #expect(abs(output.floats.reduce(0, +) - 1) < 1e-5)
            return
        }
        for (a, b) in zip(output.floats, expected) { #expect(abs(a - b) <= 1e-5 * abs(b)) }
    }

    /// `raw_data` (field 9) or `float_data` (field 4) of an ONNX TensorProto in protocol buffer encoding.
    func rawFloats(tensorProto bytes: [UInt8]) -> [Float]? {
        var i = 0
        func varint() -> Int? {
            var value = 0
            var shift = 0
            while i < bytes.count, shift < 56 {
                let byte = bytes[i]
                i += 1
                value |= Int(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            return nil
        }
        while i < bytes.count {
            guard let key = varint() else { return nil }
            switch key & 7 {
            case 0: guard varint() != nil else { return nil }
            case 2:
                guard let length = varint(), length <= bytes.count - i else { return nil }
                if key >> 3 == 9 || key >> 3 == 4 {
                    return (0..<length / 4).map { at in
                        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: i + at * 4, as: Float.self) }
                    }
                }
                i += length
            default: return nil
            }
        }
        return nil
    }
}
