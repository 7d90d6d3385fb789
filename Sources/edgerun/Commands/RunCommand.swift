import EdgeHost
import EdgeVision

/// `edgerun run`: pictures in, their best classes and the time of each stage out.
struct RunCommand {
    static let syntax = CommandSyntax(
        name: "run", summary: "Runs a classifier on pictures and prints the best classes of each.",
        operands: "MODEL.edge PICTURE...",
        operandHelp: [
            ("MODEL.edge", "A model written by 'edgec convert'."),
            ("PICTURE", "JPEG, PNG, BMP or PPM, told apart by content; '-' reads standard input."),
        ],
        minimumOperands: 2, maximumOperands: .max,
        options: [
            .init("--json", nil, "One line of JSON a picture."),
            .init("--top", "K", "How many classes to show (5)."),
            .init("--labels", "FILE", "Class names, one a line, in place of the model's own."),
            .init("--threads", "N", "Threads (1)."),
        ])

    private let model: String
    private let pictures: ArraySlice<String>
    private let asJSON: Bool
    private let top: Int
    private let labels: String?
    private let threads: Int

    init(_ arguments: ParsedArguments) throws(Failure) {
        model = arguments.operands[0]
        pictures = arguments.operands.dropFirst()
        asJSON = arguments.has("--json")
        top = try arguments.integer("--top", default: 5, in: 1...100_000)
        labels = arguments.string("--labels")
        threads = try arguments.integer("--threads", default: 1, in: 1...1024)
    }

    /// A bad picture is reported and the next one tried; the status tells that there was one.
    func run() throws(Failure) {
        var recognizer = try makeRecognizer()
        var last: Failure?
        for path in pictures {
            do throws(Failure) {
                try show(path, &recognizer)
            } catch {
                if let last { report(last) }
                last = error
            }
        }
        if let last { throw last }
    }

    private func makeRecognizer() throws(Failure) -> Recognizer {
        let session = try openSession(model, threads: threads)
        do throws(VisionError) {
            var names: (names: [String], path: String)?
            if let labels { names = (try readLabels(path: labels), labels) }
            var options = RecognizerOptions()
            options.top = top
            return try Recognizer(session, model: model, labels: names, options: options)
        } catch {
            throw Failure(error)
        }
    }

    private func show(_ path: String, _ recognizer: inout Recognizer) throws(Failure) {
        let start = monotonicNanoseconds()
        let image: Image
        do throws(VisionError) { image = try decodeImage(path: path) } catch { throw Failure(error) }
        let decode = Double(monotonicNanoseconds() - start) / 1e6
        var times = recognizer.recognize(image)
        times.decode = decode
        if asJSON {
            var line: [UInt8] = []
            line.append(text: "{\"input\": ")
            line.append(jsonString: path)
            line.append(text: ", \"frame\": 0, ")
            recognizer.appendJSON(to: &line)
            line.append(text: ", ")
            times.appendJSON(to: &line)
            line.append(text: "}\n")
            try write(String(decoding: line, as: UTF8.self))
        } else {
            let stages = [
                ("decode", times.decode), ("preprocess", times.preprocess), ("inference", times.inference),
                ("postprocess", times.postprocess),
            ]
            try write(
                "\(path)  \(image.width) x \(image.height)\n" + scoreTable(recognizer.result.classes) + "  "
                    + stages.map { "\($0) \(fixed($1, 2)) ms" }.joined(separator: ", ") + "\n")
        }
    }
}
