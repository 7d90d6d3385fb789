import EdgeVision

/// The rows `[1, D, 6]` of a detector's output: left, top, right, bottom in pixels of the network's input,
/// score, class.
struct DetectionRows {
    struct Row {
        var category: Int
        var box: COCOBox
        var score: Double
    }

    private let values: [Float]

    init(_ output: OutputTensor, model: String) throws(EvaluationError) {
        guard output.shape.count == 3, output.shape[0] == 1, output.shape[2] == 6 else {
            throw EvaluationError(
                what: "its output of shape \(output.shape) is not [1, D, 6]: boxes, score, class",
                place: model, mend: "convert a detector whose head edgec knows, or export it end to end")
        }
        values = output.values
    }

    /// Boxes in pixels of the original picture, cut at its borders. Rows below `minimumScore`, rows that are
    /// not numbers, empty boxes and classes without a category are left out.
    ///
    /// - Throws: for a class that `mapping` does not reach.
    func detections(
        minimumScore: Float, geometry: ResizeGeometry, mapping: CategoryMapping, model: String
    ) throws(EvaluationError) -> [Row] {
        var rows: [Row] = []
        for row in stride(from: 0, to: values.count, by: 6) {
            let (score, index) = (values[row + 4], values[row + 5])
            // NaN fails every comparison.
            guard score > 0, score >= minimumScore, index >= 0 else { continue }
            guard index < Float(mapping.ids.count) else {
                throw EvaluationError(
                    what: "found class \(Int(min(index, 1e9))); the annotations give ids to "
                        + "\(mapping.ids.count) classes", place: model,
                    mend: "give --category-ids a list of the category id of each class")
            }
            guard let category = mapping[Int(index)] else { continue }
            let box = geometry.sourceBox(
                Box(x1: values[row], y1: values[row + 1], x2: values[row + 2], y2: values[row + 3]))
            guard box.x2 > box.x1, box.y2 > box.y1 else { continue }
            rows.append(
                Row(
                    category: category,
                    box: COCOBox(
                        x: Double(box.x1), y: Double(box.y1), width: Double(box.x2) - Double(box.x1),
                        height: Double(box.y2) - Double(box.y1)),
                    score: min(Double(score), 1)))
        }
        return rows
    }
}
