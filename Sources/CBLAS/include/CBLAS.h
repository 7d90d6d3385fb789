#ifndef EDGE_CBLAS_H
#define EDGE_CBLAS_H

/* The part of OpenBLAS that the converter calls, declared here so that building needs the library
 * but no particular place of its headers. The 32-bit integer interface is meant (`libopenblas`, not
 * `libopenblas64_`). */

enum { EdgeBlasRowMajor = 101, EdgeBlasNoTranspose = 111, EdgeBlasTranspose = 112, EdgeBlasUpper = 121 };

/* C [m,n] = alpha * op(A) [m,k] * op(B) [k,n] + beta * C, with leading dimensions in elements. */
void cblas_sgemm(int order, int transA, int transB, int m, int n, int k, float alpha, const float *a,
                 int lda, const float *b, int ldb, float beta, float *c, int ldc);

/* The upper triangle of C [n,n] = alpha * transpose(A) * A + beta * C, for A [k,n]. */
void cblas_ssyrk(int order, int uplo, int trans, int n, int k, float alpha, const float *a, int lda,
                 float beta, float *c, int ldc);

void openblas_set_num_threads(int count);

#endif
