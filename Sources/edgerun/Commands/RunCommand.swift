import EdgeHost
import EdgeVision

/// `edgerun run`: pictures in, what the model sees in each and the time of each stage out.
struct RunCommand {
    static let syntax = CommandSyntax(
        name: "run", summary: "Runs a model on pictures and prints what it sees in each.",
        operands: "MODEL.edge PICTURE...",
        operandHelp: [
            ("MODEL.edge", "A model written by 'edgec convert'."),
            ("PICTURE", "JPEG, PNG, BMP or PPM, told apart by content; '-' reads standard input."),
        ],
        minimumOperands: 2, maximumOperands: .max,
        options: [
            .init("--json", nil, "One line of JSON a picture."),
            .init("--overlay", "DIR", "Write each picture there with the result drawn on it."),
            .init("--overlay-format", "F", "png (exact) or jpeg (smaller, sooner written); png."),
            .init("--min-score", "S", "Leave out what scores less (boxes .25, gallery .5, classes 0)."),
            .init("--classes", "LIST", "Show these alone: names or indices, as in person,car or 0,2."),
            .init("--top", "K", "How many classes or names to show (5)."),
            .init("--labels", "FILE", "Class names, one a line, in place of the model's own."),
            .init("--task", "TASK", "What the model's output is, in place of what the file says."),
            .init("--mask", "DIR", "Of segmentation: write the class of each pixel there, as gray PNG."),
            .init("--rle", nil, "Of segmentation, with --json: the class map as runs: class, length, …"),
            .init("--gallery", "FILE", "Of embeddings: tell whom of this file each picture is like."),
            .init("--enroll", "NAME", "Add the pictures to the gallery, under this name."),
            .init("--threads", "N", "Threads (1)."),
        ])

    private let model: String
    private let pictures: ArraySlice<String>
    private let asJSON: Bool
    private let writesRuns: Bool
    private let labels: String?
    private let threads: Int
    private let galleryPath: String?
    private let enrolled: String?
    private var options = RecognizerOptions()
    private var outputs: RunOutputs

    init(_ arguments: ParsedArguments) throws(Failure) {
        model = arguments.operands[0]
        pictures = arguments.operands.dropFirst()
        asJSON = arguments.has("--json")
        writesRuns = arguments.has("--rle")
        labels = arguments.string("--labels")
        threads = try arguments.integer("--threads", default: 1, in: 1...1024)
        galleryPath = arguments.string("--gallery")
        enrolled = arguments.string("--enroll")
        outputs = RunOutputs(
            overlayDirectory: arguments.string("--overlay"),
            format: try arguments.choice("--overlay-format", of: RunOutputs.Format.self) ?? .png,
            maskDirectory: arguments.string("--mask"))
        options.top = try arguments.integer("--top", default: 5, in: 1...100_000)
        options.minScore = try arguments.number("--min-score", in: 0...1)
        options.classes = try arguments.list("--classes")
        options.task = try arguments.choice("--task", of: VisionTask.self)
        if enrolled != nil, galleryPath == nil {
            throw .usage("--enroll needs --gallery FILE", Self.syntax)
        }
        if writesRuns, !asJSON { throw .usage("--rle needs --json", Self.syntax) }
    }

    /// A bad picture is reported and the next one tried; the status tells that there was one.
    func run() throws(Failure) {
        let session = try openSession(model, threads: threads)
        var (recognizer, gallery) = try makeRecognizer(session)
        var outputs = outputs
        try outputs.prepare(recognizer.task)
        var last: Failure?
        for path in pictures {
            do throws(Failure) {
                try show(path, &recognizer, &outputs)
                if let enrolled { gallery?.add(enrolled, recognizer.result.embedding) }
            } catch {
                if let last { report(last) }
                last = error
            }
        }
        if enrolled != nil, let galleryPath, let gallery {
            do throws(VisionError) { try writeFile(gallery.fileBytes, path: galleryPath) } catch {
                throw Failure(error)
            }
        }
        if let last { throw last }
    }

    private func makeRecognizer(_ session: HostSession) throws(Failure) -> (Recognizer, Gallery?) {
        var options = options
        do throws(VisionError) {
            var names: (names: [String], path: String)?
            if let labels { names = (try readLabels(path: labels), labels) }
            if let galleryPath, enrolled == nil || fileExists(galleryPath) {
                options.gallery = try Gallery(path: galleryPath)
            }
            let recognizer = try Recognizer(session, model: model, labels: names, options: options)
            if galleryPath != nil, recognizer.task != .embed {
                throw VisionError(
                    what: "gives no embeddings, so --gallery has no use", place: model,
                    mend: "use a model converted with --task embed, or say --task embed")
            }
            let gallery =
                options.gallery
                ?? Gallery(
                    model: session.loaded.metadata("name") ?? "", dimension: session.output(0).channels)
            return (recognizer, gallery)
        } catch {
            throw Failure(error)
        }
    }

    private func show(
        _ path: String, _ recognizer: inout Recognizer, _ outputs: inout RunOutputs
    ) throws(Failure) {
        let start = monotonicNanoseconds()
        let image: Image
        do throws(VisionError) { image = try decodeImage(path: path) } catch { throw Failure(error) }
        let decode = Double(monotonicNanoseconds() - start) / 1e6
        var times = recognizer.recognize(image)
        times.decode = decode
        let files = try outputs.write(recognizer.result, of: image, path: path)
        try write(
            asJSON
                ? jsonLine(path, recognizer.result, times, files)
                : text(path, recognizer.result, times, files))
    }

    private func jsonLine(
        _ path: String, _ result: RecognitionResult, _ times: StageTimes, _ files: RunOutputs.Files
    ) -> String {
        var line: [UInt8] = []
        line.append(text: "{\"input\": ")
        line.append(jsonString: path)
        line.append(text: ", \"frame\": 0, ")
        result.appendJSON(to: &line)
        if writesRuns, result.task == .segment {
            line.append(text: ", \"rle\": ")
            result.segmentation.appendRuns(to: &line)
        }
        if let overlay = files.overlay {
            line.append(text: ", \"overlay\": ")
            line.append(jsonString: overlay)
        }
        if let mask = files.mask {
            line.append(text: ", \"mask\": ")
            line.append(jsonString: mask)
        }
        line.append(text: ", ")
        times.appendJSON(to: &line)
        line.append(text: "}\n")
        return String(decoding: line, as: UTF8.self)
    }

    private func text(
        _ path: String, _ result: RecognitionResult, _ times: StageTimes, _ files: RunOutputs.Files
    ) -> String {
        let summary = result.summary
        // Integers by `fixed` too: the standard library's own way is one more stretch of code to map at each start.
        var text = "\(path)  \(fixed(Double(result.width), 0)) x \(fixed(Double(result.height), 0))"
        text += summary.isEmpty ? "\n" : "  \(summary)\n"
        if let enrolled { text += "  enrolled as \(enrolled)\n" } else { text += result.text() }
        text += "  decode \(fixed(times.decode, 2)) ms, preprocess \(fixed(times.preprocess, 2)) ms, "
        text += "inference \(fixed(times.inference, 2)) ms, postprocess \(fixed(times.postprocess, 2)) ms\n"
        for file in [files.overlay, files.mask] {
            if let file { text += "  wrote \(file)\n" }
        }
        return text
    }
}
