import EdgeGraph
import EdgeImport
import Foundation
import Testing

/// Networks that nobody here made, where they are at hand: `../shared/corpus` beside the package, or the
/// folder that `EDGE_CORPUS` names.
@Suite struct CorpusTests {
    static let root =
        ProcessInfo.processInfo.environment["EDGE_CORPUS"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../shared/corpus").standardizedFileURL.path

    static let models: [String] = {
        guard let files = FileManager.default.enumerator(atPath: root) else { return [] }
        return files.compactMap { $0 as? String }.filter { $0.hasSuffix(".onnx") }.sorted()
    }()

    /// What makes each of the others one that is refused, all of it at once.
    static func unsupported(_ model: String) -> Set<String>? {
        switch model {
        case let name where name.contains("ortdynint8"): ["DynamicQuantizeLinear", "ConvInteger"]
        case let name where name.contains("qdq_") || name.contains("style/"):
            ["QuantizeLinear", "DequantizeLinear"]
        case let name where name.contains("silero"): ["LSTM"]
        default: nil
        }
    }

    @Test(arguments: models)
    func readsSimplifiesAndAgrees(model: String) throws {
        let shapes = model.contains("silero") ? ["input": [1, 512]] : [:]
        let imported: ImportedModel
        do {
            imported = try readONNX(path: Self.root + "/" + model, shapes: shapes)
        } catch {
            var named: Set<String> = []
            for case .node(_, let op)? in error.problems.map(\.place) { named.insert(op) }
            #expect(named == Self.unsupported(model), "\(error.description.prefix(300))")
            return
        }
        #expect(Self.unsupported(model) == nil)
        var graph = imported.graph
        simplify(&graph)
        #expect(graph.nodes.count <= imported.graph.nodes.count)
        // VGG-19 takes seconds and shows nothing that the others do not.
        if model.contains("vgg") { return }
        var random = SeededGenerator(state: 1)
        let inputs = imported.graph.inputs.map { id in
            let shape = imported.graph[id].shape!
            return Tensor(
                shape: shape,
                floats: (0..<shape.reduce(1, *)).map { _ in Float.random(in: -1...1, using: &random) })
        }
        let before = try Executor(imported.graph, threads: 2).run(inputs)
        let after = try Executor(graph, threads: 2).run(inputs)
        for (x, y) in zip(before, after) {
            let error = zip(x.floats, y.floats).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
            let power = x.floats.reduce(0.0) { $0 + Double($1 * $1) }
            #expect(error <= 1e-9 * power, "simplified, the outputs differ")
        }
    }
}
