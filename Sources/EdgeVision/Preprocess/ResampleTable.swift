/// The taps of a one-dimensional resize with a triangle filter: bilinear where it enlarges; where it shrinks
/// the triangle is widened by the factor, so that every source pixel counts (no aliasing).
///
/// Weights are 22-bit fixed point and sum to one but for rounding; sums of products fit in 32 bits. They
/// come from binary64 arithmetic in a fixed order, hence are the same on every machine, and equal those
/// of the Python Imaging Library's `BILINEAR` on 8-bit pictures, which training stacks resize with.
struct ResampleTable: Sendable, Equatable {
    static let fractionBits = 22

    /// Samples of the source axis.
    let source: Int
    /// First source index of each output.
    private(set) var starts: [Int]
    /// Taps of each output, from the first whose weight is not zero to the last such; 1...`stride`.
    private(set) var counts: [Int]
    /// `[output][stride]`, zeros behind an output's taps.
    private(set) var weights: [Int32]
    let stride: Int
    /// Outputs of the window that lie on the picture; the others are border.
    let covered: Range<Int>

    /// - Parameters:
    ///   - source: samples of the source axis.
    ///   - extent: the picture's length in these samples where it ends amid the last one, as it does in
    ///     halved chroma of an odd number of pixels.
    ///   - resized: pixels that the whole axis becomes.
    ///   - window: the outputs wanted, in resized pixels; may reach past either end.
    init(source: Int, extent: Double? = nil, resized: Int, window: Range<Int>) {
        let step = (extent ?? Double(source)) / Double(resized)
        let width = max(step, 1)
        // No output sees more than 2 * ceil(width) + 1 pixels; a short axis has fewer to see.
        stride = min(source, Int(width.rounded(.up)) * 2 + 1)
        let first = max(window.lowerBound, 0)
        let last = max(first, min(window.upperBound, resized))
        covered = (first - window.lowerBound)..<(last - window.lowerBound)
        self.source = source
        starts = []
        counts = []
        weights = [Int32](repeating: 0, count: covered.count * stride)
        starts.reserveCapacity(covered.count)
        counts.reserveCapacity(covered.count)
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
            let row = (output - first) * stride
            var taps = 0..<0
            for i in 0..<(end - start) {
                let weight = Int32(0.5 + (sum != 0 ? raw[i] / sum : 0) * Double(1 << Self.fractionBits))
                if weight == 0 { continue }
                taps = (taps.isEmpty ? i : taps.lowerBound)..<(i + 1)
                weights[row + i - taps.lowerBound] = weight
            }
            starts.append(taps.isEmpty ? min(start, source - 1) : start + taps.lowerBound)
            counts.append(max(1, taps.count))
        }
    }

    /// Whether each output is one source sample, the next one for each: `starts[0]` on.
    var isShift: Bool {
        counts.indices.allSatisfy {
            isCopy($0) && starts[$0] == starts[0] + $0
        }
    }

    /// Whether an output is one source sample as it is.
    func isCopy(_ output: Int) -> Bool {
        counts[output] == 1 && weights[output * stride] == 1 << Self.fractionBits
    }
}
