// Exact partial loads and stores of 16 bytes.
#ifndef EDGE_X86_PARTIAL_SSE41_H
#define EDGE_X86_PARTIAL_SSE41_H

#include <immintrin.h>
#include <string.h>

#include "CEdgeSIMD.h"

#define EDGE_SSE41 __attribute__((target("sse4.1")))
#define EDGE_SSE41_INLINE static inline __attribute__((target("sse4.1"), always_inline))

/// 16 bytes, or the first `count` of them (1...15, the rest zero) without touching those after.
EDGE_SSE41_INLINE __m128i loadBytes(const int8_t *p, int32_t count) {
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
EDGE_SSE41_INLINE __m128i loadNear(const int8_t *p, int32_t count, const int8_t *end) {
    return end - p >= 16 ? _mm_loadu_si128((const __m128i *)p) : loadBytes(p, count);
}

EDGE_SSE41_INLINE void storeBytes(int8_t *p, __m128i v, int32_t count) {
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

#endif
