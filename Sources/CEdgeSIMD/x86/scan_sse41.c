// The scans of detect, SSE4.1: four vectors at a time until one holds a number that reaches the threshold.
#if defined(__x86_64__)
#include "partial_sse41.h"

/// A bit for each byte.
EDGE_SSE41_INLINE uint32_t reaching(__m128i x, __m128i threshold) {
    return ~(uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(threshold, x)) & 0xFFFF;
}

EDGE_SSE41_INLINE __m128i loadVector(const int8_t *p) { return _mm_loadu_si128((const __m128i *)p); }

EDGE_SSE41 ptrdiff_t edgeScanInt8SSE41(const int8_t *x, ptrdiff_t count, int8_t threshold) {
    const __m128i t = _mm_set1_epi8(threshold);
    ptrdiff_t i = 0;
    for (; i + 64 <= count; i += 64) {
        const __m128i first = _mm_max_epi8(loadVector(x + i), loadVector(x + i + 16));
        const __m128i second = _mm_max_epi8(loadVector(x + i + 32), loadVector(x + i + 48));
        if (reaching(_mm_max_epi8(first, second), t)) break;
    }
    for (; i + 16 <= count; i += 16) {
        const uint32_t found = reaching(loadVector(x + i), t);
        if (found) return i + __builtin_ctz(found);
    }
    if (i == count) return count;
    const int32_t rest = (int32_t)(count - i);
    const uint32_t found = reaching(loadBytes(x + i, rest), t) & ((1u << rest) - 1);
    return found ? i + __builtin_ctz(found) : count;
}

EDGE_SSE41 ptrdiff_t edgeScanFloatSSE41(const float *x, ptrdiff_t count, float threshold) {
    const __m128 t = _mm_set1_ps(threshold);
    ptrdiff_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m128 first =
            _mm_or_ps(_mm_cmpge_ps(_mm_loadu_ps(x + i), t), _mm_cmpge_ps(_mm_loadu_ps(x + i + 4), t));
        const __m128 second =
            _mm_or_ps(_mm_cmpge_ps(_mm_loadu_ps(x + i + 8), t), _mm_cmpge_ps(_mm_loadu_ps(x + i + 12), t));
        if (_mm_movemask_ps(_mm_or_ps(first, second))) break;
    }
    for (; i + 4 <= count; i += 4) {
        const uint32_t found = (uint32_t)_mm_movemask_ps(_mm_cmpge_ps(_mm_loadu_ps(x + i), t));
        if (found) return i + __builtin_ctz(found);
    }
    while (i < count && !(x[i] >= threshold)) ++i;
    return i;
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
