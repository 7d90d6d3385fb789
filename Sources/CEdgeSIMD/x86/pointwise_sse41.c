// add, mul, requantize, SSE4.1: 16 elements at a time through float.
#if defined(__x86_64__)
#include "sse41.h"

typedef struct {
    __m128 factorA, factorB;
    __m128i zeroPointA, zeroPointB;
    OutputRange range;
} Factors;

EDGE_SSE41_INLINE Factors factors(const EdgePointwise *p) {
    const Factors f = {
        _mm_set1_ps(p->factorA), _mm_set1_ps(p->factorB), _mm_set1_epi32(p->zeroPointA),
        _mm_set1_epi32(p->zeroPointB), outputRange(p->low, p->high, p->zeroPoint)};
    return f;
}

/// 4 low bytes minus the zero point.
EDGE_SSE41_INLINE __m128i centred(__m128i q, __m128i zeroPoint) {
    return _mm_sub_epi32(_mm_cvtepi8_epi32(q), zeroPoint);
}

EDGE_SSE41_INLINE __m128 sum4(__m128i a, __m128i b, Factors f) {
    const __m128 x = _mm_mul_ps(_mm_cvtepi32_ps(centred(a, f.zeroPointA)), f.factorA);
    const __m128 y = _mm_mul_ps(_mm_cvtepi32_ps(centred(b, f.zeroPointB)), f.factorB);
    return _mm_add_ps(x, y);
}

EDGE_SSE41_INLINE __m128 product4(__m128i a, __m128i b, Factors f) {
    const __m128i product = _mm_mullo_epi32(centred(a, f.zeroPointA), centred(b, f.zeroPointB));
    return _mm_mul_ps(_mm_cvtepi32_ps(product), f.factorA);
}

EDGE_SSE41_INLINE __m128 rescaled4(__m128i a, __m128i b, Factors f) {
    (void)b;
    return _mm_mul_ps(_mm_cvtepi32_ps(centred(a, f.zeroPointA)), f.factorA);
}

#define EDGE_POINTWISE(NAME, VALUE4)                                                                    \
    EDGE_SSE41 void NAME(const EdgePointwise *p) {                                                      \
        const Factors f = factors(p);                                                                   \
        for (int32_t row = 0; row < p->rows; ++row) {                                                   \
            const int8_t *a = p->a + row * p->strideA;                                                  \
            const int8_t *b = p->b + row * p->strideB;                                                  \
            int8_t *out = p->output + row * p->outputStride;                                            \
            for (int32_t i = 0; i < p->count; i += 16) {                                                \
                const int32_t count = p->count - i;                                                     \
                const __m128i x = loadBytes(a + i, count);                                              \
                const __m128i y = loadBytes(b + i, count);                                              \
                const __m128i q = quantize16(                                                           \
                    VALUE4(x, y, f), VALUE4(_mm_srli_si128(x, 4), _mm_srli_si128(y, 4), f),             \
                    VALUE4(_mm_srli_si128(x, 8), _mm_srli_si128(y, 8), f),                              \
                    VALUE4(_mm_srli_si128(x, 12), _mm_srli_si128(y, 12), f), f.range);                  \
                storeBytes(out + i, q, count);                                                          \
            }                                                                                           \
        }                                                                                               \
    }

EDGE_POINTWISE(edgeAddSSE41, sum4)
EDGE_POINTWISE(edgeMulSSE41, product4)
EDGE_POINTWISE(edgeRequantizeSSE41, rescaled4)
#else
typedef int edge_translation_unit_is_not_empty;
#endif
