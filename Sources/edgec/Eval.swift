import ArgumentParser
import EdgeCompile
import EdgeEvaluate
import EdgeFormat
import EdgeGraph
import EdgeVision
import Foundation

struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a network's accuracy on labelled pictures.",
        discussion: """
            Classification (top-1, top-5): --dataset is a folder with a folder of pictures for each class, or a \
            list with a line 'file,label' for each picture.
            Detection (the twelve COCO numbers): --dataset is an instances_*.json; the network's output is \
            [1, D, 6]: left, top, right, bottom in pixels of its input, score, class; of an .onnx file, also what \
            'edgec convert --head auto' recognises.
            Segmentation (mean intersection over union): --dataset is a folder with images/ and masks/, the masks \
            being PNG files of class indices (gray or palette) named as the pictures.

              edgec eval net.edge --dataset photos/
              edgec eval net.onnx --dataset labels.csv --subset evaluation.txt --mean 127 --std 128
              edgec eval detector.edge --dataset annotations/instances_val2017.json --images val2017
              edgec eval segmenter.edge --dataset JPEGImages --masks SegmentationClass
              edgec eval --from-predictions boxes.json --dataset instances_val2017.json

            An .edge file runs as integers with the preprocessing that it holds, an .onnx file in float with that \
            of the options (by default --resize crop for classifiers, letterbox for others). COCO numbers are -1 where the \
            dataset has no such object.
            """)

    @Argument(help: "An .edge or .onnx file.")
    var model: String?

    @OptionGroup(title: "Dataset")
    var dataset: DatasetOptions

    @Flag(help: "Print one line of JSON.")
    var json = false

    @Flag(help: "Print the figures of each class too.")
    var perClass = false

    @OptionGroup(title: "Classification")
    var classification: ClassificationOptions

    @OptionGroup(title: "Detection")
    var detection: COCOOptions

    @OptionGroup(title: "Segmentation")
    var segmentation: SegmentationOptions

    @OptionGroup(title: "Preprocessing of pictures (.onnx files; an .edge file holds its own)")
    var preprocessing: PreprocessingOptions

    @Option(
        help: ArgumentHelp("Fix the shape of an input, such as input=1x3x640x640.", valueName: "name=shape"))
    var shape: [ShapeOverride] = []

    @Option(help: "Class names, one a line, in place of the .edge file's.")
    var labels: String?

    @Option(help: "Pictures to run at a time; all processors by default.")
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads: give 1 or more") }
        if (model == nil) == (detection.fromPredictions == nil) {
            throw ValidationError("give either a network or --from-predictions")
        }
        if let model, model.hasSuffix(".edge"), preprocessing.isGiven || !shape.isEmpty {
            throw ValidationError(
                "--mean, --std, --resize, --crop-fraction, --channels and --shape are stored in the .edge file: "
                    + "convert the network again to change them")
        }
    }

    func run() throws {
        let path = try dataset.path()
        let report: EvaluationReport
        if model == nil {
            guard case .annotations = path else {
                throw Failure(
                    "\(dataset.dataset): --from-predictions is scored on COCO annotations; give those")
            }
        }
        switch path {
        case .annotations(let file):
            report = try evaluateDetector(file)
        case .masks(let images, let masks):
            report = try evaluateSegmenter(images: images, masks: masks)
        case .classFolders, .labelList:
            report = try evaluateClassifier(path)
        }
        try printResult(json ? report.json(perClass: perClass) : report.text(perClass: perClass))
    }

    // MARK: Tasks

    private func evaluateClassifier(_ path: DatasetPath) throws -> EvaluationReport {
        let network = try loadModel(for: .classify)
        let classes = network.classifierClasses.map { $0 - classification.labelOffset }
        let names = Array(network.labels.dropFirst(classification.labelOffset))
        var pictures: [LabeledPicture]
        switch path {
        case .labelList(let file):
            var list = try LabelList(path: file)
            if let subset = dataset.subset { try list.select(FileList(path: subset)) }
            let folder = dataset.images ?? URL(fileURLWithPath: file).deletingLastPathComponent().path
            pictures = try list.pictures(in: folder, labels: names, classes: classes)
        default:
            pictures = try ClassFolders(path: dataset.dataset).pictures(labels: names, classCount: classes)
            if let subset = dataset.subset {
                pictures = try FileList(path: subset).select(pictures, in: dataset.dataset)
            }
        }
        pictures = dataset.limited(pictures)

        let evaluation = ClassificationEvaluation(pictures, labelOffset: classification.labelOffset)
        let started = ContinuousClock.now
        let score = try withProgress(pictures.count) { progress in
            try evaluation.score(of: network, workers: workers, progress: progress)
        }
        return .classification(score, EvaluationFacts(self, pictures.count, since: started))
    }

    private func evaluateDetector(_ path: String) throws -> EvaluationReport {
        var annotations = try COCOAnnotations(path: path)
        if let subset = dataset.subset { try annotations.select(FileList(path: subset)) }
        annotations.pictures = dataset.limited(annotations.pictures)
        let started = ContinuousClock.now
        var found: [COCODetection]
        if let file = detection.fromPredictions {
            found = try COCOPredictions.read(path: file, for: annotations, strangers: dataset.isPart)
            if let least = detection.minScore { found.removeAll { $0.score < Double(least) } }
        } else {
            let network = try loadModel(for: .detect)
            let evaluation = DetectionEvaluation(
                annotations, folder: try dataset.images ?? PictureFolder.find(for: annotations, path: path),
                minimumScore: detection.minScore ?? 0.001, mapping: try detection.mapping())
            found = try withProgress(annotations.pictures.count) { progress in
                try evaluation.detections(of: network, workers: workers, progress: progress)
            }
        }
        let facts = EvaluationFacts(self, annotations.pictures.count, since: started)
        if let output = detection.predictions {
            do { try writeFile(COCOPredictions.json(found), to: output) } catch { throw Failure("\(error)") }
        }
        let metrics = COCOEvaluator(annotations).evaluate(found)
        let names = Dictionary(
            annotations.categories.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return .detection(metrics, names: names, detections: found.count, facts)
    }

    private func evaluateSegmenter(images: String, masks: String) throws -> EvaluationReport {
        let network = try loadModel(for: .segment)
        var pictures = try MaskedPictures(images: images, masks: masks)
        if let subset = dataset.subset { try pictures.select(FileList(path: subset)) }
        pictures.limit(to: dataset.limit)
        let evaluation = SegmentationEvaluation(
            pictures, ignoredLabel: segmentation.ignoreLabel, threshold: segmentation.threshold)
        let started = ContinuousClock.now
        let confusion = try withProgress(pictures.items.count) { progress in
            try evaluation.confusion(of: network, workers: workers, progress: progress)
        }
        return .segmentation(
            confusion, names: network.labels, EvaluationFacts(self, pictures.items.count, since: started))
    }

    // MARK: Parts

    private var workers: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    private func withProgress<T>(_ total: Int, _ body: (@escaping @Sendable (Int) -> Void) throws -> T) throws
        -> T
    {
        let progress = SharedProgress("evaluating", total: total)
        defer { progress.clear() }
        return try body { progress.update($0) }
    }

    private func loadModel(for task: VisionTask) throws -> any PictureNetwork {
        let model = model!
        let names = try labels.map { try readLabels(path: $0) }
        if model.hasSuffix(".edge") {
            return IntegerPictureNetwork(try openEdge(model), name: model, labels: names)
        }
        var graph = try loadNetwork(model, shapes: shape)
        simplify(&graph)
        takeChannelsFirst(&graph)
        let head = task == .detect ? try recognizeHead(&graph) : nil
        if let head { printError("head: \(head)") }
        let inputShape = graph.inputs.first.flatMap { graph[$0].shape } ?? []
        let isGray = inputShape.count == 4 && inputShape[1] == 1
        let record = try preprocessing.record(inputChannels: isGray ? 1 : 3, task: task, family: head?.family)
        return try FloatPictureNetwork(graph, name: model, preprocessing: record, labels: names ?? [])
    }
}
