import EdgeRuntime

/// Turns keypoints into points of the original picture. The output is either `[1, K, columns]` (also with
/// more ones in front, or flat), the keypoints of one object, or a detector's rows with x, y and score of
/// each keypoint behind the box.
enum PoseDecoder: Sendable {
    case rows(DetectionDecoder)
    case single(KeypointLayout, count: Int)

    func decode(_ output: TensorView, geometry: ResizeGeometry, into result: inout RecognitionResult) {
        switch self {
        case .rows(let decoder): decoder.decode(output, geometry: geometry, into: &result)
        case .single(let layout, let count):
            result.keypoints.removeAll(keepingCapacity: true)
            result.keypointsPerObject = count
            let channels = output.channels
            func value(_ point: Int, _ column: Int) -> Float {
                let element = point * layout.columns + column
                return output.real(pixel: element / channels, channel: element % channels)
            }
            for i in 0..<count {
                result.keypoints.append(
                    geometry.keypoint(
                        x: value(i, layout.x) * (layout.isUnit ? Float(geometry.width) : 1),
                        y: value(i, layout.y) * (layout.isUnit ? Float(geometry.height) : 1),
                        score: layout.score.map { value(i, $0) } ?? 1))
            }
        }
    }
}
