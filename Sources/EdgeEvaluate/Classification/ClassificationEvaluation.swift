import EdgeVision

/// Where the right class of a picture ranked.
public struct ClassificationScore: Sendable, Equatable {
    public var pictures = 0
    /// Pictures whose class came first.
    public var first = 0
    /// Pictures whose class was among the first five.
    public var firstFive = 0

    public init() {}

    public var top1: Double { pictures == 0 ? 0 : Double(first) / Double(pictures) }
    public var top5: Double { pictures == 0 ? 0 : Double(firstFive) / Double(pictures) }

    /// - Parameter rank: 0 where the right class came first.
    public mutating func add(rank: Int) {
        pictures += 1
        if rank < 1 { first += 1 }
        if rank < 5 { firstFive += 1 }
    }
}

/// A classifier on labelled pictures.
public struct ClassificationEvaluation: Sendable {
    public var pictures: [LabeledPicture]
    /// Added to every label: 1 for networks whose class 0 is "background" and whose dataset lacks it.
    public var labelOffset: Int

    public init(_ pictures: [LabeledPicture], labelOffset: Int = 0) {
        self.pictures = pictures
        self.labelOffset = labelOffset
    }

    /// - Parameter progress: pictures done so far; called on worker threads.
    public func score(
        of network: any PictureNetwork, workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(EvaluationError) -> ClassificationScore {
        let sweep = PictureSweep(network: network, workers: workers, progress: progress)
        let ranks = try sweep.run(count: pictures.count) { (index) throws(EvaluationError) in
            try loadPicture(pictures[index].path)
        } read: { (index, _, output) throws(EvaluationError) in
            try rank(of: pictures[index], in: output.only(of: network.name), network.name)
        }
        return ranks.reduce(into: ClassificationScore()) { $0.add(rank: $1) }
    }

    /// How many classes score higher than the right one, or as high with a lower index. NaN ranks last.
    private func rank(
        of picture: LabeledPicture, in output: OutputTensor, _ network: String
    ) throws(EvaluationError) -> Int {
        let scores = output.values
        guard output.shape.filter({ $0 != 1 }).count <= 1, scores.count > 1 else {
            throw EvaluationError(
                what: "its output of shape \(output.shape) is not one score a class", place: network,
                mend: "use a classifier, or give a dataset of the network's own task")
        }
        let label = picture.label + labelOffset
        guard scores.indices.contains(label) else {
            throw EvaluationError(
                what: "has \(scores.count) classes; \(picture.path) is of class \(label)", place: network,
                mend: "give the dataset that belongs to this network, or --label-offset")
        }
        let right = scores[label]
        if right.isNaN { return scores.count - 1 }
        return scores.indices.count {
            $0 != label && (scores[$0] > right || ($0 < label && scores[$0] == right))
        }
    }
}
