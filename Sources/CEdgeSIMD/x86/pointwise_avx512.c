// add, mul, requantize, AVX-512: 64 elements at a time through float.
#if defined(__x86_64__)
#include "avx512.h"

typedef struct {
    __m512 factorA, factorB;
    __m512i zeroPointA, zeroPointB;
    OutputRange range;
} Factors;

EDGE_AVX512_INLINE Factors factors(const EdgePointwise *p) {
    const Factors f = {
        _mm512_set1_ps(p->factorA), _mm512_set1_ps(p->factorB), _mm512_set1_epi32(p->zeroPointA),
        _mm512_set1_epi32(p->zeroPointB), outputRange(p->low, p->high, p->zeroPoint)};
    return f;
}

/// 16 bytes minus the zero point.
EDGE_AVX512_INLINE __m512i centred(__m128i q, __m512i zeroPoint) {
    return _mm512_sub_epi32(_mm512_cvtepi8_epi32(q), zeroPoint);
}

EDGE_AVX512_INLINE __m512 sum16(__m128i a, __m128i b, Factors f) {
    const __m512 x = _mm512_mul_ps(_mm512_cvtepi32_ps(centred(a, f.zeroPointA)), f.factorA);
    const __m512 y = _mm512_mul_ps(_mm512_cvtepi32_ps(centred(b, f.zeroPointB)), f.factorB);
    return _mm512_add_ps(x, y);
}

EDGE_AVX512_INLINE __m512 product16(__m128i a, __m128i b, Factors f) {
    // Both fit an int16: with the upper half of one cleared, the pair's sum is the product.
    const __m512i x = _mm512_and_si512(centred(a, f.zeroPointA), _mm512_set1_epi32(0xFFFF));
    const __m512i product = _mm512_madd_epi16(x, centred(b, f.zeroPointB));
    return _mm512_mul_ps(_mm512_cvtepi32_ps(product), f.factorA);
}

EDGE_AVX512_INLINE __m512 rescaled16(__m128i a, __m128i b, Factors f) {
    (void)b;
    return _mm512_mul_ps(_mm512_cvtepi32_ps(centred(a, f.zeroPointA)), f.factorA);
}

EDGE_AVX512_INLINE __m512i rounded16(__m512 x, OutputRange r) {
    return _mm512_cvtps_epi32(_mm512_min_ps(x, r.high));
}

// Bytes are split so that lane i of vector v holds elements 16i + 4v ... 16i + 4v + 3: what packing undoes.
#define EDGE_QUARTER(x, v) _mm512_castsi512_si128(_mm512_permutexvar_epi32(quarter##v, x))

#define EDGE_POINTWISE(NAME, VALUE16)                                                                   \
    EDGE_AVX512 void NAME(const EdgePointwise *p) {                                                     \
        const Factors f = factors(p);                                                                   \
        const __m512i quarter0 = _mm512_castsi128_si512(_mm_setr_epi32(0, 4, 8, 12));                   \
        const __m512i quarter1 = _mm512_castsi128_si512(_mm_setr_epi32(1, 5, 9, 13));                   \
        const __m512i quarter2 = _mm512_castsi128_si512(_mm_setr_epi32(2, 6, 10, 14));                  \
        const __m512i quarter3 = _mm512_castsi128_si512(_mm_setr_epi32(3, 7, 11, 15));                  \
        for (int32_t row = 0; row < p->rows; ++row) {                                                   \
            const int8_t *a = p->a + row * p->strideA;                                                  \
            const int8_t *b = p->b + row * p->strideB;                                                  \
            int8_t *out = p->output + row * p->outputStride;                                            \
            for (int32_t i = 0; i < p->count; i += 64) {                                                \
                const __mmask64 mask = firstBytes(p->count - i);                                        \
                const __m512i x = _mm512_maskz_loadu_epi8(mask, a + i);                                 \
                const __m512i y = _mm512_maskz_loadu_epi8(mask, b + i);                                 \
                const __m512i q0 =                                                                      \
                    rounded16(VALUE16(EDGE_QUARTER(x, 0), EDGE_QUARTER(y, 0), f), f.range);             \
                const __m512i q1 =                                                                      \
                    rounded16(VALUE16(EDGE_QUARTER(x, 1), EDGE_QUARTER(y, 1), f), f.range);             \
                const __m512i q2 =                                                                      \
                    rounded16(VALUE16(EDGE_QUARTER(x, 2), EDGE_QUARTER(y, 2), f), f.range);             \
                const __m512i q3 =                                                                      \
                    rounded16(VALUE16(EDGE_QUARTER(x, 3), EDGE_QUARTER(y, 3), f), f.range);             \
                _mm512_mask_storeu_epi8(out + i, mask, packedQuanta(q0, q1, q2, q3, f.range));          \
            }                                                                                           \
        }                                                                                               \
    }

EDGE_POINTWISE(edgeAddAVX512, sum16)
EDGE_POINTWISE(edgeMulAVX512, product16)
EDGE_POINTWISE(edgeRequantizeAVX512, rescaled16)
#else
typedef int edge_translation_unit_is_not_empty;
#endif
