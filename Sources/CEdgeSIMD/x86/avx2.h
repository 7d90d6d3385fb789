// What the AVX2 kernel families share: exact partial loads and stores, and the requantization.
#ifndef EDGE_X86_AVX2_H
#define EDGE_X86_AVX2_H

#include <immintrin.h>
#include <string.h>

#include "CEdgeSIMD.h"

#pragma STDC FP_CONTRACT OFF

#define EDGE_AVX2 __attribute__((target("avx2")))
#define EDGE_AVX2_INLINE static inline __attribute__((target("avx2"), always_inline))

/// 16 bytes, or the first `count` of them (1...15, the rest zero) without touching those after.
EDGE_AVX2_INLINE __m128i loadBytes(const int8_t *p, int32_t count) {
    if (count >= 16) return _mm_loadu_si128((const __m128i *)p);
    uint64_t low = 0, high = 0;
    if (count >= 8) {
        memcpy(&low, p, 8);
        memcpy(&high, p + count - 8, 8);
        high = count == 8 ? 0 : high >> (64 - 8 * (count - 8));
    } else if (count >= 4) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + count - 4, 4);
        low = a | (uint64_t)b << (8 * (count - 4));
    } else {
        for (int32_t i = 0; i < count; ++i) low |= (uint64_t)(uint8_t)p[i] << (8 * i);
    }
    return _mm_set_epi64x((int64_t)high, (int64_t)low);
}

/// At least the first `count` of 16 bytes, reading no byte at or after `end`.
EDGE_AVX2_INLINE __m128i loadNear(const int8_t *p, int32_t count, const int8_t *end) {
    return end - p >= 16 ? _mm_loadu_si128((const __m128i *)p) : loadBytes(p, count);
}

EDGE_AVX2_INLINE void storeBytes(int8_t *p, __m128i v, int32_t count) {
    if (count >= 16) {
        _mm_storeu_si128((__m128i *)p, v);
        return;
    }
    if (count & 8) {
        _mm_storel_epi64((__m128i *)p, v);
        v = _mm_srli_si128(v, 8);
        p += 8;
    }
    uint64_t rest = (uint64_t)_mm_cvtsi128_si64(v);
    if (count & 4) {
        memcpy(p, &rest, 4);
        rest >>= 32;
        p += 4;
    }
    if (count & 2) {
        memcpy(p, &rest, 2);
        rest >>= 16;
        p += 2;
    }
    if (count & 1) memcpy(p, &rest, 1);
}

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

/// Two rows of 8 + 8 values to 16 quanta each: the first row in the low half.
EDGE_AVX2_INLINE __m256i quantize32(__m256 a, __m256 b, __m256 c, __m256 d, OutputRange r) {
    const __m256i first = _mm256_packs_epi32(roundBelow(a, r), roundBelow(b, r));
    const __m256i second = _mm256_packs_epi32(roundBelow(c, r), roundBelow(d, r));
    const __m256i bytes = _mm256_packs_epi16(
        _mm256_adds_epi16(first, r.zeroPoint), _mm256_adds_epi16(second, r.zeroPoint));
    // a0-3 b0-3 c0-3 d0-3, then 4-7 of each
    const __m256i ordered =
        _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    return _mm256_max_epi8(ordered, _mm256_broadcastsi128_si256(r.lowQuantum));
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
