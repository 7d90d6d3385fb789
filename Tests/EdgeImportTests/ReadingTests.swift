import EdgeGraph
import EdgeImport
import Testing

/// Each form of each operator gives what ONNX Runtime gives, as read and simplified.
@Suite struct ReadingTests {
    @Test(arguments: Cases.all.cases.keys.sorted())
    func givesWhatTheRuntimeGives(name: String) throws {
        let expected = Cases.all.cases[name]!
        let model = try readONNX(path: Cases.path(name))
        var simplified = model.graph
        simplify(&simplified)
        for graph in [model.graph, simplified] {
            var inferred = graph
            try inferred.inferShapes()
            #expect(inferred.values.map(\.shape) == graph.values.map(\.shape))
            let inputs = graph.inputs.map { expected.inputs[graph[$0].name]!.tensor(graph[$0].type) }
            let outputs = try Executor(graph).run(inputs)
            #expect(graph.outputs.count == expected.outputs.count)
            for (id, output) in zip(graph.outputs, outputs) {
                let wanted = try #require(expected.outputs[graph[id].name])
                #expect(output.shape == wanted.shape)
                let scale = wanted.data.reduce(1e-3) { max($0, abs($1)) }
                let values =
                    output.type == .float
                    ? output.floats.map { Double($0) } : output.integers.map { Double($0) }
                let worst = zip(values, wanted.data).map { abs($0 - $1) }.max() ?? 0
                #expect(worst <= 1e-4 * scale, "\(graph[id].name) is off by \(worst) of \(scale)")
            }
        }
    }

    @Test func aSymbolicBatchIsOneAndShapesCanBeGiven() throws {
        let model = try readONNX(path: Cases.path("refused-symbolic"), shapes: ["images": [1, 3, 5, 7]])
        #expect(model.graph[model.graph.inputs[0]].shape == [1, 3, 5, 7])
        #expect(model.graph[model.graph.outputs[0]].shape == [1, 3, 5, 7])
        #expect(
            model.inputs[0].declared == [.symbolic("N"), .fixed(3), .symbolic("height"), .symbolic("width")])
        #expect(throws: ImportError.self) {
            try readONNX(path: Cases.path("refused-symbolic"), shapes: ["images": [1, 3]])
        }
        #expect(throws: ImportError.self) {
            try readONNX(path: Cases.path("refused-symbolic"), shapes: ["image": [1, 3, 5, 7]])
        }
    }

    @Test func shapeArithmeticLeavesNoNodes() throws {
        let model = try readONNX(path: Cases.path("shape-upsample"))
        #expect(model.graph.nodes.count == 1)
        let grid = try readONNX(path: Cases.path("shape-range-grid"))
        #expect(grid.graph.nodes.map(\.op) == [.binary(.multiply)])
    }

    @Test func saysWhoMadeTheModel() throws {
        let model = try readONNX(path: Cases.path("silu"))
        #expect(model.producer == "make-import-cases")
        #expect(model.opset == 13)
    }
}
