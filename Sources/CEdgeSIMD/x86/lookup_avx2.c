// lookup, AVX2: 16 shuffles by the low nibble, then a binary tree of blends by the bits of the high one.
#if defined(__x86_64__)
#include "avx2.h"

EDGE_AVX2_INLINE __m256i part(const int8_t *table, int i, __m256i index) {
    const __m256i entries =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 16 * i)));
    return _mm256_shuffle_epi8(entries, index);
}

/// Entries 4i ... 4i + 3 of the 16 parts, chosen by bits 4 and 5.
EDGE_AVX2_INLINE __m256i quarter(
    const int8_t *table, int i, __m256i index, __m256i bit4, __m256i bit5) {
    const __m256i a = _mm256_blendv_epi8(part(table, i, index), part(table, i + 1, index), bit4);
    const __m256i b = _mm256_blendv_epi8(part(table, i + 2, index), part(table, i + 3, index), bit4);
    return _mm256_blendv_epi8(a, b, bit5);
}

EDGE_AVX2_INLINE __m256i lookup32(const int8_t *table, __m256i q) {
    const __m256i index = _mm256_and_si256(q, _mm256_set1_epi8(15));
    const __m256i bit4 = _mm256_slli_epi16(q, 3);
    const __m256i bit5 = _mm256_slli_epi16(q, 2);
    const __m256i bit6 = _mm256_slli_epi16(q, 1);
    const __m256i a = _mm256_blendv_epi8(
        quarter(table, 0, index, bit4, bit5), quarter(table, 4, index, bit4, bit5), bit6);
    const __m256i b = _mm256_blendv_epi8(
        quarter(table, 8, index, bit4, bit5), quarter(table, 12, index, bit4, bit5), bit6);
    return _mm256_blendv_epi8(b, a, q);  // a negative q lies in the first half
}

EDGE_AVX2 void edgeLookupAVX2(const EdgeLookup *p) {
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *in = p->input + row * p->inputStride;
        int8_t *out = p->output + row * p->outputStride;
        int32_t i = 0;
        for (; i + 32 <= p->count; i += 32) {
            const __m256i q = _mm256_loadu_si256((const __m256i *)(in + i));
            _mm256_storeu_si256((__m256i *)(out + i), lookup32(p->table, q));
        }
        for (; i < p->count; ++i) out[i] = p->table[in[i] + 128];
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
