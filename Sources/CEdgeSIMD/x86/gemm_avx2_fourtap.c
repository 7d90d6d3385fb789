// Matrix product, AVX2 on bytes, for weights that are four-tap safe: unsigned activations q + 128 times
// weights with vpmaddubsw, two of its pairs added in int16, then vpmaddwd. 128 * sum(w) is taken off in the
// initial value. 6 rows x 16 channels.
//
// Exact where nothing saturates: the positive weights of the four taps that meet in an int16 lane add up to
// at most 128, the negative ones to at least -128, and 255 * 128 < 2^15. The loader has proven it
// (ARITHMETIC.md, "Four-tap safe weights").
#if defined(__x86_64__)
#include "avx2.h"
#include "gemm_rows_avx2.h"

EDGE_AVX2_INLINE __m256i quad(const char *x) {
    int32_t bytes;
    memcpy(&bytes, x, 4);
    return _mm256_set1_epi32(bytes);
}

/// Adds the products of `depth` activations of each row, a multiple of 8; returns the weights that follow.
EDGE_AVX2_INLINE const int8_t *addFours(
    __m256i (*sums)[2], const char *const *x, const int8_t *w, int64_t depth, const int rows,
    const int vectors) {
    const __m256i ones = _mm256_set1_epi16(1);
#pragma clang loop unroll(disable)
    for (int64_t k = 0; k < depth; k += 8, w += 128) {
        __m256i w0[2], w1[2];
        for (int v = 0; v < vectors; ++v) {
            w0[v] = _mm256_loadu_si256((const __m256i *)(w + 32 * v));
            w1[v] = _mm256_loadu_si256((const __m256i *)(w + 64 + 32 * v));
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            const __m256i a0 = quad(x[r] + k), a1 = quad(x[r] + k + 4);
            for (int v = 0; v < vectors; ++v) {
                const __m256i fours =
                    _mm256_add_epi16(_mm256_maddubs_epi16(a0, w0[v]), _mm256_maddubs_epi16(a1, w1[v]));
                sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(fours, ones));
            }
        }
    }
    return w;
}

/// A block of 16 channels, or its first 8 where `vectors` is 1. `rows` and `vectors` are constants where
/// inlined.
EDGE_AVX2_INLINE void block(const EdgeGemmTile *t, int32_t channel, const int rows, const int vectors) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    const __m256i ones = _mm256_set1_epi16(1);
    const int64_t depth = (int64_t)t->quads * 4;
    const int8_t *w = t->weights + channel * depth;
    const char *x[EDGE_MOST_ROWS];
    for (int r = 0; r < rows; ++r) x[r] = (const char *)t->panel + r * t->panelStride;
    __m256i sums[EDGE_MOST_ROWS][2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; ++v) {
        const __m256i offset = _mm256_slli_epi32(loadInts(t->weightSum + channel + 8 * v), 7);
        const __m256i first = _mm256_sub_epi32(loadInts(t->bias + channel + 8 * v), offset);
        for (int r = 0; r < rows; ++r) sums[r][v] = first;
    }
    const int64_t whole = depth / 8 * 8;
    if (t->runs > 1) {
        // A run is a multiple of 8, so that lanes stay together.
        for (int32_t run = 0; run < t->runs; ++run) {
            w = addFours(sums, x, w, depth / t->runs, rows, vectors);
            for (int r = 0; r < rows; ++r) x[r] += t->runStride;
        }
    } else {
        w = addFours(sums, x, w, whole, rows, vectors);
    }
    if (whole < depth) {
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            const __m256i a = quad(x[r] + whole);
            for (int v = 0; v < vectors; ++v) {
                const __m256i weights = _mm256_loadu_si256((const __m256i *)(w + 32 * v));
                const __m256i pairs = _mm256_maddubs_epi16(a, weights);
                sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(pairs, ones));
            }
        }
    }
    storeRows(t, channel, sums, rows, vectors, range);
}

EDGE_AVX2_INLINE void gemmRows(const EdgeGemmTile *t, const int rows) {
    int32_t channel = 0;
    for (; channel + 8 < t->channels; channel += 16) block(t, channel, rows, 2);
    if (channel < t->channels) block(t, channel, rows, 1);
}

EDGE_AVX2 void edgeGemmFourTapAVX2(const EdgeGemmTile *t) {
    switch (t->rows) {
    case 1: gemmRows(t, 1); break;
    case 2: gemmRows(t, 2); break;
    case 3: gemmRows(t, 3); break;
    case 4: gemmRows(t, 4); break;
    case 5: gemmRows(t, 5); break;
    default: gemmRows(t, 6); break;
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
