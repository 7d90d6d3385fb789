extension ValueStatistics {
    /// The range that `method` derives; always within the extremes.
    public func range(_ method: CalibrationMethod) -> ValueRange {
        guard !isEmpty, histogram.binWidth > 0 else { return extremes }
        switch method {
        case .minmax: return extremes
        case .percentile: return percentileRange(tail: 0.00005)
        case .mse: return leastErrorRange()
        }
    }

    /// Cuts `tail` of the elements (a fraction) at each end.
    func percentileRange(tail: Double) -> ValueRange {
        let moments = CumulativeMoments(histogram)
        let total = moments.count.last! + Double(histogram.zeroCount)
        let allowed = tail * total
        var bottom = 0
        while bottom + 1 < Histogram.binCount, moments.count[bottom + 1] <= allowed { bottom += 1 }
        var top = Histogram.binCount
        while top > bottom + 1, moments.count.last! - moments.count[top - 1] <= allowed { top -= 1 }
        let half = Histogram.binCount / 2
        let width = histogram.binWidth
        return ValueRange(
            low: min(0, max(low, Float(bottom - half) * width)),
            high: max(0, min(high, Float(top - half) * width)))
    }

    /// Minimises `clipping error + step^2 / 12` per non-zero element over shrunken extremes; each
    /// candidate costs two look-ups in cumulative moments.
    func leastErrorRange() -> ValueRange {
        let moments = CumulativeMoments(histogram)
        let nonZero = moments.count.last!
        let lowEnd = Double(min(low, 0))
        let highEnd = Double(max(high, 0))
        var best = extremes
        var leastError = Double.infinity
        for lowFactor in Self.factors(lowEnd != 0) {
            for highFactor in Self.factors(highEnd != 0) {
                let candidate = (low: lowEnd * lowFactor, high: highEnd * highFactor)
                let step = (candidate.high - candidate.low) / 255
                let error =
                    nonZero * step * step / 12
                    + moments.errorBelow(candidate.low, histogram)
                    + moments.errorAbove(candidate.high, histogram)
                if error < leastError {
                    leastError = error
                    best = ValueRange(low: Float(candidate.low), high: Float(candidate.high))
                }
            }
        }
        return best
    }

    private static func factors(_ varies: Bool) -> [Double] {
        varies ? (0..<48).map { 1 - Double($0) / 64 } : [1]
    }
}

/// Sums of 1, x and x^2 over the bins before each index, to price clipping at any threshold.
struct CumulativeMoments {
    var count: [Double] = [0]
    var sum: [Double] = [0]
    var square: [Double] = [0]

    init(_ histogram: Histogram) {
        count.reserveCapacity(Histogram.binCount + 1)
        for bin in 0..<Histogram.binCount {
            let n = Double(histogram.counts[bin])
            let x = histogram.center(bin)
            count.append(count[bin] + n)
            sum.append(sum[bin] + n * x)
            square.append(square[bin] + n * x * x)
        }
    }

    private func bin(of threshold: Double, _ histogram: Histogram) -> Int {
        let position = threshold / Double(histogram.binWidth) + Double(Histogram.binCount / 2)
        return Int(min(max(position.rounded(), 0), Double(Histogram.binCount)))
    }

    /// Sum of (x - threshold)^2 over x < threshold.
    func errorBelow(_ threshold: Double, _ histogram: Histogram) -> Double {
        let b = bin(of: threshold, histogram)
        return max(0, square[b] - 2 * threshold * sum[b] + threshold * threshold * count[b])
    }

    /// Sum of (x - threshold)^2 over x > threshold.
    func errorAbove(_ threshold: Double, _ histogram: Histogram) -> Double {
        let b = bin(of: threshold, histogram)
        let n = count.last! - count[b]
        let s = sum.last! - sum[b]
        let q = square.last! - square[b]
        return max(0, q - 2 * threshold * s + threshold * threshold * n)
    }
}
