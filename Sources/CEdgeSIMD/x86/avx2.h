// What the AVX2 kernel families share: the requantization.
#ifndef EDGE_X86_AVX2_H
#define EDGE_X86_AVX2_H

#include <immintrin.h>
#include <string.h>

#include "partial_sse41.h"

#pragma STDC FP_CONTRACT OFF

#define EDGE_AVX2 __attribute__((target("avx2")))
#define EDGE_AVX2_INLINE static inline __attribute__((target("avx2"), always_inline))

typedef struct {
    __m256 high;
    __m256i zeroPoint;  // int16
    __m128i lowQuantum;  // int8
} OutputRange;

EDGE_AVX2_INLINE OutputRange outputRange(float low, float high, int32_t zeroPoint) {
    const OutputRange r = {
        _mm256_set1_ps(high), _mm256_set1_epi16((int16_t)zeroPoint),
        _mm_set1_epi8((char)((int32_t)low + zeroPoint))};
    return r;
}

/// Rounds to nearest even, clamped above. What lies below an int32 becomes the least one, so that the
/// clamp below, whose bound is an integer, may follow on the quanta with the same result.
EDGE_AVX2_INLINE __m256i roundBelow(__m256 x, OutputRange r) {
    return _mm256_cvtps_epi32(_mm256_min_ps(x, r.high));
}

/// 8 + 8 values in order to 16 quanta.
EDGE_AVX2_INLINE __m128i quantize16(__m256 a, __m256 b, OutputRange r) {
    const __m256i mixed = _mm256_packs_epi32(roundBelow(a, r), roundBelow(b, r));
    const __m256i words = _mm256_adds_epi16(mixed, r.zeroPoint);
    const __m128i bytes =
        _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    // a0-3 b0-3 a4-7 b4-7
    return _mm_max_epi8(_mm_shuffle_epi32(bytes, 0xD8), r.lowQuantum);
}

/// Two rows of 8 + 8 values to 16 quanta each.
EDGE_AVX2_INLINE void quantizeRows(
    __m256 a, __m256 b, __m256 c, __m256 d, OutputRange r, __m128i *rows) {
    const __m256i first = _mm256_packs_epi32(roundBelow(a, r), roundBelow(b, r));
    const __m256i second = _mm256_packs_epi32(roundBelow(c, r), roundBelow(d, r));
    const __m256i bytes = _mm256_packs_epi16(
        _mm256_adds_epi16(first, r.zeroPoint), _mm256_adds_epi16(second, r.zeroPoint));
    const __m256i quanta = _mm256_max_epi8(bytes, _mm256_broadcastsi128_si256(r.lowQuantum));
    // a0-3 b0-3 c0-3 d0-3, and 4-7 of each. Sorted in halves: a permutation of the whole takes longer.
    const __m128i low = _mm256_castsi256_si128(quanta), high = _mm256_extracti128_si256(quanta, 1);
    rows[0] = _mm_unpacklo_epi32(low, high);
    rows[1] = _mm_unpackhi_epi32(low, high);
}

EDGE_AVX2_INLINE __m256 scaled(__m256i sum, const float *scale) {
    return _mm256_mul_ps(_mm256_cvtepi32_ps(sum), _mm256_loadu_ps(scale));
}

EDGE_AVX2_INLINE __m256i loadInts(const int32_t *p) { return _mm256_loadu_si256((const __m256i *)p); }

EDGE_AVX2_INLINE void storeFloats(float *p, __m256 v, int32_t count) {
    if (count >= 8) {
        _mm256_storeu_ps(p, v);
    } else {
        float lanes[8];
        _mm256_storeu_ps(lanes, v);
        memcpy(p, lanes, (size_t)count * sizeof(float));
    }
}

#endif
