/// Extremes, mean and variance of each channel of an image `[1, C, H, W]`, over all samples.
public struct ChannelStatistics: Sendable {
    public private(set) var low: [Float]
    public private(set) var high: [Float]
    private var sums: [Double]
    private var squares: [Double]
    private var count = 0

    public init(channels: Int) {
        low = Array(repeating: .infinity, count: channels)
        high = Array(repeating: -.infinity, count: channels)
        sums = Array(repeating: 0, count: channels)
        squares = sums
    }

    public var channels: Int { low.count }
    public var isEmpty: Bool { count == 0 }

    public var variances: [Double] {
        guard count > 0 else { return sums }
        let n = Double(count)
        return zip(sums, squares).map { max(0, $1 / n - ($0 / n) * ($0 / n)) }
    }

    /// The range of one channel; zero where nothing was seen.
    public func range(_ channel: Int) -> ValueRange {
        low[channel] <= high[channel]
            ? ValueRange(low: low[channel], high: high[channel]) : ValueRange(low: 0, high: 0)
    }

    /// - Parameter values: one sample, channel after channel.
    public mutating func observe(_ values: UnsafeBufferPointer<Float>) {
        let plane = values.count / max(channels, 1)
        guard plane > 0 else { return }
        count += plane
        for channel in 0..<channels {
            let part = UnsafeBufferPointer(rebasing: values[channel * plane..<(channel + 1) * plane])
            let extent = ValueStatistics.extent(of: part)
            guard extent.low.isFinite, extent.high.isFinite, !extent.hasNaN else { continue }
            low[channel] = min(low[channel], extent.low)
            high[channel] = max(high[channel], extent.high)
            let (sum, square) = Self.sums(of: part)
            sums[channel] += sum
            squares[channel] += square
        }
    }

    public mutating func merge(_ other: ChannelStatistics) {
        precondition(channels == other.channels)
        count += other.count
        for c in 0..<channels {
            low[c] = min(low[c], other.low[c])
            high[c] = max(high[c], other.high[c])
            sums[c] += other.sums[c]
            squares[c] += other.squares[c]
        }
    }

    /// Of the values and of their squares, eight lanes at a time.
    private static func sums(of values: UnsafeBufferPointer<Float>) -> (Double, Double) {
        var sum = SIMD8<Float>(repeating: 0)
        var square = SIMD8<Float>(repeating: 0)
        let raw = UnsafeRawBufferPointer(values)
        let blocks = values.count / 8
        for i in 0..<blocks {
            let x = raw.loadUnaligned(fromByteOffset: i * 32, as: SIMD8<Float>.self)
            sum += x
            square += x * x
        }
        var total = (Double(sum.sum()), Double(square.sum()))
        for x in values[(blocks * 8)...] {
            total.0 += Double(x)
            total.1 += Double(x) * Double(x)
        }
        return total
    }
}
