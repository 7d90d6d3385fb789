import ArgumentParser
import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeVision
import Foundation

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare an .edge file with the network it came from, layer by layer.",
        discussion: """
            Prints, for each operator and output: SQNR in dB, cosine, share of saturated values; for outputs that \
            are scores, on how many inputs the largest one is the same.
            """)

    @Argument(help: "The trained network: an .onnx file.")
    var network: String

    @Argument(help: "The .edge file.")
    var model: String

    @Option(parsing: .upToNextOption, help: "Folders, pictures, .txt lists, .npy files.")
    var inputs: [String] = []

    @Option(
        help: ArgumentHelp("Fix the shape of an input, such as input=1x3x640x640.", valueName: "name=shape"))
    var shape: [ShapeOverride] = []

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Print this many of the worst layers; 0 prints all, in order.")
    var worst = 10

    @Option(help: "Threads to use; all processors by default.")
    var threads: Int?

    func run() throws {
        guard !inputs.isEmpty else { throw ValidationError("--inputs: give pictures or .npy files") }
        if let threads, threads < 1 { throw ValidationError("--threads: give 1 or more") }
        let record = try openEdge(model).preprocessing() ?? PreprocessingRecord()
        let bytes = try readFile(model, wanted: "an .edge file")
        var graph = try loadNetwork(network, shapes: shape)
        simplify(&graph)
        takeChannelsFirst(&graph)
        try recognizeHead(of: model, in: &graph)
        let samples = try SampleSet(paths: inputs, graph: graph, preprocessing: record)
        guard samples.count > 0 else {
            throw Failure("\(inputs.joined(separator: " ")): no inputs; give pictures or .npy files")
        }

        let progress = SharedProgress("comparing", total: samples.count)
        let comparison: NetworkComparison
        do {
            comparison = try NetworkComparison(
                graph, bytes, samples: SampleSource(count: samples.count) { try samples.load($0) },
                threads: threads
            ) { progress.update($0) }
        } catch {
            throw Failure("\(network) and \(model): \(error)")
        }
        progress.clear()
        try printResult(json ? try comparison.json() : comparison.text(worst: worst))
    }
}

extension NetworkComparison {
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text(worst: Int) -> String {
        var lines: [String] = []
        for output in outputs {
            let top = output.topAgreement.map { String(format: ", top-1 agrees on %.1f%%", $0 * 100) } ?? ""
            lines.append(
                String(
                    format: "output %@: SQNR %.1f dB, cosine %.5f", output.name, output.sqnr, output.cosine)
                    + top + " (\(samples) inputs)")
        }
        let shown = worst == 0 ? layers : Array(layers.sorted { $0.sqnr < $1.sqnr }.prefix(worst))
        lines.append(worst == 0 ? "layers, in order:" : "the \(shown.count) worst of \(layers.count) layers:")
        lines.append("  SQNR dB   cosine  saturated  layer")
        for layer in shown {
            lines.append(
                String(format: "  %7.1f  %.5f   %7.3f%%  ", layer.sqnr, layer.cosine, layer.saturation * 100)
                    + "\(layer.kind) \(layer.name)")
        }
        return lines.joined(separator: "\n")
    }
}
