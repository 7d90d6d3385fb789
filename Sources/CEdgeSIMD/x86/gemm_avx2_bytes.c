// Matrix product, AVX2 on bytes: |x| times sign(w, x) with vpmaddubsw, pairs of pairs with vpmaddwd.
//
// Exact, unlike vpmaddubsw on q + 128: a pair of products is at most 2 * 128 * 127 = 32,512, which an
// int16 holds, because weights never are -128. The panel is the plain int8 activations, so a 1x1
// convolution reads its input in place. 5 rows x 16 channels.
#if defined(__x86_64__)
#include "avx2.h"
#include "gemm_rows_avx2.h"
#include "pack_avx2.h"

/// A block of 16 channels, or its first 8 where `vectors` is 1. `rows` and `vectors` are constants where
/// inlined.
EDGE_AVX2_INLINE void block(
    const EdgeGemmTile *t, int32_t channel, const int rows, const int vectors) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    const __m256i ones = _mm256_set1_epi16(1);
    const int64_t depth = (int64_t)t->quads * 4;
    const int8_t *w = t->weights + channel * depth;
    const char *x[5];
    for (int r = 0; r < rows; ++r) x[r] = (const char *)t->panel + r * t->panelStride;
    __m256i sums[5][2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; ++v) {
        for (int r = 0; r < rows; ++r) sums[r][v] = loadInts(t->bias + channel + 8 * v);
    }
    for (int32_t run = 0; run < t->runs; ++run) {
        const int64_t length = t->runs > 1 ? depth / t->runs : depth;
#pragma clang loop unroll(disable)
        for (int64_t k = 0; k < length; k += 4, w += 64) {
            __m256i weights[2];
            for (int v = 0; v < vectors; ++v) weights[v] = _mm256_loadu_si256((const __m256i *)(w + 32 * v));
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) {
                int32_t quad;
                memcpy(&quad, x[r] + k, 4);
                const __m256i a = _mm256_set1_epi32(quad);
                const __m256i magnitude = _mm256_abs_epi8(a);  // 128 as an unsigned byte for -128
                for (int v = 0; v < vectors; ++v) {
                    const __m256i pairs = _mm256_maddubs_epi16(magnitude, _mm256_sign_epi8(weights[v], a));
                    sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(pairs, ones));
                }
            }
        }
        for (int r = 0; r < rows; ++r) x[r] += t->runStride;
    }
    storeRows(t, channel, sums, rows, vectors, range);
}

EDGE_AVX2_INLINE void gemmRows(const EdgeGemmTile *t, const int rows) {
    int32_t channel = 0;
    for (; channel + 8 < t->channels; channel += 16) block(t, channel, rows, 2);
    if (channel < t->channels) block(t, channel, rows, 1);
}

EDGE_AVX2 void edgeGemmBytesAVX2(const EdgeGemmTile *t) {
    switch (t->rows) {
    case 1: gemmRows(t, 1); break;
    case 2: gemmRows(t, 2); break;
    case 3: gemmRows(t, 3); break;
    case 4: gemmRows(t, 4); break;
    default: gemmRows(t, 5); break;
    }
}

EDGE_AVX2 void edgePackInt8AVX2(const EdgeGemmPack *p) { packBytes(p, (char)0); }
#else
typedef int edge_translation_unit_is_not_empty;
#endif
