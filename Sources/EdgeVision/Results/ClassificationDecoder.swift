#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One class that a classifier saw.
public struct Classification: Sendable, Equatable {
    public var index: Int
    /// The class's name, or "class n" where there is none.
    public var label: String
    /// Probability, 0...1.
    public var score: Double

    public init(index: Int, label: String, score: Double) {
        self.index = index
        self.label = label
        self.score = score
    }
}

/// Turns a classifier's output tensor into its best classes, best first, equal ones in index order.
///
/// The order is decided on the tensor's own values (integers for int8), before any rounding of scores.
public struct ClassificationDecoder: Sendable {
    public var labels: [String]
    public var top: Int
    /// True where the network ends in a softmax; otherwise its outputs are logits and get one here.
    public var outputsAreProbabilities: Bool
    /// Classes that score less are left out.
    public var minScore = 0.0
    /// By class index, whether it may be shown; empty for all.
    public var wanted: [Bool] = []

    public init(labels: [String] = [], top: Int = 5, outputsAreProbabilities: Bool = false) {
        self.labels = labels
        self.top = top
        self.outputsAreProbabilities = outputsAreProbabilities
    }

    /// - Parameters:
    ///   - scale, zeroPoint: real = scale * (q - zeroPoint).
    public func decode(
        _ output: UnsafeBufferPointer<Int8>, scale: Float, zeroPoint: Int32
    ) -> [Classification] {
        var classes: [Classification] = []
        decode(output, scale: scale, zeroPoint: zeroPoint, into: &classes)
        return classes
    }

    /// NaN ranks below every number and scores 0.
    public func decode(_ output: UnsafeBufferPointer<Float>) -> [Classification] {
        var classes: [Classification] = []
        decode(output, into: &classes)
        return classes
    }

    /// Fills `classes` anew; allocates nothing where it has room for `top` and one more.
    public func decode(
        _ output: UnsafeBufferPointer<Int8>, scale: Float, zeroPoint: Int32,
        into classes: inout [Classification]
    ) {
        fill(&classes, Int8Scores(values: output, scale: scale, zeroPoint: zeroPoint))
    }

    public func decode(_ output: UnsafeBufferPointer<Float>, into classes: inout [Classification]) {
        fill(&classes, FloatScores(values: output))
    }

    /// The `top` first indices by key, ties in index order: one pass with a short insertion list. Then their
    /// scores.
    private func fill(_ classes: inout [Classification], _ scores: some ClassScores) {
        classes.removeAll(keepingCapacity: true)
        guard top > 0 else { return }
        for i in 0..<scores.count where isWanted(i) {
            var place = classes.count
            while place > 0, scores.key(i) > scores.key(classes[place - 1].index) { place -= 1 }
            guard place < top else { continue }
            if classes.count == top { classes.removeLast() }
            classes.insert(Classification(index: i, label: label(i), score: 0), at: place)
        }
        var maximum = -Double.infinity
        var sum = 0.0
        if !outputsAreProbabilities {
            for i in 0..<scores.count { maximum = max(maximum, scores.real(i)) }
            for i in 0..<scores.count { sum += exponential(scores.real(i), maximum) }
        }
        for place in classes.indices {
            let real = scores.real(classes[place].index)
            let score = outputsAreProbabilities ? min(max(real, 0), 1) : exponential(real, maximum) / sum
            classes[place].score = score.isNaN ? 0 : score
        }
        while let last = classes.last, last.score < minScore { classes.removeLast() }
    }

    private func isWanted(_ index: Int) -> Bool {
        wanted.isEmpty || (index < wanted.count && wanted[index])
    }

    /// Made anew where there is no label: `labels` of a full length spare that.
    private func label(_ index: Int) -> String {
        index < labels.count ? labels[index] : "class \(index)"
    }

    /// exp(value - maximum); equal infinities count as equal.
    private func exponential(_ value: Double, _ maximum: Double) -> Double {
        value == maximum ? 1 : exp(value - maximum)
    }
}

/// A classifier's output tensor: what classes are ordered by, and what that means.
private protocol ClassScores {
    associatedtype Key: Comparable
    var count: Int { get }
    func key(_ index: Int) -> Key
    func real(_ index: Int) -> Double
}

private struct Int8Scores: ClassScores {
    let values: UnsafeBufferPointer<Int8>
    let scale: Float
    let zeroPoint: Int32

    var count: Int { values.count }
    func key(_ index: Int) -> Int8 { values[index] }
    func real(_ index: Int) -> Double { Double(scale) * Double(Int32(values[index]) - zeroPoint) }
}

private struct FloatScores: ClassScores {
    let values: UnsafeBufferPointer<Float>

    var count: Int { values.count }
    func key(_ index: Int) -> Float { values[index].isNaN ? -.infinity : values[index] }
    func real(_ index: Int) -> Double { Double(key(index)) }
}
