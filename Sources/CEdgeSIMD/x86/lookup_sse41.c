// lookup, SSE4.1: 16 shuffles by the low nibble, then a binary tree of blends by the bits of the high one.
#if defined(__x86_64__)
#include "sse41.h"

EDGE_SSE41_INLINE __m128i part(const int8_t *table, int i, __m128i index) {
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(table + 16 * i)), index);
}

/// Entries 4i ... 4i + 3 of the 16 parts, chosen by bits 4 and 5.
EDGE_SSE41_INLINE __m128i quarter(const int8_t *table, int i, __m128i index, __m128i bit4, __m128i bit5) {
    const __m128i a = _mm_blendv_epi8(part(table, i, index), part(table, i + 1, index), bit4);
    const __m128i b = _mm_blendv_epi8(part(table, i + 2, index), part(table, i + 3, index), bit4);
    return _mm_blendv_epi8(a, b, bit5);
}

EDGE_SSE41 void edgeLookupSSE41(const EdgeLookup *p) {
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *in = p->input + row * p->inputStride;
        int8_t *out = p->output + row * p->outputStride;
        for (int32_t i = 0; i < p->count; i += 16) {
            const __m128i q = loadBytes(in + i, p->count - i);
            const __m128i index = _mm_and_si128(q, _mm_set1_epi8(15));
            const __m128i bit4 = _mm_slli_epi16(q, 3);
            const __m128i bit5 = _mm_slli_epi16(q, 2);
            const __m128i bit6 = _mm_slli_epi16(q, 1);
            const __m128i a = _mm_blendv_epi8(
                quarter(p->table, 0, index, bit4, bit5), quarter(p->table, 4, index, bit4, bit5), bit6);
            const __m128i b = _mm_blendv_epi8(
                quarter(p->table, 8, index, bit4, bit5), quarter(p->table, 12, index, bit4, bit5), bit6);
            // A negative q lies in the first half.
            storeBytes(out + i, _mm_blendv_epi8(b, a, q), p->count - i);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
