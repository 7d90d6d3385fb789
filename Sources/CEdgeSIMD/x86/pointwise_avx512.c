// add, mul, requantize, AVX-512: 64 elements at a time through float.
#if defined(__x86_64__)
#include "avx512.h"

typedef struct {
    __m512 factorA, factorB, zeroA, zeroB;
    OutputRange range;
} Factors;

/// 2^23, whose mantissa's last bit counts ones.
#define EDGE_TWO_TO_23 8388608.0f

EDGE_AVX512_INLINE Factors factors(const EdgePointwise *p) {
    const Factors f = {
        _mm512_set1_ps(p->factorA), _mm512_set1_ps(p->factorB),
        _mm512_set1_ps(EDGE_TWO_TO_23 + (float)(128 + p->zeroPointA)),
        _mm512_set1_ps(EDGE_TWO_TO_23 + (float)(128 + p->zeroPointB)),
        outputRange(p->low, p->high, p->zeroPoint)};
    return f;
}

/// 16 of 64 bytes u = q + 128 minus the zero point: below the exponent of 2^23 a byte is the float 2^23 + u, and
/// the difference is exact.
EDGE_AVX512_INLINE __m512 centred(__m512i bytes, __m512i order, __m512 zero) {
    const __m512i two23 = _mm512_castps_si512(_mm512_set1_ps(EDGE_TWO_TO_23));
    const __m512i x = _mm512_mask_permutexvar_epi8(two23, 0x1111111111111111, order, bytes);
    return _mm512_sub_ps(_mm512_castsi512_ps(x), zero);
}

EDGE_AVX512_INLINE __m512 sum16(__m512i a, __m512i b, __m512i order, const Factors *f) {
    const __m512 x = _mm512_mul_ps(centred(a, order, f->zeroA), f->factorA);
    const __m512 y = _mm512_mul_ps(centred(b, order, f->zeroB), f->factorB);
    return _mm512_add_ps(x, y);
}

EDGE_AVX512_INLINE __m512 product16(__m512i a, __m512i b, __m512i order, const Factors *f) {
    // At most 255 * 255: exact.
    const __m512 product = _mm512_mul_ps(centred(a, order, f->zeroA), centred(b, order, f->zeroB));
    return _mm512_mul_ps(product, f->factorA);
}

EDGE_AVX512_INLINE __m512 rescaled16(__m512i a, __m512i b, __m512i order, const Factors *f) {
    (void)b;
    return _mm512_mul_ps(centred(a, order, f->zeroA), f->factorA);
}

EDGE_AVX512_INLINE __m512i rounded16(__m512 x, OutputRange r) {
    return _mm512_cvtps_epi32(_mm512_min_ps(x, r.high));
}

// Dword j of vector v is made of element 16 * (j / 4) + 4v + j % 4: what packing undoes.
#define EDGE_ROUNDED(VALUE16, v)                                                                        \
    rounded16(VALUE16(x, y, _mm512_add_epi32(order, _mm512_set1_epi32(4 * (v))), &f), f.range)

#define EDGE_POINTWISE(NAME, VALUE16)                                                                   \
    EDGE_AVX512 void NAME(const EdgePointwise *p) {                                                     \
        const Factors f = factors(p);                                                                   \
        const __m512i order =                                                                           \
            _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 32, 33, 34, 35, 48, 49, 50, 51);              \
        const __m512i flip = _mm512_set1_epi8((char)0x80);                                              \
        for (int32_t row = 0; row < p->rows; ++row) {                                                   \
            const int8_t *a = p->a + row * p->strideA;                                                  \
            const int8_t *b = p->b + row * p->strideB;                                                  \
            int8_t *out = p->output + row * p->outputStride;                                            \
            const int32_t count = p->count;                                                             \
            for (int32_t i = 0; i < count; i += 64) {                                                   \
                const __mmask64 mask = firstBytes(count - i);                                           \
                const __m512i x = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, a + i), flip);         \
                const __m512i y = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, b + i), flip);         \
                const __m512i quanta = packedQuanta(                                                    \
                    EDGE_ROUNDED(VALUE16, 0), EDGE_ROUNDED(VALUE16, 1), EDGE_ROUNDED(VALUE16, 2),       \
                    EDGE_ROUNDED(VALUE16, 3), f.range);                                                 \
                _mm512_mask_storeu_epi8(out + i, mask, quanta);                                         \
            }                                                                                           \
        }                                                                                               \
    }

EDGE_POINTWISE(edgeAddAVX512, sum16)
EDGE_POINTWISE(edgeMulAVX512, product16)
EDGE_POINTWISE(edgeRequantizeAVX512, rescaled16)
#else
typedef int edge_translation_unit_is_not_empty;
#endif
