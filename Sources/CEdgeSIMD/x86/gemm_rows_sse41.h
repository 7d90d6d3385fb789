// What the SSE4.1 products do with their sums: scale, requantize (or leave as floats), store.
#ifndef EDGE_X86_GEMM_ROWS_SSE41_H
#define EDGE_X86_GEMM_ROWS_SSE41_H

#include "sse41.h"

/// Rows of 8 channels from `channel` on; `rows` is a constant where inlined.
EDGE_SSE41_INLINE void storeRows(
    const EdgeGemmTile *t, int32_t channel, __m128i (*sums)[2], const int rows) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    const int32_t count = t->channels - channel;
    const float *scale = t->scale + channel;
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
        const __m128 low = scaled(sums[r][0], scale), high = scaled(sums[r][1], scale + 4);
        if (t->dequantize) {
            float *out = (float *)t->output + channel + r * t->outputStride;
            storeFloats(out, low, count);
            storeFloats(out + 4, high, count - 4);
            continue;
        }
        const __m128i q = quantize16(low, high, low, high, range);
        int8_t *out = (int8_t *)t->output + channel + r * t->outputStride;
        if (count >= 8) {
            _mm_storel_epi64((__m128i *)out, q);
        } else {
            storeBytes(out, q, count);
        }
    }
}

#endif
