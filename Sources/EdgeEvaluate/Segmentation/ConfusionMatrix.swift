/// Pixels by their true class and the class that the network gave them.
public struct ConfusionMatrix: Sendable, Equatable {
    public let classes: Int
    /// `[true class][given class]`; the last column counts pixels that the network did not see, such as those
    /// outside of a centre crop.
    public private(set) var counts: [Int]

    public init(classes: Int) {
        self.classes = classes
        counts = [Int](repeating: 0, count: classes * (classes + 1))
    }

    /// - Parameter given: nil where the network gave none.
    public mutating func add(truth: Int, given: Int?) {
        counts[truth * (classes + 1) + (given ?? classes)] += 1
    }

    public mutating func add(_ other: ConfusionMatrix) {
        precondition(other.classes == classes, "of as many classes")
        for i in counts.indices { counts[i] += other.counts[i] }
    }

    public func count(truth: Int, given: Int?) -> Int { counts[truth * (classes + 1) + (given ?? classes)] }

    /// Intersection over union of a class; nil where neither the masks nor the network have it.
    public func intersectionOverUnion(_ index: Int) -> Double? {
        let right = count(truth: index, given: index)
        let truth = counts[(index * (classes + 1))..<((index + 1) * (classes + 1))].reduce(0, +)
        let given = (0..<classes).reduce(0) { $0 + count(truth: $1, given: index) }
        let union = truth + given - right
        return union == 0 ? nil : Double(right) / Double(union)
    }

    /// Mean over the classes that the masks or the network have; 0 without a pixel.
    public var meanIntersectionOverUnion: Double {
        mean((0..<classes).compactMap { intersectionOverUnion($0) }) ?? 0
    }

    /// Share of pixels with the right class; 0 without a pixel.
    public var pixelAccuracy: Double {
        let total = counts.reduce(0, +)
        let right = (0..<classes).reduce(0) { $0 + count(truth: $1, given: $1) }
        return total == 0 ? 0 : Double(right) / Double(total)
    }
}
