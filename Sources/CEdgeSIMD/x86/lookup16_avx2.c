// Lookup of int16 by lines between entries, AVX2: one gather of 32 bits brings both ends of a line.
#if defined(__x86_64__)
#include "avx2.h"

/// Eight activations, sign-extended, each with its table's first entry at `base`, in elements.
EDGE_AVX2_INLINE __m256i lookup8(__m256i x, const int16_t *table, __m256i base) {
    const __m256i u = _mm256_add_epi32(x, _mm256_set1_epi32(32768));
    const __m256i at = _mm256_add_epi32(_mm256_srli_epi32(u, 6), base);
    const __m256i f = _mm256_and_si256(u, _mm256_set1_epi32(63));
    const __m256i ends = _mm256_i32gather_epi32((const int *)(const void *)table, at, 2);
    // y0 * (64 - f) + y1 * f, both factors and both ends being int16.
    const __m256i factors = _mm256_or_si256(
        _mm256_sub_epi32(_mm256_set1_epi32(64), f), _mm256_slli_epi32(f, 16));
    const __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(ends, factors), _mm256_set1_epi32(32));
    return _mm256_srai_epi32(sum, 6);
}

EDGE_AVX2_INLINE __m128i lookupWords(__m128i words, const int16_t *table, __m256i base) {
    const __m256i y = lookup8(_mm256_cvtepi16_epi32(words), table, base);
    return _mm_packs_epi32(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
}

EDGE_AVX2 void edgeLookup16AVX2(const EdgeLookup16 *p) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i base = _mm256_mullo_epi32(lanes, _mm256_set1_epi32((int32_t)p->tableStride));
    for (int32_t row = 0; row < p->rows; ++row) {
        const int16_t *x = p->input + row * p->inputStride;
        int16_t *y = p->output + row * p->outputStride;
        const int16_t *table = p->table;
        int32_t i = 0;
        for (; i + 8 <= p->count; i += 8, table += 8 * p->tableStride) {
            const __m128i words = _mm_loadu_si128((const __m128i *)(x + i));
            _mm_storeu_si128((__m128i *)(y + i), lookupWords(words, table, base));
        }
        for (; i < p->count; ++i, table += p->tableStride) {
            const int32_t u = x[i] + 32768, first = table[u >> 6];
            y[i] = (int16_t)((first * 64 + (table[(u >> 6) + 1] - first) * (u & 63) + 32) >> 6);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
