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

EDGE_AVX2_INLINE __m256i load(const int8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }

/// Has the weights read again for the next row, as operands. Kept, they would take two or four registers beside
/// the twelve of the sums, and sums would go to memory.
#define EDGE_READ_AGAIN(weights) __asm__("" : "+r"(weights))

/// Adds the products of each row's four activations from `k` on. `isLoop`, a constant where inlined: one of many.
EDGE_AVX2_INLINE void addPair(
    __m256i (*sums)[2], const char *const *x, const int8_t *w, int64_t k, const int rows, const int vectors,
    const int isLoop) {
    const __m256i ones = _mm256_set1_epi16(1);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
        const __m256i a = quad(x[r] + k);
        for (int v = 0; v < vectors; ++v) {
            const __m256i pairs = _mm256_maddubs_epi16(a, load(w + 32 * v));
            sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(pairs, ones));
        }
        if (isLoop) EDGE_READ_AGAIN(w);
    }
}

/// Of each row's first `depth` activations, a multiple of 8, whose weights are four-tap safe.
EDGE_AVX2_INLINE void addFours(
    __m256i (*sums)[2], const char *const *x, const int8_t *w, int64_t depth, const int rows,
    const int vectors) {
    const __m256i ones = _mm256_set1_epi16(1);
#pragma clang loop unroll(disable)
    for (int64_t k = 0; k < depth; k += 8, w += 128) {
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            const __m256i a0 = quad(x[r] + k), a1 = quad(x[r] + k + 4);
            for (int v = 0; v < vectors; ++v) {
                const __m256i fours = _mm256_add_epi16(
                    _mm256_maddubs_epi16(a0, load(w + 32 * v)), _mm256_maddubs_epi16(a1, load(w + 64 + 32 * v)));
                sums[r][v] = _mm256_add_epi32(sums[r][v], _mm256_madd_epi16(fours, ones));
            }
            EDGE_READ_AGAIN(w);
        }
    }
}

/// Of `depth` activations side by side, a multiple of 4.
EDGE_AVX2_INLINE void addRun(
    __m256i (*sums)[2], const char *const *x, const int8_t *w, int64_t depth, const int rows,
    const int vectors, const int fourTap) {
    if (fourTap) {
        addFours(sums, x, w, depth / 8 * 8, rows, vectors);
        if (depth % 8) addPair(sums, x, w + (depth - 4) * 16, depth - 4, rows, vectors, 0);
    } else {
#pragma clang loop unroll(disable)
        for (int64_t k = 0; k < depth; k += 4, w += 64) addPair(sums, x, w, k, rows, vectors, 1);
    }
}

/// A block of 16 channels, or its first 8 where `vectors` is 1. `rows`, `vectors`, `fourTap` and `isWhole`, which
/// says that there is one run, are constants where inlined.
EDGE_AVX2_INLINE void block(
    const EdgeGemmTile *t, int32_t channel, OutputRange range, const int rows, const int vectors,
    const int fourTap, const int isWhole) {
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
    if (isWhole) {
        addRun(sums, x, w, depth, rows, vectors, fourTap);
    } else {
        // A run is a multiple of 8 for four taps, so that lanes stay together.
        const int64_t length = depth / t->runs;
        for (int32_t run = 0; run < t->runs; ++run, w += length * 16) {
            addRun(sums, x, w, length, rows, vectors, fourTap);
            for (int r = 0; r < rows; ++r) x[r] += t->runStride;
        }
    }
    storeRows(t, channel, sums, rows, vectors, range);
}

EDGE_AVX2_INLINE void blocks(
    const EdgeGemmTile *t, const int rows, const int fourTap, const int isWhole) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    int32_t channel = 0;
    for (; channel + 8 < t->channels; channel += 16) block(t, channel, range, rows, 2, fourTap, isWhole);
    if (channel < t->channels) block(t, channel, range, rows, 1, fourTap, isWhole);
}

EDGE_AVX2_INLINE void gemmRows(const EdgeGemmTile *t, const int rows, const int fourTap) {
    // One run as a loop of its own: around it the sums would move between registers, for short sums a tenth.
    if (t->runs == 1) blocks(t, rows, fourTap, 1);
    else blocks(t, rows, fourTap, 0);
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
