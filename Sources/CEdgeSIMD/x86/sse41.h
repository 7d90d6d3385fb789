// What the SSE4.1 kernel families share: the requantization.
#ifndef EDGE_X86_SSE41_H
#define EDGE_X86_SSE41_H

#include "partial_sse41.h"

#pragma STDC FP_CONTRACT OFF

typedef struct {
    __m128 high;
    __m128i zeroPoint;  // int16
    __m128i lowQuantum;  // int8
} OutputRange;

EDGE_SSE41_INLINE OutputRange outputRange(float low, float high, int32_t zeroPoint) {
    const OutputRange r = {
        _mm_set1_ps(high), _mm_set1_epi16((int16_t)zeroPoint), _mm_set1_epi8((char)((int32_t)low + zeroPoint))};
    return r;
}

/// Rounds to nearest even, clamped above. What lies below an int32 becomes the least one, so that the
/// clamp below, whose bound is an integer, may follow on the quanta with the same result.
EDGE_SSE41_INLINE __m128i roundBelow(__m128 x, OutputRange r) { return _mm_cvtps_epi32(_mm_min_ps(x, r.high)); }

/// Four times four values in order to 16 quanta.
EDGE_SSE41_INLINE __m128i quantize16(__m128 a, __m128 b, __m128 c, __m128 d, OutputRange r) {
    const __m128i ab = _mm_adds_epi16(_mm_packs_epi32(roundBelow(a, r), roundBelow(b, r)), r.zeroPoint);
    const __m128i cd = _mm_adds_epi16(_mm_packs_epi32(roundBelow(c, r), roundBelow(d, r)), r.zeroPoint);
    return _mm_max_epi8(_mm_packs_epi16(ab, cd), r.lowQuantum);
}

EDGE_SSE41_INLINE __m128 scaled(__m128i sum, const float *scale) {
    return _mm_mul_ps(_mm_cvtepi32_ps(sum), _mm_loadu_ps(scale));
}

EDGE_SSE41_INLINE __m128i loadInts(const int32_t *p) { return _mm_loadu_si128((const __m128i *)p); }

EDGE_SSE41_INLINE void storeFloats(float *p, __m128 v, int32_t count) {
    if (count >= 4) {
        _mm_storeu_ps(p, v);
    } else if (count > 0) {
        float lanes[4];
        _mm_storeu_ps(lanes, v);
        memcpy(p, lanes, (size_t)count * sizeof(float));
    }
}

#endif
