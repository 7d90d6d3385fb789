// lookup, AVX2: 16 shuffles by the low nibble.
//
// A shuffle yields zero where the index is negative. Of each half of the table (x >= 0, and x + 128 for the
// others) the parts of 32 entries are stored as differences, by exclusive or, to the part before: the shuffles
// of x, x - 32, x - 64, x - 96 (saturated) that are not zero add up to x's part.
#if defined(__x86_64__)
#include "avx2.h"

typedef struct {
    /// [part of 32][bit 4 of the index], of x >= 0 first.
    __m128i differences[16];
} Tables;

EDGE_AVX2_INLINE __m128i entries(const int8_t *table, int half, int part, int bit4) {
    return _mm_loadu_si128((const __m128i *)(table + 128 * (1 - half) + 32 * part + 16 * bit4));
}

EDGE_AVX2_INLINE Tables tables(const int8_t *table) {
    Tables t;
    for (int half = 0; half < 2; ++half) {
        for (int bit4 = 0; bit4 < 2; ++bit4) {
            t.differences[8 * half + bit4] = entries(table, half, 0, bit4);
            for (int part = 1; part < 4; ++part) {
                t.differences[8 * half + 2 * part + bit4] = _mm_xor_si128(
                    entries(table, half, part, bit4), entries(table, half, part - 1, bit4));
            }
        }
    }
    return t;
}

/// Adds to `sum` what a part of the table has for 32 indices.
EDGE_AVX2_INLINE __m256i with(__m256i sum, const Tables *t, int i, __m256i index) {
    return _mm256_xor_si256(
        sum, _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(t->differences[i]), index));
}

EDGE_AVX2_INLINE __m256i lookup32(const Tables *t, __m256i q) {
    const __m256i step = _mm256_set1_epi8(32);
    const __m256i bit4 = _mm256_slli_epi16(q, 3);
    __m256i x = q, y = _mm256_xor_si256(q, _mm256_set1_epi8(-128));
    __m256i even = _mm256_setzero_si256(), odd = even;
    for (int part = 0; part < 4; ++part) {
        even = with(with(even, t, 2 * part, x), t, 8 + 2 * part, y);
        odd = with(with(odd, t, 2 * part + 1, x), t, 9 + 2 * part, y);
        x = _mm256_subs_epi8(x, step);
        y = _mm256_subs_epi8(y, step);
    }
    return _mm256_blendv_epi8(even, odd, bit4);
}

EDGE_AVX2 void edgeLookupAVX2(const EdgeLookup *p) {
    const Tables t = tables(p->table);
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *in = p->input + row * p->inputStride;
        int8_t *out = p->output + row * p->outputStride;
        int32_t i = 0;
        for (; i + 64 <= p->count; i += 64) {
            // Two at a time: each part of the table is loaded once for both.
            const __m256i a = _mm256_loadu_si256((const __m256i *)(in + i));
            const __m256i b = _mm256_loadu_si256((const __m256i *)(in + i + 32));
            const __m256i y = lookup32(&t, a), z = lookup32(&t, b);
            _mm256_storeu_si256((__m256i *)(out + i), y);
            _mm256_storeu_si256((__m256i *)(out + i + 32), z);
        }
        for (; i + 32 <= p->count; i += 32) {
            const __m256i q = _mm256_loadu_si256((const __m256i *)(in + i));
            _mm256_storeu_si256((__m256i *)(out + i), lookup32(&t, q));
        }
        for (; i < p->count; i += 16) {
            const int32_t count = p->count - i;
            const __m256i q = _mm256_castsi128_si256(loadBytes(in + i, count));
            storeBytes(out + i, _mm256_castsi256_si128(lookup32(&t, q)), count);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
