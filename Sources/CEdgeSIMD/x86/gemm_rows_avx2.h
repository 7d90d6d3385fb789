// What the byte products do with their sums: scale, requantize (or leave as floats), store.
#ifndef EDGE_X86_GEMM_ROWS_AVX2_H
#define EDGE_X86_GEMM_ROWS_AVX2_H

#include "avx2.h"

#define EDGE_MOST_ROWS 6

/// Rows of 16 channels from `channel` on, or of 8 where `vectors` is 1. `rows` and `vectors` are constants
/// where inlined.
EDGE_AVX2_INLINE void storeRows(
    const EdgeGemmTile *t, int32_t channel, __m256i (*sums)[2], const int rows, const int vectors,
    OutputRange range) {
    __m256 values[EDGE_MOST_ROWS][2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; ++v) {
        const __m256 scale = _mm256_loadu_ps(t->scale + channel + 8 * v);
        for (int r = 0; r < rows; ++r) {
            values[r][v] = _mm256_mul_ps(_mm256_cvtepi32_ps(sums[r][v]), scale);
        }
    }
    const int32_t count = t->channels - channel;
    if (t->dequantize) {
        float *out = (float *)t->output + channel;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r, out += t->outputStride) {
            storeFloats(out, values[r][0], count);
            if (vectors > 1) storeFloats(out + 8, values[r][1], count - 8);
        }
        return;
    }
    __m128i quanta[EDGE_MOST_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r + 1 < rows; r += 2) {
        const __m256i q = quantize32(
            values[r][0], values[r][vectors - 1], values[r + 1][0], values[r + 1][vectors - 1], range);
        quanta[r] = _mm256_castsi256_si128(q);
        quanta[r + 1] = _mm256_extracti128_si256(q, 1);
    }
    if (rows % 2) {
        quanta[rows - 1] = quantize16(values[rows - 1][0], values[rows - 1][vectors - 1], range);
    }
    int8_t *out = (int8_t *)t->output + channel;
    if (count >= 16) {
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) _mm_storeu_si128((__m128i *)(out + r * t->outputStride), quanta[r]);
    } else {
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) storeBytes(out + r * t->outputStride, quanta[r], count);
    }
}

#endif
