import EdgeVision

/// Detections as files: the results format of the COCO challenge, a list of objects with `image_id`,
/// `category_id`, `bbox` (left, top, width, height) and `score`.
public enum COCOPredictions {
    /// - Parameter strangers: leave out detections on pictures that `annotations` does not list; an error
    ///   otherwise.
    /// - Throws: what is wrong, with the path of the value within the file.
    public static func read(
        path: String, for annotations: COCOAnnotations, strangers: Bool = false
    ) throws(EvaluationError) -> [COCODetection] {
        let bytes = try readBytes(path, wanted: "a COCO results file")
        return try read(json: bytes, name: path, for: annotations, strangers: strangers)
    }

    /// - Parameter name: what errors call the file.
    public static func read(
        json: [UInt8], name: String, for annotations: COCOAnnotations, strangers: Bool = false
    ) throws(EvaluationError) -> [COCODetection] {
        let mend = "give a COCO results file made for these annotations"
        let pictures = Set(annotations.pictures.map(\.id))
        var detections: [COCODetection] = []
        for (i, entry) in try decodeJSON([Prediction].self, json, name: name, mend: mend).enumerated() {
            func refuse(_ what: String) -> EvaluationError {
                EvaluationError(what: what, place: "\(name), [\(i)]", mend: mend)
            }
            guard pictures.contains(entry.picture) else {
                if strangers { continue }
                throw refuse("image id \(entry.picture) is not among the annotated images")
            }
            guard let box = COCOBox(entry.bbox) else {
                throw refuse("its bbox is not four sound numbers: left, top, width, height")
            }
            guard entry.score.isFinite else { throw refuse("a score of \(entry.score)") }
            detections.append(
                COCODetection(
                    picture: entry.picture, category: entry.category, box: box, score: entry.score))
        }
        return detections
    }

    /// One detection a line, every number exact: read back, they score the same.
    public static func json(_ detections: [COCODetection]) -> String {
        let lines = detections.map { detection in
            let box = detection.box
            return "{\"image_id\": \(detection.picture), \"category_id\": \(detection.category), \"bbox\": "
                + "[\(box.x), \(box.y), \(box.width), \(box.height)], \"score\": \(detection.score)}"
        }
        return lines.isEmpty ? "[]\n" : "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }

    private struct Prediction: Decodable {
        var picture: Int
        var category: Int
        var bbox: [Double]
        var score: Double

        enum CodingKeys: String, CodingKey {
            case bbox, score
            case picture = "image_id"
            case category = "category_id"
        }
    }
}
