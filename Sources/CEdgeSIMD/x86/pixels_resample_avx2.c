// Picture resize, AVX2: as SSE4.1's, eight outputs a register.
#if defined(__x86_64__)
#include "avx2.h"

#include "../pixels_tail.h"

EDGE_AVX2_INLINE __m256i roundedSums(__m256i high, __m256i low) {
    const __m256i sum =
        _mm256_add_epi32(_mm256_add_epi32(_mm256_slli_epi32(high, 11), low), _mm256_set1_epi32(1 << 21));
    return _mm256_srli_epi32(sum, 22);
}

EDGE_AVX2_INLINE void blend32(const EdgeBlendRows *p, int32_t at) {
    const __m256i zero = _mm256_setzero_si256();
    __m256i high[4] = {zero, zero, zero, zero}, low[4] = {zero, zero, zero, zero};
    for (int32_t t = 0; t < p->pairs; ++t) {
        const __m256i a = _mm256_loadu_si256((const __m256i *)(p->rows[2 * t] + at));
        const __m256i b = _mm256_loadu_si256((const __m256i *)(p->rows[2 * t + 1] + at));
        int32_t halves[2];
        memcpy(halves, p->weights + t, sizeof halves);
        const __m256i h = _mm256_set1_epi32(halves[0]), l = _mm256_set1_epi32(halves[1]);
        const __m256i left = _mm256_unpacklo_epi8(a, b), right = _mm256_unpackhi_epi8(a, b);
        // 0-3 and 16-19; 4-7 and 20-23; 8-11 and 24-27; 12-15 and 28-31
        const __m256i taps[4] = {
            _mm256_unpacklo_epi8(left, zero), _mm256_unpackhi_epi8(left, zero),
            _mm256_unpacklo_epi8(right, zero), _mm256_unpackhi_epi8(right, zero)};
        for (int i = 0; i < 4; ++i) {
            high[i] = _mm256_add_epi32(high[i], _mm256_madd_epi16(taps[i], h));
            low[i] = _mm256_add_epi32(low[i], _mm256_madd_epi16(taps[i], l));
        }
    }
    __m256i sums[4];
    for (int i = 0; i < 4; ++i) sums[i] = roundedSums(high[i], low[i]);
    const __m256i bytes = _mm256_packus_epi16(
        _mm256_packs_epi32(sums[0], sums[1]), _mm256_packs_epi32(sums[2], sums[3]));
    _mm256_storeu_si256((__m256i *)(p->output + at), bytes);
}

EDGE_AVX2 void edgeBlendRowsAVX2(const EdgeBlendRows *p) {
    if (p->count < 32) {
        edgeBlendRowsSSE41(p);
        return;
    }
    int32_t i = 0;
    for (; i + 32 <= p->count; i += 32) blend32(p, i);
    if (i < p->count) blend32(p, p->count - 32);
}

EDGE_AVX2_INLINE __m256i window8(
    const uint8_t *source, const int32_t *windows, const EdgeWindowTaps *taps, int32_t pairs
) {
    const __m256i window = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(source + windows[0]))),
        _mm_loadu_si128((const __m128i *)(source + windows[1])), 1);
    __m256i high = _mm256_setzero_si256(), low = high;
    for (int32_t t = 0; t < pairs; ++t) {
        const __m256i values =
            _mm256_shuffle_epi8(window, _mm256_loadu_si256((const __m256i *)taps[t].places));
        const __m256i h = _mm256_loadu_si256((const __m256i *)taps[t].high);
        const __m256i l = _mm256_loadu_si256((const __m256i *)taps[t].low);
        high = _mm256_add_epi32(high, _mm256_madd_epi16(values, h));
        low = _mm256_add_epi32(low, _mm256_madd_epi16(values, l));
    }
    return roundedSums(high, low);
}

/// `pairs` is a constant, or 0 for any.
EDGE_AVX2_INLINE void windows(const EdgeResampleWindows *p, const int32_t constant) {
    const int32_t pairs = constant ? constant : p->pairs;
    int32_t block = 0;
    for (; block + 2 <= p->blocks; block += 2) {
        const EdgeWindowTaps *taps = p->taps + (ptrdiff_t)block * pairs;
        const __m256i a = window8(p->source, p->windows + 2 * block, taps, pairs);
        const __m256i b = window8(p->source, p->windows + 2 * block + 2, taps + pairs, pairs);
        const __m256i words = _mm256_packs_epi32(a, b);
        const __m256i bytes = _mm256_packus_epi16(words, words);
        // a0-3 b0-3, a4-7 b4-7
        const __m256i ordered =
            _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 0, 4, 1, 5));
        _mm_storeu_si128((__m128i *)(p->output + 8 * block), _mm256_castsi256_si128(ordered));
    }
    if (block < p->blocks) {
        const __m256i a =
            window8(p->source, p->windows + 2 * block, p->taps + (ptrdiff_t)block * pairs, pairs);
        const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
        _mm_storel_epi64((__m128i *)(p->output + 8 * block), _mm_packus_epi16(words, words));
    }
}

EDGE_AVX2 void edgeResampleWindowsAVX2(const EdgeResampleWindows *p) {
    switch (p->pairs) {
    case 1: windows(p, 1); break;
    case 2: windows(p, 2); break;
    case 3: windows(p, 3); break;
    case 4: windows(p, 4); break;
    default: windows(p, 0);
    }
}

EDGE_AVX2_INLINE __m256i span(const EdgeResampleSpans *p, int32_t i) {
    const uint8_t *x = p->source + p->starts[i];
    const int32_t *w = p->weights + (ptrdiff_t)i * p->taps;
    __m256i sum = _mm256_setzero_si256();
    for (int32_t t = 0; t < p->taps; t += 8) {
        const __m256i samples = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(x + t)));
        sum = _mm256_add_epi32(sum, _mm256_mullo_epi32(samples, loadInts(w + t)));
    }
    return sum;
}

/// Four at a time share the sums across and the rounding.
EDGE_AVX2 void edgeResampleSpansAVX2(const EdgeResampleSpans *p) {
    int32_t i = 0;
    for (; i + 4 <= p->outputs; i += 4) {
        const __m256i ab = _mm256_hadd_epi32(span(p, i), span(p, i + 1));
        const __m256i cd = _mm256_hadd_epi32(span(p, i + 2), span(p, i + 3));
        const __m256i abcd = _mm256_hadd_epi32(ab, cd);
        const __m128i sums =
            _mm_add_epi32(_mm256_castsi256_si128(abcd), _mm256_extracti128_si256(abcd, 1));
        const __m128i samples = _mm_srli_epi32(_mm_add_epi32(sums, _mm_set1_epi32(1 << 21)), 22);
        const __m128i words = _mm_packs_epi32(samples, samples);
        const int32_t bytes = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
        memcpy(p->output + i, &bytes, sizeof bytes);
    }
    for (; i < p->outputs; ++i) {
        const __m256i sum = span(p, i);
        __m128i a = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        a = _mm_add_epi32(a, _mm_shuffle_epi32(a, 0x4E));
        a = _mm_add_epi32(a, _mm_shuffle_epi32(a, 0xB1));
        p->output[i] = roundedSample((uint32_t)_mm_cvtsi128_si32(a));
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
