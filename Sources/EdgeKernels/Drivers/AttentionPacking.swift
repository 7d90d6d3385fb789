/// Activations laid out as the weights of a matrix product: `[ceil(N/16)][ceil(K/4)][16][4]`, padded with zeros.
/// -128 becomes -127, as no weight may be -128 (ARITHMETIC.md, "Attention").

private let leastWeight: Int8 = -127

@inline(__always)
private func clamped(_ weights: SIMD16<Int8>) -> SIMD16<Int8> {
    let least = SIMD16<Int8>(repeating: leastWeight)
    return weights.replacing(with: least, where: weights .< least)
}

@inline(__always)
private func clamp(_ weights: UnsafeMutableRawPointer) {
    weights.storeBytes(of: clamped(weights.loadUnaligned(as: SIMD16<Int8>.self)), as: SIMD16<Int8>.self)
}

/// Of `count` rows of `depth` elements, the rows become output channels: element k of row n is weight (n, k).
func packRowsAsWeights(
    _ rows: UnsafePointer<Int8>, stride: Int, count: Int, depth: Int, into packed: UnsafeMutablePointer<Int8>
) {
    let quads = (depth + 3) / 4
    let wholeQuads = depth / 4
    var block = 0
    while block * 16 < count {
        let first = rows + block * 16 * stride
        let channels = min(16, count - block * 16)
        let to = packed + block * quads * 64
        for quad in 0..<wholeQuads {
            let out = UnsafeMutableRawPointer(to + quad * 64)
            for n in 0..<channels {
                let from = UnsafeRawPointer(first + n * stride + quad * 4)
                out.storeBytes(of: from.loadUnaligned(as: UInt32.self), toByteOffset: n * 4, as: UInt32.self)
            }
            for n in channels..<16 { out.storeBytes(of: 0, toByteOffset: n * 4, as: UInt32.self) }
            for i in 0..<4 { clamp(out + 16 * i) }
        }
        if wholeQuads < quads {
            let out = to + wholeQuads * 64
            out.update(repeating: 0, count: 64)
            for n in 0..<channels {
                for k in wholeQuads * 4..<depth {
                    out[n * 4 + k % 4] = max(first[n * stride + k], leastWeight)
                }
            }
        }
        block += 1
    }
}

/// Of `count` rows of `depth` elements, the columns become output channels: element n of row k is weight (n, k).
func packColumnsAsWeights(
    _ rows: UnsafePointer<Int8>, stride: Int, count: Int, depth: Int, into packed: UnsafeMutablePointer<Int8>
) {
    let quads = (count + 3) / 4
    var block = 0
    while block * 16 < depth {
        let channels = min(16, depth - block * 16)
        let to = packed + block * quads * 64
        for quad in 0..<quads {
            let first = rows + quad * 4 * stride + block * 16
            let out = to + quad * 64
            let taps = min(4, count - quad * 4)
            if channels == 16 && taps == 4 {
                interleave(first, stride, out)
            } else {
                out.update(repeating: 0, count: 64)
                for k in 0..<taps {
                    for n in 0..<channels { out[n * 4 + k] = max(first[k * stride + n], leastWeight) }
                }
            }
        }
        block += 1
    }
}

/// Four rows of 16 bytes to 16 quads.
@inline(__always)
private func interleave(_ rows: UnsafePointer<Int8>, _ stride: Int, _ out: UnsafeMutablePointer<Int8>) {
    func load(_ k: Int) -> SIMD16<Int8> {
        clamped(UnsafeRawPointer(rows + k * stride).loadUnaligned(as: SIMD16<Int8>.self))
    }
    var low = SIMD32<Int8>()
    low.evenHalf = load(0)
    low.oddHalf = load(1)
    var high = SIMD32<Int8>()
    high.evenHalf = load(2)
    high.oddHalf = load(3)
    var quads = SIMD32<Int16>()
    quads.evenHalf = unsafeBitCast(low, to: SIMD16<Int16>.self)
    quads.oddHalf = unsafeBitCast(high, to: SIMD16<Int16>.self)
    UnsafeMutableRawPointer(out).storeBytes(of: quads, as: SIMD32<Int16>.self)
}

/// The sum of a row of such weights.
@inline(__always)
func weightSum(_ row: UnsafePointer<Int8>, count: Int) -> Int32 {
    var sum: Int32 = 0
    for k in 0..<count { sum &+= Int32(max(row[k], leastWeight)) }
    return sum
}
