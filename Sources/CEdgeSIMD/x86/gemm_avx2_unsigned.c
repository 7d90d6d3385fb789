// Matrix product, AVX2 on bytes, for weights that are lane-safe: unsigned activations q + 128 times weights
// with vpmaddubsw; 128 * sum(w) is taken off in the initial value. 6 rows x 16 channels, in two forms: each
// pair widened by vpmaddwd, or two pairs added in int16 before.
//
// Exact where nothing saturates: the positive weights of the two or four taps that meet in an int16 lane add
// up to at most 128, the negative ones to at least -128, and 255 * 128 < 2^15. The loader has proven it
// (ARITHMETIC.md, "Lane-safe weights").
#if defined(__x86_64__)
#include "avx2.h"
#include "gemm_rows_avx2.h"

EDGE_AVX2_INLINE __m256i quad(const char *x) {
    int32_t bytes;
    memcpy(&bytes, x, 4);
    return _mm256_set1_epi32(bytes);
}

/// Adds the products of each row's activations from `first` to `end`, multiples of 4; returns the weights that
/// follow.
EDGE_AVX2_INLINE const int8_t *addPairs(
    __m256i (*sums)[2], const char *const *x, const int8_t *w, int64_t first, int64_t end, const int rows,
    const int vectors) {
    const __m256i ones = _mm256_set1_epi16(1);
#pragma clang loop unroll(disable)
    for (int64_t k = first; k < end; k += 4, w += 64) {
        __m256i weights[2];
        for (int v = 0; v < vectors; ++v) weights[v] = _mm256_loadu_si256((const __m256i *)(w + 32 * v));
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            const __m256i a = quad(x[r] + k);
            for (int v = 0; v < vectors; ++v) {
                const __m256i pairs = _mm256_maddubs_epi16(a, weights[v]);
                sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(pairs, ones));
            }
        }
    }
    return w;
}

/// The same of four-tap safe weights, of `depth` activations, a multiple of 8.
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

/// A block of 16 channels, or its first 8 where `vectors` is 1. `rows`, `vectors` and `fourTap` are constants
/// where inlined.
EDGE_AVX2_INLINE void block(
    const EdgeGemmTile *t, int32_t channel, const int rows, const int vectors, const int fourTap) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
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
    // A run is a multiple of 8 for four taps, so that lanes stay together.
    for (int32_t run = 0; run < t->runs; ++run) {
        const int64_t length = t->runs > 1 ? depth / t->runs : depth;
        const int64_t fours = fourTap ? length / 8 * 8 : 0;
        if (fourTap) w = addFours(sums, x, w, fours, rows, vectors);
        w = addPairs(sums, x, w, fours, length, rows, vectors);
        for (int r = 0; r < rows; ++r) x[r] += t->runStride;
    }
    storeRows(t, channel, sums, rows, vectors, range);
}

EDGE_AVX2_INLINE void gemmRows(const EdgeGemmTile *t, const int rows, const int fourTap) {
    int32_t channel = 0;
    for (; channel + 8 < t->channels; channel += 16) block(t, channel, rows, 2, fourTap);
    if (channel < t->channels) block(t, channel, rows, 1, fourTap);
}

EDGE_AVX2_INLINE void gemm(const EdgeGemmTile *t, const int fourTap) {
    switch (t->rows) {
    case 1: gemmRows(t, 1, fourTap); break;
    case 2: gemmRows(t, 2, fourTap); break;
    case 3: gemmRows(t, 3, fourTap); break;
    case 4: gemmRows(t, 4, fourTap); break;
    case 5: gemmRows(t, 5, fourTap); break;
    default: gemmRows(t, 6, fourTap); break;
    }
}

EDGE_AVX2 void edgeGemmPairAVX2(const EdgeGemmTile *t) { gemm(t, 0); }

EDGE_AVX2 void edgeGemmFourTapAVX2(const EdgeGemmTile *t) { gemm(t, 1); }
#else
typedef int edge_translation_unit_is_not_empty;
#endif
