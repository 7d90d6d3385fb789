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
    const int32_t count = t->channels - channel;
    const float *scale = t->scale + channel;
    if (t->dequantize) {
        float *out = (float *)t->output + channel;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r, out += t->outputStride) {
            storeFloats(out, scaled(sums[r][0], scale), count);
            if (vectors > 1) storeFloats(out + 8, scaled(sums[r][1], scale + 8), count - 8);
        }
        return;
    }
    // Two rows at a time from sums to quanta: fewer values live at once.
    __m128i quanta[EDGE_MOST_ROWS];
#pragma clang loop unroll(full)
    for (int r = 0; r + 1 < rows; r += 2) {
        const __m256 a = scaled(sums[r][0], scale), c = scaled(sums[r + 1][0], scale);
        const __m256 b = vectors > 1 ? scaled(sums[r][1], scale + 8) : a;
        const __m256 d = vectors > 1 ? scaled(sums[r + 1][1], scale + 8) : c;
        quantizeRows(a, b, c, d, range, &quanta[r]);
    }
    if (rows % 2) {
        const __m256 a = scaled(sums[rows - 1][0], scale);
        quanta[rows - 1] = quantize16(a, vectors > 1 ? scaled(sums[rows - 1][1], scale + 8) : a, range);
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
