// The scans of detect, AVX2: four vectors at a time until one holds a number that reaches the threshold.
#if defined(__x86_64__)
#include "avx2.h"

/// A bit for each byte.
EDGE_AVX2_INLINE uint32_t reaching(__m256i x, __m256i threshold) {
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(threshold, x));
}

EDGE_AVX2_INLINE __m256i loadVector(const int8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }

EDGE_AVX2 ptrdiff_t edgeScanInt8AVX2(const int8_t *x, ptrdiff_t count, int8_t threshold) {
    const __m256i t = _mm256_set1_epi8(threshold);
    ptrdiff_t i = 0;
    for (; i + 128 <= count; i += 128) {
        const __m256i first = _mm256_max_epi8(loadVector(x + i), loadVector(x + i + 32));
        const __m256i second = _mm256_max_epi8(loadVector(x + i + 64), loadVector(x + i + 96));
        if (reaching(_mm256_max_epi8(first, second), t)) break;
    }
    for (; i + 32 <= count; i += 32) {
        const uint32_t found = reaching(loadVector(x + i), t);
        if (found) return i + __builtin_ctz(found);
    }
    while (i < count) {
        const int32_t rest = count - i < 16 ? (int32_t)(count - i) : 16;
        const __m128i below = _mm_cmpgt_epi8(_mm256_castsi256_si128(t), loadBytes(x + i, rest));
        const uint32_t found = ~(uint32_t)_mm_movemask_epi8(below) & ((1u << rest) - 1);
        if (found) return i + __builtin_ctz(found);
        i += rest;
    }
    return count;
}

/// All ones where a number of eight reaches the threshold.
EDGE_AVX2_INLINE __m256 floatsReaching(const float *x, __m256 threshold) {
    return _mm256_cmp_ps(_mm256_loadu_ps(x), threshold, _CMP_GE_OQ);
}

EDGE_AVX2 ptrdiff_t edgeScanFloatAVX2(const float *x, ptrdiff_t count, float threshold) {
    const __m256 t = _mm256_set1_ps(threshold);
    ptrdiff_t i = 0;
    for (; i + 32 <= count; i += 32) {
        const __m256 first = _mm256_or_ps(floatsReaching(x + i, t), floatsReaching(x + i + 8, t));
        const __m256 second = _mm256_or_ps(floatsReaching(x + i + 16, t), floatsReaching(x + i + 24, t));
        if (_mm256_movemask_ps(_mm256_or_ps(first, second))) break;
    }
    for (; i + 8 <= count; i += 8) {
        const uint32_t found = (uint32_t)_mm256_movemask_ps(floatsReaching(x + i, t));
        if (found) return i + __builtin_ctz(found);
    }
    while (i < count && !(x[i] >= threshold)) ++i;
    return i;
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
