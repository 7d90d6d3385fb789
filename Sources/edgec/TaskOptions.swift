import ArgumentParser
import EdgeCompile
import EdgeGraph
import EdgeVision

/// What the network's output means: stored in the .edge file, so that 'edgerun run' can decode it.
struct TaskOptions: ParsableArguments {
    @Option(
        help: """
            classify, detect (rows of x1, y1, x2, y2, score, class), segment, embed, image (a picture out) or \
            pose; by default, what the output's shape suggests.
            """)
    var task: VisionTask?

    @Option(
        help: ArgumentHelp(
            """
            With --task pose: what the output's columns are: x, y, score or - (ignored); then 'unit' where \
            coordinates are 0...1. By default x,y,score in pixels of the input.
            """, valueName: "x,y,score[,unit]"))
    var keypoints: String?

    /// - Parameter head: gives the task where none is asked for.
    func metadata(head: RecognizedHead?) throws -> [ConversionOptions.Metadata] {
        var metadata: [ConversionOptions.Metadata] = []
        if let head { metadata.append(.init(key: "head", value: head.family.rawValue)) }
        if let task = task ?? (head == nil ? nil : .detect) {
            metadata.append(.init(key: VisionTask.metadataKey, value: task.rawValue))
        }
        if let keypoints {
            guard task == .pose, KeypointLayout(keypoints) != nil else {
                throw ValidationError("--keypoints: give --task pose, and columns such as y,x,score,unit")
            }
            metadata.append(.init(key: KeypointLayout.metadataKey, value: keypoints))
        }
        return metadata
    }
}

extension VisionTask: ExpressibleByArgument {}
