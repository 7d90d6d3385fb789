import EdgeVision
import Synchronization

/// A segmentation network on pictures with masks of class indices.
public struct SegmentationEvaluation: Sendable {
    public var pictures: MaskedPictures
    /// Pixels of this class in a mask are left out.
    public var ignoredLabel: Int
    /// Classes of the masks; nil takes the network's.
    public var classes: Int?
    /// In place of `OutputTensor.threshold`.
    public var threshold: Float?

    public init(
        _ pictures: MaskedPictures, ignoredLabel: Int = 255, classes: Int? = nil, threshold: Float? = nil
    ) {
        self.threshold = threshold
        self.pictures = pictures
        self.ignoredLabel = ignoredLabel
        self.classes = classes
    }

    /// Compares at the resolution of the pictures, as `edgerun` gives class maps.
    ///
    /// - Parameter progress: pictures done so far; called on worker threads.
    public func confusion(
        of network: any PictureNetwork, workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(EvaluationError) -> ConfusionMatrix {
        let items = pictures.items
        let total = Mutex<ConfusionMatrix?>(nil)
        let sweep = PictureSweep(network: network, workers: workers, progress: progress)
        _ = try sweep.run(count: items.count) { (index) throws(EvaluationError) in
            try loadPicture(items[index].picture)
        } read: { (index, image, output) throws(EvaluationError) in
            let matrix = try compare(items[index], image, output, network)
            total.withLock { if $0 == nil { $0 = matrix } else { $0!.add(matrix) } }
        }
        return total.withLock { $0 } ?? ConfusionMatrix(classes: 0)
    }

    private func compare(
        _ item: MaskedPictures.Item, _ image: Image, _ output: NetworkOutput, _ network: any PictureNetwork
    ) throws(EvaluationError) -> ConfusionMatrix {
        let scores = try output.only(of: network.name)
        let map = try ClassMap(scores, threshold: threshold ?? scores.threshold, model: network.name)
        let mask: Image
        do { mask = try decodeClassMap(path: item.mask) } catch { throw EvaluationError(error) }
        guard mask.width == image.width, mask.height == image.height else {
            throw EvaluationError(
                what:
                    "is \(mask.width) x \(mask.height) pixels, its picture \(image.width) x \(image.height)",
                place: item.mask, mend: "give masks of the pictures' size")
        }
        guard let classes = classes ?? map.classes ?? (network.labels.isEmpty ? nil : network.labels.count)
        else {
            throw EvaluationError(
                what: "gives class indices, and does not say how many classes there are", place: network.name,
                mend: "give --labels a file with the class names")
        }
        var matrix = ConfusionMatrix(classes: classes)
        let given = map.lookup(output.geometry)
        for y in 0..<mask.height {
            for x in 0..<mask.width {
                let truth = Int(mask.pixels[y * mask.width + x])
                if truth == ignoredLabel { continue }
                guard truth < classes else {
                    throw EvaluationError(
                        what: "class \(truth) at (\(x), \(y)); the network has \(classes) classes",
                        place: item.mask, mend: "give masks of the network's classes, or --ignore-label")
                }
                let index = given(x, y)
                matrix.add(truth: truth, given: index.map { $0 < classes ? $0 : nil } ?? nil)
            }
        }
        return matrix
    }
}
