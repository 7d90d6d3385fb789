/// The upper triangular U with `inverse(H) = transpose(U) * U`, for a symmetric positive definite H:
/// what rounding compensation needs of the covariance. Found without forming the inverse: H = R R^T with
/// R upper triangular (Cholesky from the last row up), U = R^-1.
struct TriangularFactor {
    let size: Int
    /// Row-major, zeros below the diagonal.
    private(set) var rows: [Float]

    /// nil where H is not positive definite in binary32.
    init?(_ matrix: [Float], size: Int) {
        precondition(matrix.count == size * size)
        self.size = size
        rows = matrix
        let succeeded = rows.withUnsafeMutableBufferPointer { rows in
            Self.factorize(rows.baseAddress!, size)
        }
        guard succeeded else { return nil }
        rows.withUnsafeMutableBufferPointer { rows in
            Self.invert(rows.baseAddress!, size)
        }
    }

    private static func factorize(_ r: UnsafeMutablePointer<Float>, _ n: Int) -> Bool {
        for j in stride(from: n - 1, through: 0, by: -1) {
            let rowJ = r + j * n + j + 1
            let rest = n - j - 1
            let pivot = r[j * n + j] - dot(rowJ, rowJ, rest)
            guard pivot > 0, pivot.isFinite else { return false }
            let diagonal = pivot.squareRoot()
            r[j * n + j] = diagonal
            let inverse = 1 / diagonal
            for i in 0..<j {
                r[i * n + j] = (r[i * n + j] - dot(r + i * n + j + 1, rowJ, rest)) * inverse
            }
            for k in 0..<j { r[j * n + k] = 0 }
        }
        return true
    }

    /// In place, from the last row up: row i of the inverse needs only rows below it, which are done.
    private static func invert(_ r: UnsafeMutablePointer<Float>, _ n: Int) {
        var work = [Float](repeating: 0, count: n)
        work.withUnsafeMutableBufferPointer { work in
            let w = work.baseAddress!
            for i in stride(from: n - 1, through: 0, by: -1) {
                let inverse = 1 / r[i * n + i]
                for k in i..<n { w[k] = 0 }
                w[i] = inverse
                for k in (i + 1)..<max(n, i + 1) {
                    let factor = -r[i * n + k] * inverse
                    if factor != 0 { addScaled(r + k * n + k, factor, to: w + k, n - k) }
                }
                for k in i..<n { r[i * n + k] = w[k] }
            }
        }
    }
}

/// Dot product in eight lanes.
@inline(__always)
func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    let rawA = UnsafeRawPointer(a)
    let rawB = UnsafeRawPointer(b)
    var first = SIMD8<Float>.zero
    var second = SIMD8<Float>.zero
    var i = 0
    while i + 16 <= count {
        first +=
            rawA.loadUnaligned(fromByteOffset: i * 4, as: SIMD8<Float>.self)
            * rawB.loadUnaligned(fromByteOffset: i * 4, as: SIMD8<Float>.self)
        second +=
            rawA.loadUnaligned(fromByteOffset: i * 4 + 32, as: SIMD8<Float>.self)
            * rawB.loadUnaligned(fromByteOffset: i * 4 + 32, as: SIMD8<Float>.self)
        i += 16
    }
    var sum = (first + second).sum()
    while i < count {
        sum += a[i] * b[i]
        i += 1
    }
    return sum
}

/// `y += factor * x`
@inline(__always)
func addScaled(
    _ x: UnsafePointer<Float>, _ factor: Float, to y: UnsafeMutablePointer<Float>, _ count: Int
) {
    let rawX = UnsafeRawPointer(x)
    let rawY = UnsafeMutableRawPointer(y)
    let factors = SIMD8<Float>(repeating: factor)
    var i = 0
    while i + 8 <= count {
        let sum =
            rawY.loadUnaligned(fromByteOffset: i * 4, as: SIMD8<Float>.self)
            + factors * rawX.loadUnaligned(fromByteOffset: i * 4, as: SIMD8<Float>.self)
        rawY.storeBytes(of: sum, toByteOffset: i * 4, as: SIMD8<Float>.self)
        i += 8
    }
    while i < count {
        y[i] += factor * x[i]
        i += 1
    }
}
