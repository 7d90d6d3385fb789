import EdgeRuntime

/// Rows of a detector's output to boxes on the original picture.
///
/// A row is `x1, y1, x2, y2` (pixels of the network's input), score, class, then x, y, score of each
/// keypoint: what the operator `detect` writes, and what networks exported with their post-processing do.
struct DetectionDecoder: Sendable {
    var minScore: Float
    /// By class index, whether it is wanted; empty for all.
    var wanted: [Bool]
    /// Elements of a row: 6, or 6 + 3 * keypoints.
    let rowLength: Int

    static let boxLength = 6

    func decode(_ output: TensorView, geometry: ResizeGeometry, into result: inout RecognitionResult) {
        result.detections.removeAll(keepingCapacity: true)
        result.keypoints.removeAll(keepingCapacity: true)
        result.keypointsPerObject = (rowLength - Self.boxLength) / 3
        let values = output.base.assumingMemoryBound(to: Float.self)
        for row in 0..<output.count / rowLength {
            let from = values + row * rowLength
            guard let found = detection(from, geometry) else { continue }
            result.detections.append(found)
            for k in 0..<result.keypointsPerObject {
                let point = from + Self.boxLength + 3 * k
                result.keypoints.append(geometry.keypoint(x: point[0], y: point[1], score: point[2]))
            }
        }
    }

    /// nil for a row that is unused, unwanted or without area on the picture.
    private func detection(_ row: UnsafePointer<Float>, _ geometry: ResizeGeometry) -> Detection? {
        let score = row[4]
        guard score >= minScore, score > 0, row[5] >= 0, row[5] < 65536 else { return nil }
        let index = Int(row[5])
        guard wanted.isEmpty || (index < wanted.count && wanted[index]) else { return nil }
        let box = geometry.sourceBox(Box(x1: row[0], y1: row[1], x2: row[2], y2: row[3]))
        // False for NaN too.
        guard box.x2 > box.x1, box.y2 > box.y1 else { return nil }
        return Detection(class: index, score: min(score, 1), box: box)
    }
}
