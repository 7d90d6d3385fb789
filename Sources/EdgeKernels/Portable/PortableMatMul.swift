/// Four rows by eight columns of the product at a time, each sum in ascending order of k.
func portableMatMul(_ p: MatMulArguments, _ part: Int, _ parts: Int) {
    let strips = (p.m + 3) / 4
    for unit in piece(part, of: parts, count: p.batch * strips) {
        let (batch, first) = (unit / strips, unit % strips * 4)
        let a = UnsafePointer(p.a.base + batch * p.a.batchStride + first * p.a.rowStride)
        let b = UnsafePointer(p.b.base + batch * p.b.batchStride)
        let y = p.output.base + batch * p.output.batchStride + first * p.output.rowStride
        let rows = min(4, p.m - first)
        var n = 0
        while n + 8 <= p.n {
            if rows == 4 {
                multiply4x8(p, a, b + n, y + n)
            } else {
                for r in 0..<rows {
                    multiply1x8(p, a + r * p.a.rowStride, b + n, y + r * p.output.rowStride + n)
                }
            }
            n += 8
        }
        while n < p.n {
            for r in 0..<rows {
                var sum: Float = 0
                for k in 0..<p.k { sum += a[r * p.a.rowStride + k] * b[k * p.b.rowStride + n] }
                y[r * p.output.rowStride + n] = canonical(sum)
            }
            n += 1
        }
    }
}

@inline(__always)
private func multiply4x8(
    _ p: MatMulArguments, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
) {
    var s0 = Float8(repeating: 0)
    var s1 = s0
    var s2 = s0
    var s3 = s0
    let (a1, a2, a3) = (a + p.a.rowStride, a + 2 * p.a.rowStride, a + 3 * p.a.rowStride)
    var row = b
    for k in 0..<p.k {
        let v = load8(row)
        s0 += a[k] * v
        s1 += a1[k] * v
        s2 += a2[k] * v
        s3 += a3[k] * v
        row += p.b.rowStride
    }
    let stride = p.output.rowStride
    store8(canonical(s0), y)
    store8(canonical(s1), y + stride)
    store8(canonical(s2), y + 2 * stride)
    store8(canonical(s3), y + 3 * stride)
}

@inline(__always)
private func multiply1x8(
    _ p: MatMulArguments, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
) {
    var sum = Float8(repeating: 0)
    for k in 0..<p.k { sum += a[k] * load8(b + k * p.b.rowStride) }
    store8(canonical(sum), y)
}
