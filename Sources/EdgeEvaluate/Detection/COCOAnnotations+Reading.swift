extension COCOAnnotations {
    /// Reads an `instances_*.json`. Objects of pictures that it does not list are left out, as are fields
    /// that the evaluation has no use for.
    ///
    /// - Throws: what is wrong, with the path of the value within the file.
    public init(path: String) throws(EvaluationError) {
        try self.init(json: readBytes(path, wanted: "a COCO annotation file"), name: path)
    }

    /// - Parameter name: what errors call the file.
    public init(json: [UInt8], name: String) throws(EvaluationError) {
        let wanted = "give a COCO annotation file, with images, annotations and categories"
        let file = try decodeJSON(AnnotationFile.self, json, name: name, mend: wanted)
        func refuse(_ what: String, _ place: String) -> EvaluationError {
            EvaluationError(what: what, place: "\(name), \(place)", mend: wanted)
        }

        var seen = Set<Int>()
        pictures = []
        for (i, image) in file.images.enumerated() {
            guard seen.insert(image.id).inserted else {
                throw refuse("image id \(image.id) comes twice", "images[\(i)]")
            }
            guard !image.fileName.isEmpty else { throw refuse("an empty file name", "images[\(i)]") }
            pictures.append(
                Picture(id: image.id, fileName: image.fileName, width: image.width, height: image.height))
        }
        var known = Set<Int>()
        categories = []
        for (i, category) in file.categories.enumerated() {
            guard known.insert(category.id).inserted else {
                throw refuse("category id \(category.id) comes twice", "categories[\(i)]")
            }
            categories.append(Category(id: category.id, name: category.name ?? "category \(category.id)"))
        }
        objects = []
        for (i, annotation) in file.annotations.enumerated() {
            let place = "annotations[\(i)]"
            guard seen.contains(annotation.picture) else { continue }
            guard known.contains(annotation.category) else {
                throw refuse("category id \(annotation.category) is not among the categories", place)
            }
            guard let box = COCOBox(annotation.bbox) else {
                throw refuse("its bbox is not four sound numbers: left, top, width, height", place)
            }
            let area = annotation.area ?? box.area
            guard area >= 0, area.isFinite else { throw refuse("an area of \(area)", place) }
            objects.append(
                Object(
                    picture: annotation.picture, category: annotation.category, box: box, area: area,
                    isCrowd: (annotation.iscrowd ?? 0) != 0))
        }
        guard !pictures.isEmpty, !categories.isEmpty else {
            throw EvaluationError(
                what: "lists \(pictures.count) images and \(categories.count) categories", place: name,
                mend: wanted)
        }
    }
}

private struct AnnotationFile: Decodable {
    struct Image: Decodable {
        var id: Int
        var fileName: String
        var width: Int?
        var height: Int?

        enum CodingKeys: String, CodingKey {
            case id, width, height
            case fileName = "file_name"
        }
    }
    struct Category: Decodable {
        var id: Int
        var name: String?
    }
    struct Annotation: Decodable {
        var picture: Int
        var category: Int
        var bbox: [Double]
        var area: Double?
        var iscrowd: Int?

        enum CodingKeys: String, CodingKey {
            case bbox, area, iscrowd
            case picture = "image_id"
            case category = "category_id"
        }
    }
    var images: [Image]
    var categories: [Category]
    var annotations: [Annotation]
}

extension COCOBox {
    /// From `[left, top, width, height]`; nil where that is not four numbers within a billion, or of a negative
    /// size.
    init?(_ numbers: [Double]) {
        guard numbers.count == 4, numbers.allSatisfy({ abs($0) <= 1e9 }), numbers[2] >= 0, numbers[3] >= 0
        else {
            return nil
        }
        self.init(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    }
}
