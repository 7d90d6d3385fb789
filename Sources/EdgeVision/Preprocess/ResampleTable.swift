/// The taps of a one-dimensional resize with a triangle filter: bilinear where it enlarges; where it shrinks
/// the triangle is widened by the factor, so that every source pixel counts (no aliasing).
///
/// Weights are 22-bit fixed point and sum to one but for rounding; sums of products fit in 32 bits. They
/// come from binary64 arithmetic in a fixed order, hence are the same on every machine, and equal those
/// of the Python Imaging Library's `BILINEAR` on 8-bit pictures, which training stacks resize with.
struct ResampleTable: Sendable, Equatable {
    static let fractionBits = 22

    /// First source index of each output.
    private(set) var starts: [Int]
    /// Taps of each output; at most `stride`.
    private(set) var counts: [Int]
    /// `[output][stride]`
    private(set) var weights: [Int32]
    let stride: Int
    /// Outputs of the window that lie on the picture; the others are border.
    let covered: Range<Int>

    /// - Parameters:
    ///   - source: pixels of the source axis.
    ///   - resized: pixels that the whole axis becomes.
    ///   - window: the outputs wanted, in resized pixels; may reach past either end.
    init(source: Int, resized: Int, window: Range<Int>) {
        let step = Double(source) / Double(resized)
        let width = max(step, 1)
        // No output sees more than 2 * ceil(width) + 1 pixels; a short axis has fewer to see.
        stride = min(source, Int(width.rounded(.up)) * 2 + 1)
        let first = max(window.lowerBound, 0)
        let last = max(first, min(window.upperBound, resized))
        covered = (first - window.lowerBound)..<(last - window.lowerBound)
        starts = []
        counts = []
        weights = []
        weights.reserveCapacity(covered.count * stride)
        var raw = [Double](repeating: 0, count: stride)
        for output in first..<last {
            let centre = (Double(output) + 0.5) * step
            let start = max(0, Int(centre - width + 0.5))
            let end = min(source, Int(centre + width + 0.5))
            var sum = 0.0
            for i in 0..<(end - start) {
                let distance = abs((Double(i + start) - centre + 0.5) * (1 / width))
                raw[i] = distance < 1 ? 1 - distance : 0
                sum += raw[i]
            }
            starts.append(start)
            counts.append(end - start)
            for i in 0..<stride {
                let weight = i < end - start && sum != 0 ? raw[i] / sum : 0
                weights.append(Int32(0.5 + weight * Double(1 << Self.fractionBits)))
            }
        }
    }

    /// Source indices that some output needs.
    var sourceRange: Range<Int> {
        guard let first = starts.first, let last = starts.last, let count = counts.last else { return 0..<0 }
        return first..<(last + count)
    }
}
