import Foundation

/// How far a signal is from its reference, accumulated over any number of pieces.
public struct SignalError: Sendable {
    private var signal = 0.0
    private var error = 0.0
    private var product = 0.0
    private var approximation = 0.0
    private var outside = 0
    public private(set) var count = 0

    public init() {}

    public mutating func add(
        reference: UnsafeBufferPointer<Float>, approximation other: UnsafeBufferPointer<Float>
    ) {
        precondition(reference.count == other.count)
        var s = 0.0
        var e = 0.0
        var p = 0.0
        var a = 0.0
        // Chunks in single precision, their sums in double: fast, and exact to about 1e-6.
        var start = 0
        while start < reference.count {
            let end = min(start + 1024, reference.count)
            var cs: Float = 0
            var ce: Float = 0
            var cp: Float = 0
            var ca: Float = 0
            for i in start..<end {
                let x = reference[i]
                let y = other[i]
                cs += x * x
                ce += (x - y) * (x - y)
                cp += x * y
                ca += y * y
            }
            s += Double(cs)
            e += Double(ce)
            p += Double(cp)
            a += Double(ca)
            start = end
        }
        signal += s
        error += e
        product += p
        approximation += a
        count += reference.count
    }

    /// Counts reference values outside `range`, which quantization clips.
    public mutating func countOutside(_ reference: UnsafeBufferPointer<Float>, _ range: ValueRange) {
        for x in reference where x < range.low || x > range.high { outside += 1 }
    }

    public mutating func merge(_ other: SignalError) {
        signal += other.signal
        error += other.error
        product += other.product
        approximation += other.approximation
        outside += other.outside
        count += other.count
    }

    /// Signal-to-quantization-noise ratio in decibels: `10 log10(sum x^2 / sum (x - y)^2)`; infinite where
    /// there is no error, capped to 0 where there is neither.
    public var sqnr: Double {
        if error == 0 { return .infinity }
        return signal == 0 ? -.infinity : 10 * log10(signal / error)
    }

    /// Cosine of the angle between both signals; 1 where both vanish.
    public var cosine: Double {
        let norm = (signal * approximation).squareRoot()
        return norm == 0 ? (signal == approximation ? 1 : 0) : product / norm
    }

    /// Share of the reference that lies outside the representable range.
    public var saturation: Double { count == 0 ? 0 : Double(outside) / Double(count) }
}
