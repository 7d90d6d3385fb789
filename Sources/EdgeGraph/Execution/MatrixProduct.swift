import CBLAS

/// C [m,n] = alpha * op(A) * op(B) + beta * C, row-major; `lda`, `ldb`, `ldc` are elements from row to row.
/// Sizes are below 2^31: `elementCount` bounds every tensor.
@inline(__always)
func sgemm(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float,
    c: UnsafeMutablePointer<Float>, ldc: Int
) {
    guard m > 0, n > 0 else { return }
    cblas_sgemm(
        Int32(EdgeBlasRowMajor),
        Int32(transposeA ? EdgeBlasTranspose : EdgeBlasNoTranspose),
        Int32(transposeB ? EdgeBlasTranspose : EdgeBlasNoTranspose), Int32(m), Int32(n),
        Int32(k), alpha, a, Int32(max(1, lda)), b, Int32(max(1, ldb)), beta, c, Int32(max(1, ldc)))
}
