// The scans of detect, AVX-512: four vectors at a time until one holds a number that reaches the threshold.
#if defined(__x86_64__)
#include "avx512.h"

EDGE_AVX512 ptrdiff_t edgeScanInt8AVX512(const int8_t *x, ptrdiff_t count, int8_t threshold) {
    const __m512i t = _mm512_set1_epi8(threshold);
    ptrdiff_t i = 0;
    for (; i + 256 <= count; i += 256) {
        const __m512i first = _mm512_max_epi8(_mm512_loadu_si512(x + i), _mm512_loadu_si512(x + i + 64));
        const __m512i second =
            _mm512_max_epi8(_mm512_loadu_si512(x + i + 128), _mm512_loadu_si512(x + i + 192));
        if (_mm512_cmpge_epi8_mask(_mm512_max_epi8(first, second), t)) break;
    }
    for (; i < count; i += 64) {
        const __mmask64 lanes = firstBytes(count - i < 64 ? (int32_t)(count - i) : 64);
        const __mmask64 found = _mm512_cmpge_epi8_mask(_mm512_maskz_loadu_epi8(lanes, x + i), t) & lanes;
        if (found) return i + __builtin_ctzll(found);
    }
    return count;
}

EDGE_AVX512_INLINE __mmask16 floatsReaching(const float *x, __m512 threshold) {
    return _mm512_cmp_ps_mask(_mm512_loadu_ps(x), threshold, _CMP_GE_OQ);
}

EDGE_AVX512 ptrdiff_t edgeScanFloatAVX512(const float *x, ptrdiff_t count, float threshold) {
    const __m512 t = _mm512_set1_ps(threshold);
    ptrdiff_t i = 0;
    for (; i + 64 <= count; i += 64) {
        if (floatsReaching(x + i, t) | floatsReaching(x + i + 16, t) | floatsReaching(x + i + 32, t)
            | floatsReaching(x + i + 48, t))
            break;
    }
    for (; i + 16 <= count; i += 16) {
        const uint32_t found = floatsReaching(x + i, t);
        if (found) return i + __builtin_ctz(found);
    }
    while (i < count && !(x[i] >= threshold)) ++i;
    return i;
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
