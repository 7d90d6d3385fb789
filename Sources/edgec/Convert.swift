import ArgumentParser
import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeImport
import EdgeQuantize
import EdgeVision
import Foundation

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Quantize a trained network to int8 and write an .edge file.",
        discussion: """
            Calibration needs a few dozen typical inputs: a folder of photos, a .txt list of photos, or .npy \
            files (one input, or a batch of them). The conversion ends with an accuracy report: how far the \
            integer network is from the float one, layer by layer.
            """)

    @Argument(help: "The trained network: an .onnx file.")
    var model: String

    @Option(name: [.short, .long], help: "The .edge file to write.")
    var output: String

    @Option(parsing: .upToNextOption, help: "Typical inputs: folders, pictures, .txt lists, .npy files.")
    var calibration: [String] = []

    @Option(
        help: "How activation ranges are chosen: auto (measure and keep the best), minmax, percentile, mse.")
    var method: MethodName = .auto

    @Option(
        help: ArgumentHelp("Fix the shape of an input, such as input=1x3x640x640.", valueName: "name=shape"))
    var shape: [ShapeOverride] = []

    @OptionGroup(title: "Preprocessing of pictures (stored in the file)")
    var preprocessing: PreprocessingOptions

    @OptionGroup(title: "Detection")
    var headArguments: HeadArguments

    @Option(help: "Class names, one a line.")
    var labels: String?

    @OptionGroup(title: "What the network does (stored in the file)")
    var taskOptions: TaskOptions

    @Option(help: "A folder for the whole accuracy report: report.json and report.html.")
    var report: String?

    @Option(help: "Fail, and write nothing, when the output's SQNR is below this many dB.")
    var minSqnr: Double?

    @Flag var preference: PreferenceFlag?

    @Option(
        help: ArgumentHelp(
            "Most activation functions, from the input on, that are tried with 16 bits instead of 8 and keep "
                + "them where the result gains 0.5 dB; of detectors, and with --accuracy.", valueName: "n"))
    var int16Tables = ConversionOptions().int16Tables

    @Option(help: "Threads to use; all processors by default.")
    var threads: Int?

    func run() throws {
        let started = ContinuousClock.now
        if int16Tables < 0 { throw ValidationError("--int16-tables: give 0 or more") }
        if let threads, threads < 1 { throw ValidationError("--threads: give 1 or more") }
        try checkOutput()
        var graph = try loadNetwork(model, shapes: shape)
        simplify(&graph)
        takeChannelsFirst(&graph)
        let head = try headArguments.recognize(&graph, model: model)

        let inputShape = graph.inputs.first.flatMap { graph[$0].shape } ?? []
        let takesPictures = inputShape.count == 4 && (inputShape[1] == 1 || inputShape[1] == 3)
        let record = try preprocessing.record(
            inputChannels: takesPictures ? inputShape[1] : 3, task: taskOptions.task, family: head?.family)

        var options = ConversionOptions()
        options.calibration = method.method
        options.preprocessing = takesPictures ? record : nil
        options.minimumSQNR = minSqnr
        options.threads = threads
        options.int16Tables = int16Tables
        options.preference = preference.map { $0 == .speed ? .speed : .accuracy } ?? .balanced
        if let labels { options.labels = try readLabels(path: labels) }
        let name = URL(fileURLWithPath: model).deletingPathExtension().lastPathComponent
        options.metadata = [.init(key: "name", value: name), .init(key: "converter", value: "edgec 0.1.0")]
        options.metadata += try taskOptions.metadata(head: head)

        let samples = try sampleSet(graph, record)
        let source = SampleSource(count: samples.count, isNoise: samples.isNoise) { try samples.load($0) }
        let progress = ProgressLine()
        let conversion: Conversion
        do {
            conversion = try convert(graph, samples: source, options: options) { progress.show($0) }
        } catch .belowMinimumSQNR(let minimum, let accuracy) {
            progress.clear()
            try writeReport(accuracy)
            throw Failure(
                "\(model): \(ConversionError.belowMinimumSQNR(minimum: minimum, report: accuracy)); nothing written"
            )
        } catch {
            progress.clear()
            throw Failure("\(error)")
        }
        progress.clear()

        try writeReport(conversion.report)
        do { try writeFile(conversion.bytes, to: output) } catch { throw Failure("\(error)") }

        try printResult(conversion.report.text)
        if samples.isNoise {
            printError(
                "WARNING: calibrated on noise: accuracy on real inputs is unknown, and probably poor. "
                    + "Give --calibration a folder of typical inputs.")
        }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let time = String(format: "%.1f", seconds)
        try printResult("wrote \(output): \(conversion.bytes.count) bytes in \(time) s")
    }

    /// Found out before the work, not after it.
    private func checkOutput() throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory), isDirectory.boolValue {
            throw Failure("\(output): is a folder; give -o a file name")
        }
        let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue
        else { throw Failure("\(folder): no such folder; make it first") }
    }

    private func sampleSet(_ graph: Graph, _ record: PreprocessingRecord) throws -> SampleSet {
        guard calibration.isEmpty else {
            let set = try SampleSet(paths: calibration, graph: graph, preprocessing: record)
            guard set.count > 0 else {
                throw Failure("\(calibration.joined(separator: " ")): no inputs; give pictures or .npy files")
            }
            return set
        }
        printError(
            "WARNING: no --calibration: using seeded noise, so the accuracy of the result is unknown.")
        return try SampleSet(noise: 8, graph: graph, preprocessing: record)
    }

    private func writeReport(_ accuracy: AccuracyReport) throws {
        guard let report else { return }
        do {
            try FileManager.default.createDirectory(atPath: report, withIntermediateDirectories: true)
        } catch {
            throw Failure("\(report): cannot make the report's folder; give --report a path that can be made")
        }
        do {
            try writeFile(accuracy.json(), to: report + "/report.json")
            try writeFile(accuracy.html, to: report + "/report.html")
        } catch { throw Failure("\(error)") }
    }
}

