// maxPool2D and averagePool2D, SSE4.1: 16 channels at a time.
#if defined(__x86_64__)
#include "sse41.h"

EDGE_SSE41 void edgeMaxPoolSSE41(const EdgePool *p) {
    for (int32_t channel = 0; channel < p->channels; channel += 16) {
        const int32_t count = p->channels - channel;
        const int8_t *in = p->input + channel;
        __m128i best = loadBytes(in, count);
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *x = in + row * p->rowStep;
            for (int32_t column = 0; column < p->columns; ++column, x += p->columnStep) {
                best = _mm_max_epi8(best, loadBytes(x, count));
            }
        }
        storeBytes(p->output + channel, best, count);
    }
}

EDGE_SSE41 void edgeAveragePoolSSE41(const EdgePool *p) {
    const uint32_t zeroPoints = (uint32_t)p->rows * (uint32_t)p->columns * (uint32_t)p->inputZeroPoint;
    const __m128i start = _mm_set1_epi32((int32_t)(0u - zeroPoints));
    const __m128 multiplier = _mm_set1_ps(p->multiplier);
    const OutputRange range = outputRange(p->low, p->high, p->zeroPoint);
    for (int32_t channel = 0; channel < p->channels; channel += 16) {
        const int32_t count = p->channels - channel;
        __m128i sums[4] = {start, start, start, start};
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *x = p->input + row * p->rowStep + channel;
            int32_t column = 0;
            while (column < p->columns) {
                // 128 values of at most 128 fit an int16.
                const int32_t end = p->columns - column < 128 ? p->columns : column + 128;
                __m128i low = _mm_setzero_si128(), high = low;
                for (; column < end; ++column, x += p->columnStep) {
                    const __m128i q = loadBytes(x, count);
                    low = _mm_add_epi16(low, _mm_cvtepi8_epi16(q));
                    high = _mm_add_epi16(high, _mm_cvtepi8_epi16(_mm_srli_si128(q, 8)));
                }
                sums[0] = _mm_add_epi32(sums[0], _mm_cvtepi16_epi32(low));
                sums[1] = _mm_add_epi32(sums[1], _mm_cvtepi16_epi32(_mm_srli_si128(low, 8)));
                sums[2] = _mm_add_epi32(sums[2], _mm_cvtepi16_epi32(high));
                sums[3] = _mm_add_epi32(sums[3], _mm_cvtepi16_epi32(_mm_srli_si128(high, 8)));
            }
        }
        __m128 values[4];
        for (int i = 0; i < 4; ++i) values[i] = _mm_mul_ps(_mm_cvtepi32_ps(sums[i]), multiplier);
        storeBytes(p->output + channel, quantize16(values[0], values[1], values[2], values[3], range), count);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
