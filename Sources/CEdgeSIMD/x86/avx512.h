// What the AVX-512 kernel families share: masks of partial vectors, and the requantization.
#ifndef EDGE_X86_AVX512_H
#define EDGE_X86_AVX512_H

#include <immintrin.h>
#include <string.h>

#include "CEdgeSIMD.h"

#pragma STDC FP_CONTRACT OFF

// Ice Lake, Tiger Lake, Zen 4 and later. A test replaces it, to run these sources on any CPU.
#ifndef EDGE_AVX512
#define EDGE_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512vbmi")))
#endif
#define EDGE_AVX512_INLINE static inline EDGE_AVX512 __attribute__((always_inline))

/// The first `count` of 64 bytes; all from 64 on.
EDGE_AVX512_INLINE __mmask64 firstBytes(int32_t count) {
    return count >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << count) - 1;
}

typedef struct {
    __m512 high;
    __m512i zeroPoint;  // int16
    __m512i lowQuantum;  // int8
} OutputRange;

EDGE_AVX512_INLINE OutputRange outputRange(float low, float high, int32_t zeroPoint) {
    const OutputRange r = {
        _mm512_set1_ps(high), _mm512_set1_epi16((int16_t)zeroPoint),
        _mm512_set1_epi8((char)((int32_t)low + zeroPoint))};
    return r;
}

/// Scaled, clamped above, rounded to nearest even. What lies below an int32 becomes the least one, so that
/// the clamp below, whose bound is an integer, may follow on the quanta with the same result.
EDGE_AVX512_INLINE __m512i rounded(__m512i sum, __m512 scale, OutputRange r) {
    return _mm512_cvtps_epi32(_mm512_min_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sum), scale), r.high));
}

/// Four vectors of 16 rounded values to quanta: within each 128-bit lane, four of each in order.
EDGE_AVX512_INLINE __m512i packedQuanta(__m512i a, __m512i b, __m512i c, __m512i d, OutputRange r) {
    const __m512i ab = _mm512_adds_epi16(_mm512_packs_epi32(a, b), r.zeroPoint);
    const __m512i cd = _mm512_adds_epi16(_mm512_packs_epi32(c, d), r.zeroPoint);
    return _mm512_max_epi8(_mm512_packs_epi16(ab, cd), r.lowQuantum);
}

#endif
