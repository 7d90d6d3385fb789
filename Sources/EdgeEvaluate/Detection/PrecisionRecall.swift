/// The precision-recall curves of one category, one for each overlap threshold.
struct PrecisionRecall {
    /// `[overlap threshold]`: mean over 101 recalls of the best precision at that recall or a greater one.
    private var precision: [Double] = []
    /// `[overlap threshold]`: share of the objects that were found.
    private var recall: [Double] = []

    /// - Parameter limit: best detections of each picture that count.
    /// - Returns: nil where there is no object to be found.
    init?(_ pictures: [PictureMatches], limit: Int) {
        let objects = pictures.reduce(0) { $0 + $1.objects }
        guard objects > 0 else { return nil }
        var ranked: [(score: Double, picture: Int, detection: Int)] = []
        for (index, picture) in pictures.enumerated() {
            for (detection, score) in picture.scores.prefix(limit).enumerated() {
                ranked.append((score, index, detection))
            }
        }
        // Equal scores in the order of pictures, then of detections.
        ranked.sort {
            $0.score != $1.score
                ? $0.score > $1.score : ($0.picture, $0.detection) < ($1.picture, $1.detection)
        }

        for threshold in COCOProtocol.overlaps.indices {
            var (right, wrong) = (0, 0)
            var recalls: [Double] = []
            var precisions: [Double] = []
            for entry in ranked {
                let picture = pictures[entry.picture]
                switch picture.outcomes[threshold * picture.scores.count + entry.detection] {
                case .right: right += 1
                case .wrong: wrong += 1
                case .ignored: break
                }
                recalls.append(Double(right) / Double(objects))
                precisions.append(Double(right) / max(Double(right + wrong), .ulpOfOne))
            }
            recall.append(recalls.last ?? 0)
            precision.append(Self.interpolated(precisions, recalls))
        }
    }

    private static func interpolated(_ precisions: [Double], _ recalls: [Double]) -> Double {
        var best = precisions
        for i in best.indices.dropLast().reversed() { best[i] = max(best[i], best[i + 1]) }
        var sum = 0.0
        var i = 0
        for wanted in COCOProtocol.recalls {
            while i < recalls.count, recalls[i] < wanted { i += 1 }
            if i == recalls.count { break }
            sum += best[i]
        }
        return sum / Double(COCOProtocol.recalls.count)
    }

    /// At one overlap threshold, or the mean over all.
    func averagePrecision(_ threshold: Int?) -> Double {
        threshold.map { precision[$0] } ?? mean(precision)!
    }

    var averageRecall: Double { mean(recall)! }
}
