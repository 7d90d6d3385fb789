/// What calibration keeps of one value: exact extremes and a histogram of a sample of its elements.
public struct ValueStatistics: Sendable {
    public private(set) var low: Float = .infinity
    public private(set) var high: Float = -.infinity
    public private(set) var histogram = Histogram()
    /// NaN and infinite elements; they enter neither extremes nor histogram.
    public private(set) var nonFiniteCount = 0

    /// Elements of one observation that enter the histogram.
    static let sampledElements = 16_384

    public init() {}

    public var isEmpty: Bool { low > high }

    public var extremes: ValueRange {
        isEmpty ? ValueRange(low: 0, high: 0) : ValueRange(low: low, high: high)
    }

    public mutating func observe(_ values: UnsafeBufferPointer<Float>) {
        let extent = Self.extent(of: values)
        guard extent.low.isFinite, extent.high.isFinite, !extent.hasNaN else {
            observeNonFinite(values)
            return
        }
        guard extent.low <= extent.high else { return }
        add(values, low: extent.low, high: extent.high)
    }

    public mutating func merge(_ other: ValueStatistics) {
        low = min(low, other.low)
        high = max(high, other.high)
        nonFiniteCount += other.nonFiniteCount
        histogram.merge(other.histogram)
    }

    private mutating func add(_ values: UnsafeBufferPointer<Float>, low: Float, high: Float) {
        self.low = min(self.low, low)
        self.high = max(self.high, high)
        // An odd stride visits all columns of an even-sized plane.
        let stride = max(1, values.count / Self.sampledElements) | 1
        histogram.add(values, stride: stride, magnitude: max(-low, high))
    }

    private mutating func observeNonFinite(_ values: UnsafeBufferPointer<Float>) {
        let finite = values.filter(\.isFinite)
        nonFiniteCount += values.count - finite.count
        finite.withUnsafeBufferPointer {
            let extent = Self.extent(of: $0)
            if extent.low <= extent.high { add($0, low: extent.low, high: extent.high) }
        }
    }

    /// Minimum and maximum, eight lanes at a time; a NaN anywhere is reported.
    static func extent(
        of values: UnsafeBufferPointer<Float>
    ) -> (low: Float, high: Float, hasNaN: Bool) {
        var low = SIMD8<Float>(repeating: .infinity)
        var high = SIMD8<Float>(repeating: -.infinity)
        var nan = SIMDMask<SIMD8<Int32>>(repeating: false)
        let raw = UnsafeRawBufferPointer(values)
        let blocks = values.count / 8
        for i in 0..<blocks {
            let x = raw.loadUnaligned(fromByteOffset: i * 32, as: SIMD8<Float>.self)
            low.replace(with: x, where: x .< low)
            high.replace(with: x, where: x .> high)
            nan .|= x .!= x
        }
        var lowest = low.min()
        var highest = high.max()
        var hasNaN = false
        for lane in 0..<8 where nan[lane] { hasNaN = true }
        for x in values[(blocks * 8)...] {
            lowest = min(lowest, x)
            highest = max(highest, x)
            if x.isNaN { hasNaN = true }
        }
        return (lowest, highest, hasNaN)
    }
}
