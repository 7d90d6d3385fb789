import ArgumentParser
import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeVision
import Foundation

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a network on .npy inputs and write its outputs as .npy files.",
        discussion: """
            An .onnx file runs in the float reference executor, an .edge file as integers. An input may be a batch: \
            it is run row by row, and the outputs are batches too. Images are channels first ([N, C, H, W]) both \
            in and out.
            """)

    @Argument(help: "An .onnx or .edge file.")
    var model: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Inputs, in the network's order or by name.", valueName: "[name=]x.npy"))
    var input: [String] = []

    @Option(help: "Where NAME.npy is written for each output.")
    var outputDir: String

    @Option(
        help: ArgumentHelp("Fix the shape of an input, such as input=1x3x640x640.", valueName: "name=shape"))
    var shape: [ShapeOverride] = []

    @Flag(help: "Keep int8 outputs of an .edge file as they are.")
    var raw = false

    @Option(help: "Threads to use with .onnx files; all processors by default.")
    var threads: Int?

    func run() throws {
        let network: any RunnableNetwork =
            model.hasSuffix(".edge") ? try IntegerFile(model) : try FloatNetwork(model, shape, threads)
        let inputs = try BatchedInputs(input, network)
        do {
            try FileManager.default.createDirectory(atPath: outputDir, withIntermediateDirectories: true)
        } catch {
            throw Failure("\(outputDir): cannot make the folder; give --output-dir a path that can be made")
        }

        var progress = ProgressBar("running")
        var results = [[NpyArray]](repeating: [], count: network.outputNames.count)
        for row in 0..<inputs.rows {
            for (index, output) in try network.run(inputs.row(row), raw: raw).enumerated() {
                results[index].append(output)
            }
            progress.update(row + 1, of: inputs.rows)
        }
        for (index, name) in network.outputNames.enumerated() {
            let path = outputDir + "/" + fileName(name) + ".npy"
            do { try writeFile(stacked(results[index]).file, to: path) } catch { throw Failure("\(error)") }
            try printResult(path)
        }
    }

    /// Letters, digits, dot and dash stay; everything else becomes an underscore.
    private func fileName(_ name: String) -> String {
        let kept = String(
            name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") ? $0 : "_" })
        return kept.isEmpty || kept.allSatisfy({ $0 == "." }) ? "output" : kept
    }

    /// Rows of one output as one array: a leading dimension of 1 is the batch.
    private func stacked(_ rows: [NpyArray]) -> NpyArray {
        guard rows.count > 1, let first = rows.first else { return rows[0] }
        let tail = first.shape.first == 1 ? Array(first.shape.dropFirst()) : first.shape
        return NpyArray(type: first.type, shape: [rows.count] + tail, bytes: rows.flatMap(\.bytes))
    }
}

/// What `edgec run` needs of either kind of network.
private protocol RunnableNetwork {
    var inputNames: [String] { get }
    var inputShapes: [[Int]] { get }
    var outputNames: [String] { get }
    func run(_ inputs: [Tensor], raw: Bool) throws -> [NpyArray]
}

private struct FloatNetwork: RunnableNetwork {
    let executor: Executor
    let types: [ScalarType]

    init(_ path: String, _ shapes: [ShapeOverride], _ threads: Int?) throws {
        let graph = try loadNetwork(path, shapes: shapes)
        types = graph.inputs.map { graph[$0].type }
        do {
            executor = try Executor(
                graph, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        } catch { throw Failure("\(path): \(error)") }
    }

    var inputNames: [String] { executor.graph.inputs.map { executor.graph[$0].name } }
    var inputShapes: [[Int]] { executor.graph.inputs.map { executor.graph[$0].shape ?? [] } }
    var outputNames: [String] { executor.graph.outputs.map { executor.graph[$0].name } }

    func run(_ inputs: [Tensor], raw: Bool) throws -> [NpyArray] {
        let typed = inputs.enumerated().map { index, tensor in
            types[index] == .float
                ? tensor
                : Tensor(shape: tensor.shape, integers: tensor.floats.map { Int64($0) }, type: types[index])
        }
        do { return try executor.run(typed).map { NpyArray($0) } } catch { throw Failure("\(error)") }
    }
}

private struct IntegerFile: RunnableNetwork {
    let network: IntegerNetwork

    init(_ path: String) throws {
        do { network = try IntegerNetwork(try readFile(path, wanted: "an .edge file")) } catch {
            throw Failure("\(path): \(error)")
        }
    }

    var inputNames: [String] { network.inputNames }
    var inputShapes: [[Int]] { network.inputNames.indices.map { network.inputShape($0) } }
    var outputNames: [String] { network.outputNames }

    func run(_ inputs: [Tensor], raw: Bool) throws -> [NpyArray] {
        let outputs = network.run(inputs)
        return outputs.enumerated().map { index, tensor in
            if raw, let quantized = network.quantizedOutput(index) {
                return NpyArray(shape: tensor.shape, int8: quantized)
            }
            return NpyArray(tensor)
        }
    }
}

/// The .npy files of the command line, one a network input, cut into rows.
private struct BatchedInputs {
    let rows: Int
    private let arrays: [[Float]]
    private let shapes: [[Int]]

    init(_ arguments: [String], _ network: any RunnableNetwork) throws {
        let names = network.inputNames
        var paths = [String?](repeating: nil, count: names.count)
        for argument in arguments {
            if let equals = argument.firstIndex(of: "="),
                let index = names.firstIndex(of: String(argument[..<equals]))
            {
                paths[index] = String(argument[argument.index(after: equals)...])
            } else if let free = paths.firstIndex(where: { $0 == nil }) {
                paths[free] = argument
            } else {
                throw Failure(
                    "'\(argument)': too many inputs; the network takes \(names.count): \(names.joined(separator: ", "))"
                )
            }
        }
        shapes = network.inputShapes
        var arrays: [[Float]] = []
        var rows = 1
        for (index, path) in paths.enumerated() {
            guard let path else {
                throw Failure("input '\(names[index])': no value; give --input \(names[index])=x.npy")
            }
            let array = try loadArray(path)
            let count = try rowCount(of: array, for: shapes[index], path: path)
            if index > 0, count != rows {
                throw Failure("\(path): has \(count) rows; the inputs before it have \(rows)")
            }
            rows = count
            arrays.append(array.reals)
        }
        self.rows = rows
        self.arrays = arrays
    }

    func row(_ index: Int) -> [Tensor] {
        zip(arrays, shapes).map { array, shape in
            let size = shape.reduce(1, *)
            return Tensor(shape: shape, floats: Array(array[index * size..<(index + 1) * size]))
        }
    }
}
