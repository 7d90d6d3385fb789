/// A streaming histogram of finite values whose range need not be known: bins are symmetric about zero
/// and double their width (neighbours merge) whenever a value falls outside, so one pass suffices and
/// memory is constant.
public struct Histogram: Sendable {
    /// At least a quarter of the bins cover the values of one sign, 8 bins for each int8 step.
    public static let binCount = 8192

    public private(set) var counts: [UInt32]
    /// A power of two; 0 until the first value other than zero arrives.
    public private(set) var binWidth: Float = 0
    /// Values that are exactly zero: they cost no quantization error and get no bin.
    public private(set) var zeroCount: UInt64 = 0

    public init() { counts = [UInt32](repeating: 0, count: Self.binCount) }

    /// Adds every `stride`-th value.
    /// - Parameter magnitude: an upper bound of |x| over `values`; finite.
    public mutating func add(
        _ values: UnsafeBufferPointer<Float>, stride: Int, magnitude: Float
    ) {
        widen(toHold: magnitude)
        guard binWidth > 0 else {
            zeroCount += UInt64((values.count + stride - 1) / stride)
            return
        }
        let inverse = 1 / binWidth
        let half = Self.binCount / 2
        var zeros: UInt64 = 0
        counts.withUnsafeMutableBufferPointer { bins in
            var i = 0
            while i < values.count {
                let x = values[i]
                i += stride
                if x == 0 {
                    zeros += 1
                } else {
                    // Exact floor: scaling by a power of two does not round.
                    let position = x * inverse
                    let truncated = Int32(position)
                    let bin = Int(position < Float(truncated) ? truncated - 1 : truncated) + half
                    bins[min(max(bin, 0), Self.binCount - 1)] &+= 1
                }
            }
        }
        zeroCount += zeros
    }

    public mutating func merge(_ other: Histogram) {
        zeroCount += other.zeroCount
        guard other.binWidth > 0 else { return }
        var other = other
        if binWidth == 0 { binWidth = other.binWidth }
        while binWidth < other.binWidth { doubleWidth() }
        while other.binWidth < binWidth { other.doubleWidth() }
        for bin in 0..<Self.binCount { counts[bin] = counts[bin] &+ other.counts[bin] }
    }

    /// Mean of the squared distances from the mean, to within a bin's width.
    public var variance: Double {
        let half = Double(Self.binCount / 2)
        var count = Double(zeroCount)
        var sum = 0.0
        var squares = 0.0
        for (bin, n) in counts.enumerated() where n > 0 {
            let x = (Double(bin) - half + 0.5) * Double(binWidth)
            count += Double(n)
            sum += Double(n) * x
            squares += Double(n) * x * x
        }
        return count > 0 ? max(0, squares / count - (sum / count) * (sum / count)) : 0
    }

    private mutating func widen(toHold magnitude: Float) {
        guard magnitude > 0 else { return }
        let half = Float(Self.binCount / 2)
        if binWidth == 0 {
            let needed = max(magnitude / half, Float.leastNormalMagnitude)
            binWidth = Float(sign: .plus, exponent: needed.exponent, significand: 1)
        }
        while magnitude >= binWidth * half, (binWidth * 2 * half).isFinite { doubleWidth() }
    }

    private mutating func doubleWidth() {
        let middle = Self.binCount / 2
        var merged = [UInt32](repeating: 0, count: Self.binCount)
        for i in 0..<Self.binCount where counts[i] > 0 {
            let offset = i - middle
            let bin = (offset >= 0 ? offset / 2 : -((-offset + 1) / 2)) + middle
            merged[bin] = merged[bin] &+ counts[i]
        }
        counts = merged
        binWidth *= 2
    }

    /// Real value at the middle of a bin.
    public func center(_ bin: Int) -> Double {
        (Double(bin - Self.binCount / 2) + 0.5) * Double(binWidth)
    }
}

extension Histogram {
    /// Mean of x^2 over all values, zeros included.
    public var secondMoment: Double {
        var total = Double(zeroCount)
        var sum = 0.0
        for bin in 0..<Self.binCount where counts[bin] > 0 {
            let x = center(bin)
            total += Double(counts[bin])
            sum += Double(counts[bin]) * x * x
        }
        return total == 0 ? 0 : sum / total
    }
}
