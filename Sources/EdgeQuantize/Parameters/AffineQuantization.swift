/// The int8 quantization of an activation: `real = scale * (q - zeroPoint)`, q in -128...127
/// (FORMAT.md, "Quantized tensors"; Jacob et al., "Quantization and Training of Neural Networks for
/// Efficient Integer-Arithmetic-Only Inference", 2018, section 2.1).
public struct AffineQuantization: Sendable, Equatable, Codable {
    /// Finite, normal and positive.
    public var scale: Float
    /// Within -128...127, so that zero is a quantum: padding and ReLU are exact.
    public var zeroPoint: Int32

    /// Scales outside are brought back here: their products stay normal binary32 numbers.
    public static let scaleLimits: ClosedRange<Float> = 0x1p-60...0x1p60

    public init(scale: Float, zeroPoint: Int32) {
        self.scale = scale
        self.zeroPoint = zeroPoint
    }

    /// 255 steps over `range`, widened to hold zero and shifted by less than a step to make zero exact.
    public init(range: ValueRange) {
        let low = min(range.low, 0)
        let high = max(range.high, 0)
        guard high > low, (high - low).isFinite else {
            self.init(scale: 1, zeroPoint: 0)
            return
        }
        let limits = Self.scaleLimits
        let step = min(max((high - low) / 255, limits.lowerBound), limits.upperBound)
        let zero = (-128 - low / step).rounded(.toNearestOrEven)
        self.init(scale: step, zeroPoint: Int32(min(max(zero, -128), 127)))
    }

    /// With zero point 0; -128 is left out.
    public init(symmetricRange range: ValueRange) {
        self.init(largest: max(abs(range.low), abs(range.high)), quanta: 127)
    }

    /// With zero point 0: `largest` is so many quanta.
    private init(largest: Float, quanta: Float) {
        let limits = Self.scaleLimits
        let step = largest.isFinite ? largest / quanta : 1
        self.init(scale: step > 0 ? min(max(step, limits.lowerBound), limits.upperBound) : 1, zeroPoint: 0)
    }

    /// The real values at both ends of int8.
    public var range: ValueRange {
        ValueRange(low: dequantize(-128), high: dequantize(127))
    }

    /// Nearest quantum, ties to even, saturated. NaN becomes the zero point.
    public func quantize(_ x: Float) -> Int8 {
        guard !x.isNaN else { return Int8(zeroPoint) }
        let zero = Float(zeroPoint)
        let q = min(max(x / scale, -128 - zero), 127 - zero).rounded(.toNearestOrEven)
        return Int8(Int32(q) + zeroPoint)
    }

    public func dequantize(_ q: Int8) -> Float {
        scale * Float(Int32(q) - zeroPoint)
    }

    // MARK: int16, with zero point 0

    /// Symmetric, with a quarter of the 16 bits left beyond `range`: what calibration did not see is not clipped.
    public init(int16Range range: ValueRange) {
        self.init(largest: max(abs(range.low), abs(range.high)) * 4 / 3, quanta: 32767)
    }

    /// Nearest quantum, ties to even, saturated. NaN becomes 0.
    public func quantizeInt16(_ x: Float) -> Int16 {
        x.isNaN ? 0 : Int16(min(max(x / scale, -32768), 32767).rounded(.toNearestOrEven))
    }
}
