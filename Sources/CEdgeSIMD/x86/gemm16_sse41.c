// Matrix product of int16 activations, SSE4.1, 2 rows x 8 channels: weights are sign-extended on the fly, and
// pmaddwd adds pairs. AVX2 has gemm_avx2.c, whose activations are int16 in any case.
//
// Exact: the verifier proves that 32768 times the sum of the weights' magnitudes fits an int32.
#if defined(__x86_64__)
#include "gemm_rows_sse41.h"

enum { most = 2 };

EDGE_SSE41_INLINE void multiplyRows(const EdgeGemmTile *t, const int rows) {
    const int64_t quads = t->quads;
    for (int32_t channel = 0; channel < t->channels; channel += 8) {
        const int8_t *w = t->weights + channel / 16 * quads * 64 + channel % 16 * 4;
        // A vector holds two channels, two sums each.
        __m128i sums[most][4];
        for (int r = 0; r < rows; ++r) {
            for (int v = 0; v < 4; ++v) sums[r][v] = _mm_setzero_si128();
        }
        const char *x = t->panel;
        for (int64_t k = 0; k < quads; ++k, x += 8, w += 64) {
            __m128i weights[4];
#pragma clang loop unroll(full)
            for (int v = 0; v < 4; ++v) {
                weights[v] = _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)(w + 8 * v)));
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) {
                const __m128i quad = _mm_loadl_epi64((const __m128i *)(x + r * t->panelStride));
                const __m128i a = _mm_unpacklo_epi64(quad, quad);
                for (int v = 0; v < 4; ++v) {
                    sums[r][v] = _mm_add_epi32(sums[r][v], _mm_madd_epi16(a, weights[v]));
                }
            }
        }
        __m128i totals[most][2];
        for (int r = 0; r < rows; ++r) {
            const __m128i first = _mm_hadd_epi32(sums[r][0], sums[r][1]);
            const __m128i second = _mm_hadd_epi32(sums[r][2], sums[r][3]);
            totals[r][0] = _mm_add_epi32(first, loadInts(t->bias + channel));
            totals[r][1] = _mm_add_epi32(second, loadInts(t->bias + channel + 4));
        }
        storeRows(t, channel, totals, rows);
    }
}

EDGE_SSE41 void edgeGemm16SSE41(const EdgeGemmTile *t) {
    if (t->rows == 1) {
        multiplyRows(t, 1);
    } else {
        multiplyRows(t, most);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
