import EdgeHost
import EdgeVision

/// `edgerun stream`: frames in, a line of JSON for each out.
struct StreamCommand {
    let model: String
    let input: String
    let threads: Int
    let isQuiet: Bool
    let labels: String?
    let format: StreamFormat?
    let frameLimit: Int
    let region: Region?
    let tracks: Bool
    let jsonPath: String?
    let overlay: OverlayOptions?
    private(set) var recognizerOptions = RecognizerOptions()
    private(set) var pipelineOptions = FramePipeline.Options()

    init(_ arguments: ParsedArguments) throws(Failure) {
        model = arguments.operands[0]
        input = arguments.operands.count > 1 ? arguments.operands[1] : "-"
        threads = try arguments.integer("--threads", default: 1, in: 1...1024)
        isQuiet = arguments.has("--quiet")
        labels = arguments.string("--labels")
        frameLimit = try arguments.integer(
            "--max-frame-bytes", default: ByteSource.standardLimit, in: 1...1 << 30)
        format = try Self.format(arguments)
        tracks = arguments.has("--track")
        jsonPath = arguments.string("--json")
        overlay = try OverlayOptions(arguments)
        if overlay?.path == "-", jsonPath == "-" {
            throw .usage("--overlay - and --json - cannot share standard output", Self.syntax)
        }
        if let text = arguments.string("--region") {
            guard let region = Region(text) else {
                throw .usage("--region \(text) is not x1,y1,x2,y2 with x1 < x2 and y1 < y2", Self.syntax)
            }
            self.region = region
        } else {
            region = nil
        }
        recognizerOptions.top = try arguments.integer("--top", default: 5, in: 1...100_000)
        recognizerOptions.minScore = try arguments.number("--min-score", in: 0...1)
        recognizerOptions.classes = try arguments.list("--classes")
        recognizerOptions.task = try arguments.choice("--task", of: VisionTask.self)
        pipelineOptions.keepsPictures = overlay != nil
        pipelineOptions.latest = arguments.has("--latest")
        pipelineOptions.every = UInt64(try arguments.integer("--every", default: 1, in: 1...1_000_000_000))
        if arguments.string("--max-frames") != nil {
            pipelineOptions.maximumFrames = UInt64(
                try arguments.integer("--max-frames", default: 0, in: 1...Int.max))
        }
    }

    /// `--format` and `--size`, which raw frames need.
    private static func format(_ arguments: ParsedArguments) throws(Failure) -> StreamFormat? {
        let size = arguments.string("--size")
        guard let name = arguments.string("--format") else {
            if size != nil { throw .usage("--size needs --format with the name of raw pixels", syntax) }
            return nil
        }
        if let container = containers.first(where: { $0.name == name }) {
            if size != nil { throw .usage("--format \(name) has its own size", syntax) }
            return container.format
        }
        guard let pixels = PixelFormat(rawValue: name) else {
            let known = containers.map(\.name) + PixelFormat.allCases.map(\.rawValue)
            throw .usage("--format '\(name)' is none of \(known.joined(separator: ", "))", syntax)
        }
        guard let size else { throw .usage("--format \(name) needs --size, as in 640x480", syntax) }
        let sides = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard sides.count == 2, sides.allSatisfy({ (1...65535).contains($0) }) else {
            throw .usage("--size \(size) is not of the form 640x480", syntax)
        }
        return .raw(pixels, width: sides[0], height: sides[1])
    }

    private static let containers: [(name: String, format: StreamFormat)] = [
        ("mjpeg", .mjpeg), ("y4m", .y4m), ("png", .png),
    ]

    func run() throws(Failure) {
        var run = try StreamRun(self)
        try run.run()
    }
}
