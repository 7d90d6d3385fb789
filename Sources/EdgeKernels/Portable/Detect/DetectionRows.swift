/// The output of detect: candidates in their order, each unless an earlier one of its class overlaps it.
struct DetectionRows {
    private let a: DetectArguments
    private var count = 0

    init(_ a: DetectArguments) { self.a = a }

    mutating func write(_ candidates: CandidateHeap) {
        let decoder = BoxDecoder(a: a)
        for i in 0..<candidates.count where count < a.maxDetections {
            let candidate = candidates.elements[i]
            let box = decoder.box(of: Int(candidate.anchor))
            let score = score(candidate.key)
            if box.isFinite && score.isFinite && !isSuppressed(box, toFloat(candidate.classIndex)) {
                append(box, score, toFloat(candidate.classIndex))
            }
        }
        let none = DetectedBox(x1: 0, y1: 0, x2: 0, y2: 0)
        while count < a.maxDetections { append(none, 0, -1) }
    }

    private func score(_ key: Float) -> Float {
        a.scoreForm == .sigmoid && a.levels[0].objects == nil ? sigmoid(key) : key
    }

    private func isSuppressed(_ box: DetectedBox, _ classIndex: Float) -> Bool {
        if a.iouThreshold >= 1 { return false }
        for i in 0..<count {
            let row = a.output + i * a.outputStride
            if row[5] != classIndex { continue }
            let kept = DetectedBox(x1: row[0], y1: row[1], x2: row[2], y2: row[3])
            if kept.overlap(box) > a.iouThreshold { return true }
        }
        return false
    }

    private mutating func append(_ box: DetectedBox, _ score: Float, _ classIndex: Float) {
        let row = a.output + count * a.outputStride
        row[0] = box.x1
        row[1] = box.y1
        row[2] = box.x2
        row[3] = box.y2
        row[4] = score
        row[5] = classIndex
        count += 1
    }
}
