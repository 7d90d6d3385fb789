// Matrix product, AVX-VNNI: activations as unsigned bytes q + 128, vpdpbusd, 128 * sum(w) taken off in
// the initial value. 6 rows x 16 channels.
#if defined(__x86_64__)
#include "avx2.h"
#include "gemm_rows_avx2.h"
#include "pack_avx2.h"

// A test replaces both, to run this source where the CPU lacks the instruction.
#ifndef EDGE_VNNI
#define EDGE_VNNI __attribute__((target("avx2,avxvnni")))
#define EDGE_DPBUSD(sums, a, b) _mm256_dpbusd_avx_epi32(sums, a, b)
#endif

/// Four activations of one row times the weights of 8 * vectors channels.
static inline EDGE_VNNI __attribute__((always_inline)) void multiply(
    __m256i *sums, const char *x, const int8_t *weights, const int vectors) {
    int32_t quad;
    memcpy(&quad, x, 4);
    const __m256i a = _mm256_set1_epi32(quad);
    for (int v = 0; v < vectors; ++v) {
        const __m256i w = _mm256_loadu_si256((const __m256i *)(weights + 32 * v));
        sums[v] = EDGE_DPBUSD(sums[v], a, w);
    }
}

/// A block of 16 channels, or its first 8 where `vectors` is 1. `rows` and `vectors` are constants where
/// inlined.
static inline EDGE_VNNI __attribute__((always_inline)) void block(
    const EdgeGemmTile *t, int32_t channel, const int rows, const int vectors) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    const int64_t quads = t->quads;
    const int8_t *w = t->weights + (int64_t)channel * quads * 4;
    const char *x[6];
    for (int r = 0; r < rows; ++r) x[r] = (const char *)t->panel + r * t->panelStride;
    __m256i sums[6][2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; ++v) {
        const __m256i offset = _mm256_slli_epi32(loadInts(t->weightSum + channel + 8 * v), 7);
        const __m256i first = _mm256_sub_epi32(loadInts(t->bias + channel + 8 * v), offset);
        for (int r = 0; r < rows; ++r) sums[r][v] = first;
    }
    if (t->runs > 1) {
        const int64_t runBytes = quads / t->runs * 4;
        for (int32_t run = 0; run < t->runs; ++run) {
#pragma clang loop unroll(disable)
            for (int64_t k = 0; k < runBytes; k += 4, w += 64) {
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; ++r) multiply(sums[r], x[r] + k, w, vectors);
            }
            for (int r = 0; r < rows; ++r) x[r] += t->runStride;
        }
        storeRows(t, channel, sums, rows, vectors, range);
        return;
    }
    int64_t k = 0;
    if (rows <= 2) {
        // Too few sums to hide the latency of vpdpbusd: four of each.
        __m256i more[4][2][2];
        for (int i = 0; i < 4; ++i) {
            for (int r = 0; r < rows; ++r) more[i][r][0] = more[i][r][1] = _mm256_setzero_si256();
        }
#pragma clang loop unroll(disable)
        for (; k + 16 <= quads * 4; k += 16, w += 256) {
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; ++i) {
                for (int r = 0; r < rows; ++r) multiply(more[i][r], x[r] + k + 4 * i, w + 64 * i, vectors);
            }
        }
        for (int i = 0; i < 4; ++i) {
            for (int r = 0; r < rows; ++r) {
                for (int v = 0; v < vectors; ++v) sums[r][v] = _mm256_add_epi32(sums[r][v], more[i][r][v]);
            }
        }
    }
#pragma clang loop unroll(disable)
    for (; k < quads * 4; k += 4, w += 64) {
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) multiply(sums[r], x[r] + k, w, vectors);
    }
    storeRows(t, channel, sums, rows, vectors, range);
}

static inline EDGE_VNNI __attribute__((always_inline)) void gemmRows(const EdgeGemmTile *t, const int rows) {
    int32_t channel = 0;
    for (; channel + 8 < t->channels; channel += 16) block(t, channel, rows, 2);
    if (channel < t->channels) block(t, channel, rows, 1);
}

EDGE_VNNI void edgeGemmAVXVNNI(const EdgeGemmTile *t) {
    switch (t->rows) {
    case 1: gemmRows(t, 1); break;
    case 2: gemmRows(t, 2); break;
    case 3: gemmRows(t, 3); break;
    case 4: gemmRows(t, 4); break;
    case 5: gemmRows(t, 5); break;
    default: gemmRows(t, 6); break;
    }
}

EDGE_AVX2 void edgePackBiasedAVX2(const EdgeGemmPack *p) { packBytes(p, (char)0x80); }
#else
typedef int edge_translation_unit_is_not_empty;
#endif
