/// Pairs the detections of one category on one picture with its objects.
struct PictureMatcher {
    private let objects: [COCOAnnotations.Object]
    /// Best first.
    private let detections: [COCODetection]
    /// `[detection][object]`
    private let overlaps: [Double]

    init(objects: [COCOAnnotations.Object], detections: [COCODetection]) {
        self.objects = objects
        let ranked = detections.enumerated().sorted {
            $0.element.score != $1.element.score
                ? $0.element.score > $1.element.score : $0.offset < $1.offset
        }
        self.detections = ranked.prefix(COCOProtocol.mostDetections).map(\.element)
        overlaps = self.detections.flatMap { detection in
            objects.map { detection.box.overlap(with: $0.box, isCrowd: $0.isCrowd) }
        }
    }

    /// What became of each detection when only objects of `size` count.
    func match(_ size: SizeClass) -> PictureMatches {
        let ignored = objects.map { $0.isCrowd || !size.areas.contains($0.area) }
        // Objects that count come first: a detection takes one that does not only where it finds no other.
        let order = objects.indices.filter { !ignored[$0] } + objects.indices.filter { ignored[$0] }
        let outside = detections.map { !size.areas.contains($0.box.area) }
        var outcomes: [PictureMatches.Outcome] = []
        outcomes.reserveCapacity(COCOProtocol.overlaps.count * detections.count)
        for threshold in COCOProtocol.overlaps {
            var taken = [Bool](repeating: false, count: objects.count)
            for detection in detections.indices {
                guard let object = choose(detection, threshold, order, ignored, taken) else {
                    outcomes.append(outside[detection] ? .ignored : .wrong)
                    continue
                }
                taken[object] = true
                outcomes.append(ignored[object] ? .ignored : .right)
            }
        }
        return PictureMatches(
            scores: detections.map(\.score), outcomes: outcomes,
            objects: ignored.count { !$0 })
    }

    /// The object of greatest overlap, at least `threshold`, the last of equal ones. Crowds can be taken
    /// again and again, objects once.
    private func choose(
        _ detection: Int, _ threshold: Double, _ order: [Int], _ ignored: [Bool], _ taken: [Bool]
    ) -> Int? {
        var best = min(threshold, 1 - 1e-10)
        var choice: Int?
        for object in order {
            if taken[object] && !objects[object].isCrowd { continue }
            if let choice, !ignored[choice], ignored[object] { break }
            let overlap = overlaps[detection * objects.count + object]
            if overlap < best { continue }
            best = overlap
            choice = object
        }
        return choice
    }
}

/// Detections of one category on one picture, best first, and what became of them.
struct PictureMatches {
    enum Outcome {
        /// Matched an object.
        case right
        /// Matched nothing.
        case wrong
        /// On a crowd or on an object of another size, or unmatched and itself of another size.
        case ignored
    }

    var scores: [Double]
    /// `[overlap threshold][detection]`
    var outcomes: [Outcome]
    /// Objects to be found.
    var objects: Int
}