enum MethodName: String, ExpressibleByArgument, CaseIterable {
    case auto, minmax, percentile, mse
    var method: CalibrationMethod? {
        switch self {
        case .auto: nil
        case .minmax: .minmax
        case .percentile: .percentile
        case .mse: .mse
        }
    }
}

/// Reads a network; every problem of the file at once.
func loadNetwork(_ path: String, shapes: [ShapeOverride]) throws -> Graph {
    if path.hasSuffix(".tflite") {
        throw Failure("\(path): TFLite files cannot be read yet; export the network as ONNX")
    }
    let overrides = Dictionary(shapes.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
    do {
        return try readONNX(path: path, shapes: overrides).graph
    } catch {
        throw Failure("\(error)")
    }
}

/// Shows the stages of a conversion, one progress bar each.
private final class ProgressLine: @unchecked Sendable {
    private var bar: ProgressBar?
    private var stage: ConversionProgress.Stage?
    private let lock = NSLock()

    func show(_ progress: ConversionProgress) {
        lock.withLock {
            if stage != progress.stage {
                stage = progress.stage
                bar = ProgressBar(progress.stage.rawValue)
            }
            bar?.update(progress.completed, of: progress.total)
        }
    }

    func clear() {
        lock.withLock {
            if isatty(STDERR_FILENO) == 1, bar != nil {
                FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
            }
        }
    }
}

enum PreferenceFlag: String, EnumerableFlag {
    case speed, accuracy

    static func help(for value: PreferenceFlag) -> ArgumentHelp? {
        switch value {
        case .speed:
            """
            All weights in the form that AVX2 multiplies up to 1.8 times as fast, one scale for the channels of a \
            tensor: at some accuracy.
            """
        case .accuracy:
            """
            All weights at full 8 bits, scales by channel where that helps. By default, weights take faster forms \
            as far as that costs less than 0.9 dB; a detector's the one that costs its boxes nothing, with scales \
            by channel.
            """
        }
    }
}
