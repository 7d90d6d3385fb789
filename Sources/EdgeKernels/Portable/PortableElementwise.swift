extension StridedWalk {
    /// The axis with the output's neighbours last, or the longest where that one is short.
    var elementwiseOrder: StridedWalk {
        var walk = self
        guard rank > 1 else { return walk }
        var inner = rank - 1
        for axis in 0..<rank where output[axis] == 1 { inner = axis }
        if sizes[inner] < 8 {
            for axis in 0..<rank where sizes[axis] > sizes[inner] { inner = axis }
        }
        walk.swap(inner, rank - 1)
        return walk
    }
}

func portableDequantize(_ a: DequantizeArguments, _ part: Int, _ parts: Int) {
    let channels = a.input.channels
    for pixel in piece(part, of: parts, count: a.input.height * a.input.width) {
        let input = a.input.base + pixel * a.input.pixelStride
        let output = a.output + pixel * a.outputStride
        for c in 0..<channels { output[c] = toFloat(Int32(input[c]) &- a.zeroPoint) * a.scale }
    }
}

func portableQuantize(_ a: QuantizeArguments, _ part: Int, _ parts: Int) {
    let channels = a.output.channels
    for pixel in piece(part, of: parts, count: a.output.height * a.output.width) {
        let input = a.input + pixel * a.inputStride
        let output = a.output.base + pixel * a.output.pixelStride
        for c in 0..<channels {
            output[c] = quantize(input[c] / a.scale, a.range.low, a.range.high, a.range.zeroPoint)
        }
    }
}

func portableFloatUnary(_ a: FloatUnaryArguments, _ kernel: FloatKernel, _ part: Int, _ parts: Int) {
    var rows = a.rows
    var count = a.count
    var part = part
    var parts = parts
    var input = a.input
    var output = a.output
    if a.inputStride == count && a.outputStride == count {
        // One long row, cut into parts itself.
        let range = piece(part, of: parts, count: rows * count, unit: 64)
        input += range.lowerBound
        output += range.lowerBound
        (rows, count, part, parts) = (1, range.count, 0, 1)
    }
    let range = piece(part, of: parts, count: rows)
    input += range.lowerBound * a.inputStride
    output += range.lowerBound * a.outputStride
    for _ in range {
        switch a.function {
        case .sigmoid: kernel.sigmoid(input, output, count)
        case .exponential: map(input, output, count, exponentialOfAny)
        case .tanh: map(input, output, count, hyperbolicTangent)
        case .squareRoot: map(input, output, count, squareRoots)
        case .floor: map(input, output, count, floor)
        case .clamp(let low, let high):
            let lows = Float8(repeating: low)
            let highs = Float8(repeating: high)
            map(input, output, count) { x in
                let atLeast = x.replacing(with: lows, where: x .< lows)
                return canonical(atLeast.replacing(with: highs, where: highs .< atLeast))
            }
        }
        input += a.inputStride
        output += a.outputStride
    }
}

func portableSigmoid(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
    map(input, output, count, sigmoid)
}

/// Eight at a time; the last few beside ones that are not stored.
@inline(__always)
private func map(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int,
    _ function: (Float8) -> Float8
) {
    var i = 0
    while i + 8 <= count {
        store8(function(load8(input + i)), output + i)
        i += 8
    }
    if i == count { return }
    var rest = Float8(repeating: 1)
    for lane in 0..<count - i { rest[lane] = input[i + lane] }
    rest = function(rest)
    for lane in 0..<count - i { output[i + lane] = rest[lane] }
}

@inline(__always)
private func squareRoots(_ x: Float8) -> Float8 {
    // The standard library's calls the C library, which bare metal and a small dependent may lack.
    var y = x
    for lane in 0..<8 { y[lane] = squareRootOfAny(x[lane]) }
    return y
}

/// Of any number, correctly rounded.
func squareRootOfAny(_ x: Float) -> Float {
    if x == 0 || x == .infinity { return x }
    if !(x > 0) { return canonicalNaN }
    // A subnormal number times 2^24 is normal; its root is, times 2^-12, exact.
    return x.isNormal ? squareRoot(x) : squareRoot(x * 16_777_216) * 0x1p-12
}

