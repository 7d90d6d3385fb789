import EdgeKernels

/// What activations hold.
enum ActivationPattern: Int {
    case uniform, lowest, highest, alternating, small
    static var count: Int { 5 }
}

/// What weights hold: within -127...127.
enum WeightPattern: Int {
    case uniform, highest, lowest, alternating, extremes
    static var count: Int { 5 }
}

enum BiasPattern: Int {
    /// zero; a few thousand; as far out as the proof `128 * sum|w| + |bias| < 2^31` allows
    case zero, moderate, extreme
    static var count: Int { 3 }
}

/// The binary32 factors of a requantization: normal and positive.
enum ScalePattern: Int {
    /// spreads the outputs over the int8 range; powers of two, whose products lie on ties; any exponent;
    /// the smallest and largest
    case typical, ties, hostile, limits
    static var count: Int { 4 }
}

extension Generator {
    mutating func fill(_ p: UnsafeMutablePointer<Int8>, count: Int, _ pattern: ActivationPattern) {
        for i in 0..<count { p[i] = activation(i, pattern) }
    }

    private mutating func activation(_ i: Int, _ pattern: ActivationPattern) -> Int8 {
        switch pattern {
        case .uniform: Int8(truncatingIfNeeded: next() >> 33)
        case .lowest: -128
        case .highest: 127
        case .alternating: i & 1 == 0 ? -128 : 127
        case .small: Int8(integer(-8...8))
        }
    }

    mutating func weight(_ i: Int, _ pattern: WeightPattern) -> Int8 {
        switch pattern {
        case .uniform: Int8(integer(-127...127))
        case .highest: 127
        case .lowest: -127
        case .alternating: i & 1 == 0 ? -127 : 127
        case .extremes: chance(2) ? -127 : 127
        }
    }

    /// - Parameter depth: weights that one accumulator sums over.
    mutating func bias(depth: Int, _ pattern: BiasPattern) -> Int32 {
        let limit = Int(Int32.max) - 128 * 127 * depth
        switch pattern {
        case .zero: return 0
        case .moderate: return int32(-5000...5000)
        case .extreme: return Int32(chance(2) ? limit : -limit)
        }
    }

    /// - Parameter depth: activations, times weights, that the factor is applied to the sum of.
    mutating func scale(depth: Int, _ pattern: ScalePattern) -> Float {
        switch pattern {
        case .typical:
            // acc is about depth^0.5 * 74 * 73 for uniform values.
            var magnitude = 127 - 6
            var remaining = depth
            while remaining > 1 {
                remaining /= 4
                magnitude -= 1
            }
            return float(exponents: (magnitude - 3)...(magnitude + 1))
        case .ties: return Float(bitPattern: UInt32(integer((127 - 14)...127)) << 23)
        case .hostile: return float(exponents: 1...254)
        case .limits: return chance(2) ? Float.leastNormalMagnitude : Float.greatestFiniteMagnitude
        }
    }

    /// A factor of add, mul, requantize or average pool: at most 2^64.
    mutating func factor(_ pattern: ScalePattern, typical exponents: ClosedRange<Int>) -> Float {
        switch pattern {
        case .typical: float(exponents: exponents)
        case .ties: Float(bitPattern: UInt32(integer((127 - 6)...128)) << 23)
        case .hostile: float(exponents: 1...190)
        case .limits: Float(bitPattern: UInt32(chance(2) ? 1 : 191) << 23)
        }
    }

    mutating func zeroPoint() -> Int32 {
        switch integer(0...3) {
        case 0: -128
        case 1: 127
        case 2: 0
        default: int32(-128...127)
        }
    }

    /// No activation, ReLU, an arbitrary clamp, a single value.
    mutating func outputRange() -> OutputRange {
        let zeroPoint = zeroPoint()
        switch integer(0...3) {
        case 0: return OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: zeroPoint)
        case 1: return OutputRange(clampLow: zeroPoint, clampHigh: 127, zeroPoint: zeroPoint)
        case 2:
            let low = int32(-128...127)
            return OutputRange(
                clampLow: low, clampHigh: int32(Int(low)...127), zeroPoint: zeroPoint)
        default:
            let value = int32(-128...127)
            return OutputRange(clampLow: value, clampHigh: value, zeroPoint: zeroPoint)
        }
    }
}
