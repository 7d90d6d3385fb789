/// Scores detections against annotations as the COCO challenge does; the twelve numbers equal those of its
/// own `pycocotools`, but for annotations of id 0, whose matches that tool counts as misses.
///
/// Detections of one picture and category are ranked by score, equal ones in the order given; only the best
/// 100 count. Detections of pictures or categories that the annotations lack are left out.
public struct COCOEvaluator: Sendable {
    private let annotations: COCOAnnotations
    private let categories: [Int]
    private let pictures: Set<Int>
    private let objects: [Key: [COCOAnnotations.Object]]

    private struct Key: Hashable {
        var category: Int
        var picture: Int
    }

    /// - Parameter pictures: the ids to score, where not all.
    public init(_ annotations: COCOAnnotations, pictures: Set<Int>? = nil) {
        self.annotations = annotations
        let all = Set(annotations.pictures.map(\.id))
        self.pictures = pictures.map(all.intersection) ?? all
        categories = Set(annotations.categories.map(\.id)).sorted()
        objects = Dictionary(grouping: annotations.objects) {
            Key(category: $0.category, picture: $0.picture)
        }
    }

    /// - Complexity: O(sum over pictures and categories of detections * objects), 40-fold: ten overlaps for
    ///   each of four size classes.
    public func evaluate(_ detections: [COCODetection]) -> COCOMetrics {
        let found = Dictionary(grouping: detections) {
            Key(category: $0.category, picture: $0.picture)
        }
        let pictures = pictures.sorted()
        var curves: [[SizeClass: [PrecisionRecall]]] = []
        for category in categories {
            let matcher = pictures.compactMap { picture -> PictureMatcher? in
                let key = Key(category: category, picture: picture)
                let (objects, detections) = (objects[key] ?? [], found[key] ?? [])
                if objects.isEmpty && detections.isEmpty { return nil }
                return PictureMatcher(objects: objects, detections: detections)
            }
            var bySize: [SizeClass: [PrecisionRecall]] = [:]
            for size in SizeClass.allCases {
                let matches = matcher.map { $0.match(size) }
                bySize[size] = (size == .all ? COCOProtocol.detectionLimits : [COCOProtocol.mostDetections])
                    .compactMap { PrecisionRecall(matches, limit: $0) }
            }
            curves.append(bySize)
        }
        return metrics(curves)
    }

    private func metrics(_ curves: [[SizeClass: [PrecisionRecall]]]) -> COCOMetrics {
        /// Categories that have objects of this size, at the greatest limit.
        func measured(_ size: SizeClass) -> [PrecisionRecall] { curves.compactMap { $0[size]?.last } }
        func precision(_ size: SizeClass, threshold: Int? = nil) -> Double {
            mean(measured(size).map { $0.averagePrecision(threshold) }) ?? -1
        }
        func recall(_ size: SizeClass) -> Double { mean(measured(size).map(\.averageRecall)) ?? -1 }
        func recall(limit: Int) -> Double {
            mean(curves.compactMap { $0[.all]!.isEmpty ? nil : $0[.all]![limit].averageRecall }) ?? -1
        }
        return COCOMetrics(
            ap: precision(.all), ap50: precision(.all, threshold: 0), ap75: precision(.all, threshold: 5),
            apSmall: precision(.small), apMedium: precision(.medium), apLarge: precision(.large),
            ar1: recall(limit: 0), ar10: recall(limit: 1), ar100: recall(limit: 2),
            arSmall: recall(.small), arMedium: recall(.medium), arLarge: recall(.large),
            categories: zip(categories, curves).map { id, curves in
                let curve = curves[.all]!.last
                return .init(id: id, ap: curve?.averagePrecision(nil), ap50: curve?.averagePrecision(0))
            })
    }
}

/// The constants of the challenge.
enum COCOProtocol {
    /// .50, .55 ... .95, as binary64 arithmetic makes them from both ends.
    static let overlaps: [Double] = {
        let step = (0.95 - 0.5) / 9
        return (0..<9).map { 0.5 + Double($0) * step } + [0.95]
    }()
    /// 0, .01 ... 1
    static let recalls: [Double] = (0..<100).map { Double($0) * 0.01 } + [1]
    /// Best detections of a picture and class that count.
    static let detectionLimits = [1, 10, 100]
    static let mostDetections = 100
}

/// Size of an object by its area in pixels.
enum SizeClass: CaseIterable {
    case all, small, medium, large

    /// Both ends belong to it.
    var areas: ClosedRange<Double> {
        switch self {
        case .all: 0...1e10
        case .small: 0...1024
        case .medium: 1024...9216
        case .large: 9216...1e10
        }
    }
}

func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}
