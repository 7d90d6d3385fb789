// resizeLinear, AVX2: 16 channels of a pixel at a time, four neighbours in two multiplications of pairs.
#if defined(__x86_64__)
#include "avx2.h"

/// Words of two rows: left and right neighbour side by side, times their weights.
EDGE_AVX2_INLINE __m256i blend(
    __m256i left, __m256i right, __m256i weights, __m256i left2, __m256i right2, __m256i weights2, int high) {
    const __m256i a = high ? _mm256_unpackhi_epi16(left, right) : _mm256_unpacklo_epi16(left, right);
    const __m256i b = high ? _mm256_unpackhi_epi16(left2, right2) : _mm256_unpacklo_epi16(left2, right2);
    return _mm256_add_epi32(_mm256_madd_epi16(a, weights), _mm256_madd_epi16(b, weights2));
}

EDGE_AVX2 void edgeResizeLinearAVX2(const EdgeResizeRow *r) {
    const OutputRange range = outputRange(r->low, r->high, r->zeroPoint);
    const __m256 factor = _mm256_set1_ps(r->factor);
    const __m256i zero = _mm256_set1_epi32(16384 * r->inputZeroPoint);
    const int32_t bottomWeight = r->bottomWeight, topWeight = 128 - bottomWeight;
    const int8_t *lower = bottomWeight > 0 ? r->bottom : r->top;
    for (int32_t pixel = 0; pixel < r->pixels; ++pixel) {
        const int32_t rightWeight = r->columns[pixel] & 0xFF, leftWeight = 128 - rightWeight;
        const ptrdiff_t left = (r->columns[pixel] >> 8) * r->inputStep;
        const ptrdiff_t right = left + (rightWeight > 0 ? r->inputStep : 0);
        const __m256i top =
            _mm256_set1_epi32((topWeight * leftWeight) | (topWeight * rightWeight) << 16);
        const __m256i bottom =
            _mm256_set1_epi32((bottomWeight * leftWeight) | (bottomWeight * rightWeight) << 16);
        int8_t *out = r->output + pixel * r->outputStep;
        for (int32_t i = 0; i < r->channels; i += 16) {
            const int32_t count = r->channels - i;
            const __m256i a = _mm256_cvtepi8_epi16(loadBytes(r->top + left + i, count));
            const __m256i b = _mm256_cvtepi8_epi16(loadBytes(r->top + right + i, count));
            const __m256i c = _mm256_cvtepi8_epi16(loadBytes(lower + left + i, count));
            const __m256i d = _mm256_cvtepi8_epi16(loadBytes(lower + right + i, count));
            // Elements 0-3 and 8-11, 4-7 and 12-15: packing restores the order.
            const __m256i low = _mm256_sub_epi32(blend(a, b, top, c, d, bottom, 0), zero);
            const __m256i high = _mm256_sub_epi32(blend(a, b, top, c, d, bottom, 1), zero);
            const __m256i words = _mm256_adds_epi16(
                _mm256_packs_epi32(
                    roundBelow(_mm256_mul_ps(_mm256_cvtepi32_ps(low), factor), range),
                    roundBelow(_mm256_mul_ps(_mm256_cvtepi32_ps(high), factor), range)),
                range.zeroPoint);
            const __m128i bytes =
                _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
            storeBytes(out + i, _mm_max_epi8(bytes, range.lowQuantum), count);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
