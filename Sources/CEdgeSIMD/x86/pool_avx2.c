// maxPool2D and averagePool2D, AVX2.
#if defined(__x86_64__)
#include "avx2.h"

EDGE_AVX2 void edgeMaxPoolAVX2(const EdgePool *p) {
    int32_t channel = 0;
    for (; channel + 32 <= p->channels; channel += 32) {
        const int8_t *in = p->input + channel;
        __m256i best = _mm256_loadu_si256((const __m256i *)in);
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *x = in + row * p->rowStep;
            for (int32_t column = 0; column < p->columns; ++column, x += p->columnStep) {
                best = _mm256_max_epi8(best, _mm256_loadu_si256((const __m256i *)x));
            }
        }
        _mm256_storeu_si256((__m256i *)(p->output + channel), best);
    }
    for (; channel < p->channels; channel += 16) {
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

EDGE_AVX2_INLINE void average16(const EdgePool *p, int32_t channel, int32_t count) {
    const uint32_t zeroPoints = (uint32_t)p->rows * (uint32_t)p->columns * (uint32_t)p->inputZeroPoint;
    const __m256i start = _mm256_set1_epi32((int32_t)(0u - zeroPoints));
    __m256i low = start, high = start;
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *x = p->input + row * p->rowStep + channel;
        int32_t column = 0;
        while (column < p->columns) {
            // 128 values of at most 128 fit an int16.
            const int32_t end = p->columns - column < 128 ? p->columns : column + 128;
            __m256i sums = _mm256_setzero_si256();
            for (; column < end; ++column, x += p->columnStep) {
                sums = _mm256_add_epi16(sums, _mm256_cvtepi8_epi16(loadBytes(x, count)));
            }
            low = _mm256_add_epi32(low, _mm256_cvtepi16_epi32(_mm256_castsi256_si128(sums)));
            high = _mm256_add_epi32(high, _mm256_cvtepi16_epi32(_mm256_extracti128_si256(sums, 1)));
        }
    }
    const __m256 multiplier = _mm256_set1_ps(p->multiplier);
    const OutputRange range = outputRange(p->low, p->high, p->zeroPoint);
    const __m128i q = quantize16(
        _mm256_mul_ps(_mm256_cvtepi32_ps(low), multiplier),
        _mm256_mul_ps(_mm256_cvtepi32_ps(high), multiplier), range);
    storeBytes(p->output + channel, q, count);
}

EDGE_AVX2 void edgeAveragePoolAVX2(const EdgePool *p) {
    int32_t channel = 0;
    for (; channel + 16 <= p->channels; channel += 16) average16(p, channel, 16);
    if (channel < p->channels) average16(p, channel, p->channels - channel);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
