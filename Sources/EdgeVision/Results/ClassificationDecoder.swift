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
        let best = bestIndices(output.count) { output[$0] > output[$1] }
        return classify(best, count: output.count) {
            Double(scale) * Double(Int32(output[$0]) - zeroPoint)
        }
    }

    /// NaN ranks below every number and scores 0.
    public func decode(_ output: UnsafeBufferPointer<Float>) -> [Classification] {
        func value(_ i: Int) -> Float { output[i].isNaN ? -.infinity : output[i] }
        let best = bestIndices(output.count) { value($0) > value($1) }
        return classify(best, count: output.count) { Double(value($0)) }
    }

    /// The `top` first indices by `isBetter`, ties in index order. One pass with a short insertion list.
    private func bestIndices(_ count: Int, _ isBetter: (Int, Int) -> Bool) -> [Int] {
        var best: [Int] = []
        guard top > 0 else { return best }
        best.reserveCapacity(min(top, count) + 1)
        for i in 0..<count {
            if best.count == top, !isBetter(i, best[top - 1]) { continue }
            var position = best.count
            while position > 0, isBetter(i, best[position - 1]) { position -= 1 }
            best.insert(i, at: position)
            if best.count > top { best.removeLast() }
        }
        return best
    }

    private func classify(_ best: [Int], count: Int, _ value: (Int) -> Double) -> [Classification] {
        guard let first = best.first else { return [] }
        let maximum = value(first)
        var sum = 0.0
        if !outputsAreProbabilities {
            for i in 0..<count { sum += exponential(value(i), maximum) }
        }
        return best.map { index in
            let score =
                outputsAreProbabilities
                ? min(max(value(index), 0), 1) : exponential(value(index), maximum) / sum
            return Classification(
                index: index, label: index < labels.count ? labels[index] : "class \(index)",
                score: score.isNaN ? 0 : score)
        }
    }

    /// exp(value - maximum); equal infinities count as equal.
    private func exponential(_ value: Double, _ maximum: Double) -> Double {
        value == maximum ? 1 : exp(value - maximum)
    }
}
