import EdgeVision

/// A detector on a COCO dataset.
public struct DetectionEvaluation: Sendable {
    public var annotations: COCOAnnotations
    /// Where the pictures lie.
    public var folder: String
    /// Detections of a lower score are left out.
    public var minimumScore: Float
    /// The category of each class; nil finds it out.
    public var mapping: CategoryMapping?

    public init(
        _ annotations: COCOAnnotations, folder: String, minimumScore: Float = 0.001,
        mapping: CategoryMapping? = nil
    ) {
        self.annotations = annotations
        self.folder = folder
        self.minimumScore = minimumScore
        self.mapping = mapping
    }

    /// Runs all pictures.
    ///
    /// - Parameter progress: pictures done so far; called on worker threads.
    /// - Returns: detections in the order of pictures, each picture's as the network ranks them.
    public func detections(
        of network: any PictureNetwork, workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(EvaluationError) -> [COCODetection] {
        let mapping: CategoryMapping
        if let given = self.mapping {
            mapping = given
        } else {
            mapping = try CategoryMapping(
                classes: network.detectorClasses, labels: network.labels,
                categories: annotations.categories, model: network.name)
        }
        let sweep = PictureSweep(network: network, workers: workers, progress: progress)
        let found = try sweep.run(count: annotations.pictures.count) { (index) throws(EvaluationError) in
            try load(annotations.pictures[index])
        } read: { (index, _, output) throws(EvaluationError) in
            let rows = try DetectionRows(output.only(of: network.name), model: network.name).detections(
                minimumScore: minimumScore, geometry: output.geometry, mapping: mapping, model: network.name)
            return rows.map { row in
                COCODetection(
                    picture: annotations.pictures[index].id, category: row.category, box: row.box,
                    score: row.score)
            }
        }
        return found.flatMap { $0 }
    }

    /// A picture in the orientation in which it was annotated: some datasets were annotated on the pixels as
    /// stored, without regard to what Exif says.
    private func load(_ picture: COCOAnnotations.Picture) throws(EvaluationError) -> Image {
        let path = folder + "/" + picture.fileName
        let image = try loadPicture(path)
        guard let width = picture.width, let height = picture.height,
            image.width != width || image.height != height
        else { return image }
        var options = DecodeOptions()
        options.honoursOrientation = false
        let stored = try loadPicture(path, options: options)
        guard stored.width == width, stored.height == height else {
            throw EvaluationError(
                what: "is \(stored.width) x \(stored.height) pixels, annotated as \(width) x \(height)",
                place: path, mend: "give the pictures that belong to the annotations")
        }
        return stored
    }
}
