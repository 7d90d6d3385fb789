// add, mul, requantize, AVX2: 16 elements at a time through float.
#if defined(__x86_64__)
#include "avx2.h"

typedef struct {
    __m256 factorA, factorB;
    __m256i zeroPointA, zeroPointB;
    OutputRange range;
} Factors;

EDGE_AVX2_INLINE Factors factors(const EdgePointwise *p) {
    const Factors f = {
        _mm256_set1_ps(p->factorA), _mm256_set1_ps(p->factorB), _mm256_set1_epi32(p->zeroPointA),
        _mm256_set1_epi32(p->zeroPointB), outputRange(p->low, p->high, p->zeroPoint)};
    return f;
}

/// 8 low bytes minus the zero point.
EDGE_AVX2_INLINE __m256i centred(__m128i q, __m256i zeroPoint) {
    return _mm256_sub_epi32(_mm256_cvtepi8_epi32(q), zeroPoint);
}

EDGE_AVX2_INLINE __m256 sum8(__m128i a, __m128i b, Factors f) {
    const __m256 x = _mm256_mul_ps(_mm256_cvtepi32_ps(centred(a, f.zeroPointA)), f.factorA);
    const __m256 y = _mm256_mul_ps(_mm256_cvtepi32_ps(centred(b, f.zeroPointB)), f.factorB);
    return _mm256_add_ps(x, y);
}

EDGE_AVX2_INLINE __m256 product8(__m128i a, __m128i b, Factors f) {
    const __m256i product = _mm256_mullo_epi32(centred(a, f.zeroPointA), centred(b, f.zeroPointB));
    return _mm256_mul_ps(_mm256_cvtepi32_ps(product), f.factorA);
}

EDGE_AVX2_INLINE __m256 rescaled8(__m128i a, __m128i b, Factors f) {
    (void)b;
    return _mm256_mul_ps(_mm256_cvtepi32_ps(centred(a, f.zeroPointA)), f.factorA);
}

#define EDGE_POINTWISE(NAME, VALUE8)                                                                    \
    EDGE_AVX2 void NAME(const EdgePointwise *p) {                                                       \
        const Factors f = factors(p);                                                                   \
        for (int32_t row = 0; row < p->rows; ++row) {                                                   \
            const int8_t *a = p->a + row * p->strideA;                                                  \
            const int8_t *b = p->b + row * p->strideB;                                                  \
            int8_t *out = p->output + row * p->outputStride;                                            \
            for (int32_t i = 0; i < p->count; i += 16) {                                                \
                const int32_t count = p->count - i;                                                     \
                const __m128i x = loadBytes(a + i, count);                                              \
                const __m128i y = loadBytes(b + i, count);                                              \
                const __m256 low = VALUE8(x, y, f);                                                     \
                const __m256 high = VALUE8(_mm_srli_si128(x, 8), _mm_srli_si128(y, 8), f);              \
                storeBytes(out + i, quantize16(low, high, f.range), count);                             \
            }                                                                                           \
        }                                                                                               \
    }

EDGE_POINTWISE(edgeAddAVX2, sum8)
EDGE_POINTWISE(edgeMulAVX2, product8)
EDGE_POINTWISE(edgeRequantizeAVX2, rescaled8)
#else
typedef int edge_translation_unit_is_not_empty;
#endif
