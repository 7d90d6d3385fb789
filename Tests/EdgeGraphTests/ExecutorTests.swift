import EdgeGraph
import EdgeTestRandom
import Synchronization
import Testing

@Suite struct ExecutorTests {
    /// A random graph of element-wise operators, views, joins and products over [2, 6] tensors and views
    /// of it: what in-place planning can get wrong.
    func randomGraph(_ random: inout SeededGenerator) -> Graph {
        var graph = Graph(name: "random")
        let shapes = [[2, 6], [6, 2], [12], [1, 2, 6]]
        var available = [graph.addValue(Value(name: "x", shape: [2, 6]))]
        graph.inputs = available
        available.append(graph.addValue(Value(name: "k", constant: random.tensor([2, 6]))))
        for i in 0..<Int.random(in: 1...25, using: &random) {
            let x = available.randomElement(using: &random)!
            let shape = graph[x].shape!
            var inputs: [ValueID?] = [x]
            let op: Operator
            switch Int.random(in: 0...6, using: &random) {
            case 0: op = .reshape(shape: shapes.randomElement(using: &random)!)
            case 1: op = .identity
            case 2: op = .unary([.relu, .tanh, .negate].randomElement(using: &random)!)
            case 3: op = .transpose(permutation: Array(shape.indices.reversed()))
            case 4: op = .softmax(axis: shape.count - 1)
            default:
                op = .binary([.add, .subtract, .maximum].randomElement(using: &random)!)
                let others = available.filter { graph[$0].shape == shape }
                inputs.append(others.randomElement(using: &random)!)
                if Bool.random(using: &random) { inputs.reverse() }
            }
            let specs = inputs.map { id in id.map { TensorSpec(graph[$0].shape!, .float) } }
            let output = try! op.outputSpecs(specs)[0]
            let y = graph.addValue(Value(name: "v\(i)", shape: output.shape))
            graph.nodes.append(Node(name: "n\(i)", op: op, inputs: inputs, outputs: [y]))
            available.append(y)
        }
        graph.outputs = (0..<3).map { _ in available.randomElement(using: &random)! } + [available.last!]
        return graph
    }

    @Test func equalsNodeByNodeEvaluation() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let graph = randomGraph(&random)
            let x = random.tensor([2, 6])
            var values: [Int: Tensor] = [graph.inputs[0].index: x]
            for (i, value) in graph.values.enumerated() { if let c = value.constant { values[i] = c } }
            for node in graph.nodes {
                values[node.outputs[0].index] = try evaluate(
                    node.op, inputs: node.inputs.map { $0.map { values[$0.index]! } })[0]
            }
            var seen: Set<Int> = []
            let outputs = try Executor(graph).run([x]) { id, contents in
                #expect(Array(contents) == values[id.index]!.floats)
                seen.insert(id.index)
            }
            #expect(seen.count == graph.nodes.count + 1)
            for (id, output) in zip(graph.outputs, outputs) {
                #expect(output.floats == values[id.index]!.floats)
                #expect(output.shape == values[id.index]!.shape)
            }
        }
    }

    /// x -> relu -> relu -> … needs the memory of one tensor only.
    @Test func elementWiseChainsRunInPlace() throws {
        var graph = Graph()
        var value = graph.addValue(Value(name: "x", shape: [1024]))
        graph.inputs = [value]
        for i in 0..<10 {
            let next = graph.addValue(Value(name: "v\(i)"))
            graph.nodes.append(Node(name: "n\(i)", op: .unary(.relu), inputs: [value], outputs: [next]))
            value = next
        }
        graph.outputs = [value]
        #expect(try Executor(graph).arenaBytes == 4096)
    }

    @Test func batchesKeepTheirOrderAndReportTheFirstFailure() throws {
        var random = SeededGenerator(seed: 7)
        let graph = randomGraph(&random)
        let executor = try Executor(graph)
        let samples = (0..<50).map { _ in [random.tensor([2, 6])] }
        let expected = try samples.map { try executor.run($0).map(\.floats) }
        for workers in [1, 2, 3, 64] {
            #expect(try executor.runBatch(samples, workers: workers).map { $0.map(\.floats) } == expected)
        }
        struct Refused: Error, Equatable { var sample: Int }
        #expect(throws: Refused(sample: 5)) {
            try executor.runBatch(count: 50, workers: 2) { sample in
                if sample >= 5 { throw Refused(sample: sample) }
                return samples[sample]
            } output: { _, _ in
            }
        }
        for workers in 1...3 {
            let lanes = Mutex<[Int: [Int]]>([:])
            try executor.runBatch(count: 9, lanes: 2, workers: workers) {
                samples[$0]
            } observe: { lane, sample, _, _ in
                lanes.withLock { if $0[lane]?.last != sample { $0[lane, default: []].append(sample) } }
            } output: { _, _ in
            }
            #expect(lanes.withLock { $0 } == [0: [0, 2, 4, 6, 8], 1: [1, 3, 5, 7]])
        }
    }

    @Test func namesWhatIsWrongWithAGraph() throws {
        var graph = Graph()
        let x = graph.addValue(Value(name: "x", shape: [2, 3]))
        let y = graph.addValue(Value(name: "y"))
        graph.inputs = [x]
        graph.outputs = [y]
        func reason(_ change: (inout Graph) -> Void) -> String {
            var changed = graph
            change(&changed)
            do {
                _ = try Executor(changed)
                return ""
            } catch { return "\(error)" }
        }
        let node = Node(name: "n", op: .unary(.relu), inputs: [x], outputs: [y])
        #expect(reason { $0.nodes = [node] } == "")
        #expect(reason { _ in }.contains("'y' is read before anything writes it"))
        #expect(reason { $0.nodes = [node, node] }.contains("node 'n': 'y' is written a second time"))
        #expect(
            reason { $0.nodes = [Node(name: "n", op: .unsupported("Foo"), inputs: [x], outputs: [y])] }
                .contains("node 'n' (Foo)"))
        #expect(
            reason {
                $0.nodes = [node]
                $0[y].shape = [3, 2]
            }.contains("declared as [3, 2]"))
        #expect(
            reason {
                $0.nodes = [node]
                $0[x].shape = nil
            }.contains("has no shape"))
        #expect(
            reason { $0.nodes = [Node(name: "n", op: .identity, inputs: [nil], outputs: [y])] }.contains(
                "missing"))
        #expect(
            reason { $0.nodes = [Node(name: "n", op: .identity, inputs: [ValueID(9)], outputs: [y])] } != "")
        graph.nodes = [node]
        let executor = try Executor(graph)
        #expect(throws: ExecutionError.self) { try executor.run([]) }
        #expect(throws: ExecutionError.self) { try executor.run([Tensor(shape: [3], floats: [1, 2, 3])]) }
        #expect(throws: ExecutionError.self) { try executor.run([Tensor(shape: [2, 3], floats: [1])]) }
    }
}
