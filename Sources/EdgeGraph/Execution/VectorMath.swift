// Elementary functions on eight lanes. LLVM splits a lane group into the registers the target has, and
// explicit vectors keep loops fast when input and output are the same memory.

typealias Lanes = SIMD8<Float>

extension UnsafePointer<Float> {
    @inline(__always) func lanes(_ i: Int) -> Lanes {
        UnsafeRawPointer(self + i).loadUnaligned(as: Lanes.self)
    }
}

extension UnsafeMutablePointer<Float> {
    @inline(__always) func lanes(_ i: Int) -> Lanes {
        UnsafeRawPointer(self + i).loadUnaligned(as: Lanes.self)
    }

    @inline(__always) func store(_ value: Lanes, _ i: Int) {
        UnsafeMutableRawPointer(self + i).storeBytes(of: value, as: Lanes.self)
    }
}

/// y[i] = f(x[i]); x and y may be the same memory.
@inline(__always)
func mapLanes(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ f: (Lanes) -> Lanes
) {
    var i = 0
    while i + 8 <= count {
        y.store(f(x.lanes(i)), i)
        i += 8
    }
    if i < count {
        var v = Lanes(repeating: 1)
        for j in i..<count { v[j - i] = x[j] }
        v = f(v)
        for j in i..<count { y[j] = v[j - i] }
    }
}

/// z[i] = f(x[i * stepX], y[i * stepY]) for steps of 0 or 1; z may be the memory of either.
@inline(__always)
func zipLanes(
    _ x: UnsafePointer<Float>, _ stepX: Int, _ y: UnsafePointer<Float>, _ stepY: Int,
    _ z: UnsafeMutablePointer<Float>, _ count: Int, _ f: (Lanes, Lanes) -> Lanes
) {
    var i = 0
    if stepX == 1, stepY == 1 {
        while i + 8 <= count {
            z.store(f(x.lanes(i), y.lanes(i)), i)
            i += 8
        }
    } else if stepX == 1 {
        let b = Lanes(repeating: y[0])
        while i + 8 <= count {
            z.store(f(x.lanes(i), b), i)
            i += 8
        }
    } else if stepY == 1 {
        let a = Lanes(repeating: x[0])
        while i + 8 <= count {
            z.store(f(a, y.lanes(i)), i)
            i += 8
        }
    }
    while i < count {
        var a = Lanes(repeating: 1)
        var b = Lanes(repeating: 1)
        let n = min(8, count - i)
        for j in 0..<n {
            a[j] = x[(i + j) * stepX]
            b[j] = y[(i + j) * stepY]
        }
        let c = f(a, b)
        for j in 0..<n { z[i + j] = c[j] }
        i += n
    }
}

@inline(__always)
func lanewise(_ x: Lanes, _ f: (Float) -> Float) -> Lanes {
    var y = x
    for i in 0..<8 { y[i] = f(x[i]) }
    return y
}

/// max and min that keep a NaN of `x`.
@inline(__always) func atLeast(_ x: Lanes, _ bound: Lanes) -> Lanes {
    x.replacing(with: bound, where: x .< bound)
}
@inline(__always) func atMost(_ x: Lanes, _ bound: Lanes) -> Lanes {
    x.replacing(with: bound, where: x .> bound)
}

/// e^x within 2 units in the last place: x = n ln 2 + r with |r| <= ln 2 / 2, the Taylor series of e^r to
/// r^7 (remainder below 6e-9), and 2^n in two factors so that results near both ends stay finite.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    let clamped = atMost(atLeast(x, Lanes(repeating: -110)), Lanes(repeating: 90))
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
    let magic = Lanes(repeating: 12_582_912)
    let shifted = clamped * 1.442_695_04 + magic
    let n = shifted - magic
    let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- SIMD8<Int32>(repeating: 0x4B40_0000)
    // ln 2 in two parts, the first with few bits: n * high is exact.
    let r = (clamped - n * 0.693_359_375) + n * 2.121_944_4e-4
    var p = r * (1 / 5040) + (1 / 720)
    p = p * r + (1 / 120)
    p = p * r + (1 / 24)
    p = p * r + (1 / 6)
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    let half = exponent &>> 1
    return p * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// 2^n for n in -126...127.
@inline(__always)
private func powerOfTwo(_ n: SIMD8<Int32>) -> Lanes {
    unsafeBitCast((n &+ SIMD8(repeating: 127)) &<< SIMD8(repeating: 23), to: Lanes.self)
}

@inline(__always)
func sigmoid(_ x: Lanes) -> Lanes { 1 / (1 + exponential(-x)) }

/// Odd series below 0.3 (where 1 - e^-2x would cancel), the quotient of exponentials above.
@inline(__always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
    let negative = x .< 0
    let a = x.replacing(with: -x, where: negative)
    let t = exponential(-2 * a)
    let large = (1 - t) / (1 + t)
    let s = x * x
    var series = s * (-1382 / 155_925) + (62 / 2835)
    series = series * s + (-17 / 315)
    series = series * s + (2 / 15)
    series = series * s + (-1 / 3)
    series = series * s + 1
    let signed = large.replacing(with: -large, where: negative)
    return signed.replacing(with: x * series, where: a .< 0.3)
}

/// Sum in eight partial sums: error grows with count / 8.
@inline(__always)
func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
    var a = Lanes.zero
    var b = Lanes.zero
    var i = 0
    while i + 16 <= count {
        a += x.lanes(i)
        b += x.lanes(i + 8)
        i += 16
    }
    var total = (a + b).sum()
    while i < count {
        total += x[i]
        i += 1
    }
    return total
}

/// Sum of (x[i] - center)^2.
@inline(__always)
func squaredDeviation(_ x: UnsafePointer<Float>, _ count: Int, center: Float) -> Float {
    var a = Lanes.zero
    var i = 0
    while i + 8 <= count {
        let d = x.lanes(i) - center
        a += d * d
        i += 8
    }
    var total = a.sum()
    while i < count {
        let d = x[i] - center
        total += d * d
        i += 1
    }
    return total
}
