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
EDGE_POINTWISE(edgeRequantizeAVX2, rescaled8)

// Products of two int16, whose halves are computed apart: two instructions for 16 of them.

typedef struct {
    __m256 factor;
    __m256i zeroPointA, zeroPointB;
    OutputRange range;
} ProductFactors;

/// 16 products in words, with the output's zero point.
EDGE_AVX2_INLINE __m256i products16(__m128i a, __m128i b, ProductFactors f) {
    const __m256i x = _mm256_sub_epi16(_mm256_cvtepi8_epi16(a), f.zeroPointA);
    const __m256i y = _mm256_sub_epi16(_mm256_cvtepi8_epi16(b), f.zeroPointB);
    const __m256i low = _mm256_mullo_epi16(x, y), high = _mm256_mulhi_epi16(x, y);
    // Elements 0-3 and 8-11, 4-7 and 12-15: packing restores the order.
    const __m256 first = _mm256_cvtepi32_ps(_mm256_unpacklo_epi16(low, high));
    const __m256 second = _mm256_cvtepi32_ps(_mm256_unpackhi_epi16(low, high));
    const __m256i words = _mm256_packs_epi32(
        roundBelow(_mm256_mul_ps(first, f.factor), f.range),
        roundBelow(_mm256_mul_ps(second, f.factor), f.range));
    return _mm256_adds_epi16(words, f.range.zeroPoint);
}

EDGE_AVX2 void edgeMulAVX2(const EdgePointwise *p) {
    const ProductFactors f = {
        _mm256_set1_ps(p->factorA), _mm256_set1_epi16((int16_t)p->zeroPointA),
        _mm256_set1_epi16((int16_t)p->zeroPointB), outputRange(p->low, p->high, p->zeroPoint)};
    const __m256i lowQuantum = _mm256_broadcastsi128_si256(f.range.lowQuantum);
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *a = p->a + row * p->strideA;
        const int8_t *b = p->b + row * p->strideB;
        int8_t *out = p->output + row * p->outputStride;
        int32_t i = 0;
        for (; i + 32 <= p->count; i += 32) {
            const __m128i *x = (const __m128i *)(a + i), *y = (const __m128i *)(b + i);
            const __m256i first = products16(_mm_loadu_si128(x), _mm_loadu_si128(y), f);
            const __m256i second = products16(_mm_loadu_si128(x + 1), _mm_loadu_si128(y + 1), f);
            const __m256i bytes = _mm256_permute4x64_epi64(_mm256_packs_epi16(first, second), 0xD8);
            _mm256_storeu_si256((__m256i *)(out + i), _mm256_max_epi8(bytes, lowQuantum));
        }
        for (; i < p->count; i += 16) {
            const int32_t count = p->count - i;
            const __m256i words = products16(loadBytes(a + i, count), loadBytes(b + i, count), f);
            const __m128i bytes =
                _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
            storeBytes(out + i, _mm_max_epi8(bytes, f.range.lowQuantum), count);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