/// `e = exponential(-|x|)`; `1 / (1 + e)`, or `e / (1 + e)` where x is negative.
@inline(__always)
private func sigmoid(_ x: Float8) -> Float8 {
    let isNegative = x .< 0
    let e = exponential((0 - x).replacing(with: x, where: isNegative))
    let numerator = Float8(repeating: 1).replacing(with: e, where: isNegative)
    return canonical(numerator / (1 + e))
}

/// `exponential(x)`, or `1 / exponential(-x)` where x is positive.
@inline(__always)
private func exponentialOfAny(_ x: Float8) -> Float8 {
    let isPositive = x .> 0
    let e = exponential(x.replacing(with: 0 - x, where: isPositive))
    return canonical(e.replacing(with: 1 / e, where: isPositive))
}

/// `e = exponential(-2|x|)`; `(1 - e) / (1 + e)` with the sign of x.
@inline(__always)
private func hyperbolicTangent(_ x: Float8) -> Float8 {
    let isNegative = x .< 0
    let e = exponential(2 * (0 - x).replacing(with: x, where: isNegative))
    let t = (1 - e) / (1 + e)
    return canonical(t.replacing(with: 0 - t, where: isNegative))
}

/// The largest integer that is not above x; 0 is +0.
@inline(__always)
private func floor(_ x: Float8) -> Float8 {
    let isNegative = x .< 0
    let magnitude = (0 + x).replacing(with: 0 - x, where: isNegative)
    // To the nearest integer, by an addition that leaves no bits behind the point.
    let rounded = (magnitude + 8_388_608) - 8_388_608
    let nearest = rounded.replacing(with: 0 - rounded, where: isNegative)
    let below = nearest.replacing(with: nearest - 1, where: nearest .> x)
    return canonical((0 + below).replacing(with: x, where: magnitude .>= 8_388_608))
}

func portableFloatBinary(_ a: FloatBinaryArguments, _ part: Int, _ parts: Int) {
    switch a.function {
    case .add: combine(a, part, parts) { $0 + $1 }
    case .subtract: combine(a, part, parts) { $0 - $1 }
    case .multiply: combine(a, part, parts) { $0 * $1 }
    case .divide: combine(a, part, parts) { $0 / $1 }
    case .maximum: combine(a, part, parts) { $0 > $1 ? $0 : $1 }
    case .minimum: combine(a, part, parts) { $0 < $1 ? $0 : $1 }
    }
}

@inline(__always)
private func combine(
    _ arguments: FloatBinaryArguments, _ part: Int, _ parts: Int, _ function: (Float, Float) -> Float
) {
    let walk = arguments.walk
    let inner = max(walk.rank - 1, 0)
    let outer = walk.product(inner)
    let count = walk.sizes[inner]
    // Threads share the outer elements, or each row where there are few.
    let sharesRows = outer < parts * 4
    let rows = sharesRows ? 0..<outer : piece(part, of: parts, count: outer)
    let columns = sharesRows ? piece(part, of: parts, count: count, unit: 16) : 0..<count
    let (strideA, strideB, stride) = (walk.a[inner], walk.b[inner], walk.output[inner])
    var place = StridedPlace(walk, rows.lowerBound, inner)
    for _ in rows {
        let offset = place
        place.advance(walk, inner)
        let a = arguments.a + offset.a + columns.lowerBound * strideA
        let b = arguments.b + offset.b + columns.lowerBound * strideB
        let y = arguments.output + offset.output + columns.lowerBound * stride
        if strideA == 1 && strideB == 1 && stride == 1 {
            for i in 0..<columns.count { y[i] = canonical(function(a[i], b[i])) }
        } else if strideA == 1 && strideB == 0 && stride == 1 {
            let right = b[0]
            for i in 0..<columns.count { y[i] = canonical(function(a[i], right)) }
        } else if strideA == 0 && strideB == 1 && stride == 1 {
            let left = a[0]
            for i in 0..<columns.count { y[i] = canonical(function(left, b[i])) }
        } else {
            for i in 0..<columns.count {
                y[i * stride] = canonical(function(a[i * strideA], b[i * strideB]))
            }
        }
    }
}
