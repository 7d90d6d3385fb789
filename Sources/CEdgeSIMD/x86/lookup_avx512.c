// lookup, AVX-512 VBMI: the table in four registers, two permutations of 128 entries and a blend.
#if defined(__x86_64__)
#include "avx512.h"

EDGE_AVX512 void edgeLookupAVX512(const EdgeLookup *p) {
    const __m512i first0 = _mm512_loadu_si512(p->table);
    const __m512i first1 = _mm512_loadu_si512(p->table + 64);
    const __m512i second0 = _mm512_loadu_si512(p->table + 128);
    const __m512i second1 = _mm512_loadu_si512(p->table + 192);
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *in = p->input + row * p->inputStride;
        int8_t *out = p->output + row * p->outputStride;
        for (int32_t i = 0; i < p->count; i += 64) {
            const __mmask64 mask = firstBytes(p->count - i);
            const __m512i q = _mm512_maskz_loadu_epi8(mask, in + i);
            // Entry q + 128: a negative q lies in the first half, at its low 7 bits.
            const __m512i negative = _mm512_permutex2var_epi8(first0, q, first1);
            const __m512i positive = _mm512_permutex2var_epi8(second0, q, second1);
            const __m512i y = _mm512_mask_blend_epi8(_mm512_movepi8_mask(q), positive, negative);
            _mm512_mask_storeu_epi8(out + i, mask, y);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
