// Picture resize, SSE4.1: pmaddwd of pairs of taps with the high and with the low halves of their weights.
#if defined(__x86_64__)
#include "partial_sse41.h"

#include "../pixels_tail.h"

/// Four sums of halves to four samples, not yet cut at 255.
EDGE_SSE41_INLINE __m128i roundedSums(__m128i high, __m128i low) {
    const __m128i sum = _mm_add_epi32(_mm_add_epi32(_mm_slli_epi32(high, 11), low), _mm_set1_epi32(1 << 21));
    return _mm_srli_epi32(sum, 22);
}

EDGE_SSE41_INLINE __m128i bytes16(__m128i a, __m128i b, __m128i c, __m128i d) {
    return _mm_packus_epi16(_mm_packs_epi32(a, b), _mm_packs_epi32(c, d));
}

EDGE_SSE41_INLINE void blend16(const EdgeBlendRows *p, int32_t at) {
    const __m128i zero = _mm_setzero_si128();
    __m128i high[4] = {zero, zero, zero, zero}, low[4] = {zero, zero, zero, zero};
    for (int32_t t = 0; t < p->pairs; ++t) {
        const __m128i a = _mm_loadu_si128((const __m128i *)(p->rows[2 * t] + at));
        const __m128i b = _mm_loadu_si128((const __m128i *)(p->rows[2 * t + 1] + at));
        int32_t halves[2];
        memcpy(halves, p->weights + t, sizeof halves);
        const __m128i h = _mm_set1_epi32(halves[0]), l = _mm_set1_epi32(halves[1]);
        const __m128i left = _mm_unpacklo_epi8(a, b), right = _mm_unpackhi_epi8(a, b);
        const __m128i taps[4] = {
            _mm_unpacklo_epi8(left, zero), _mm_unpackhi_epi8(left, zero), _mm_unpacklo_epi8(right, zero),
            _mm_unpackhi_epi8(right, zero)};
        for (int i = 0; i < 4; ++i) {
            high[i] = _mm_add_epi32(high[i], _mm_madd_epi16(taps[i], h));
            low[i] = _mm_add_epi32(low[i], _mm_madd_epi16(taps[i], l));
        }
    }
    __m128i sums[4];
    for (int i = 0; i < 4; ++i) sums[i] = roundedSums(high[i], low[i]);
    _mm_storeu_si128((__m128i *)(p->output + at), bytes16(sums[0], sums[1], sums[2], sums[3]));
}

EDGE_SSE41 void edgeBlendRowsSSE41(const EdgeBlendRows *p) {
    if (p->count < 16) {
        blendTail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) blend16(p, i);
    if (i < p->count) blend16(p, p->count - 16);
}

EDGE_SSE41_INLINE __m128i window4(const uint8_t *source, const EdgeWindowTaps *taps, int half, int32_t pairs) {
    const __m128i window = _mm_loadu_si128((const __m128i *)source);
    __m128i high = _mm_setzero_si128(), low = high;
    for (int32_t t = 0; t < pairs; ++t) {
        const __m128i places = _mm_loadu_si128((const __m128i *)(taps[t].places + 16 * half));
        const __m128i values = _mm_shuffle_epi8(window, places);
        const __m128i h = _mm_loadu_si128((const __m128i *)(taps[t].high + 8 * half));
        const __m128i l = _mm_loadu_si128((const __m128i *)(taps[t].low + 8 * half));
        high = _mm_add_epi32(high, _mm_madd_epi16(values, h));
        low = _mm_add_epi32(low, _mm_madd_epi16(values, l));
    }
    return roundedSums(high, low);
}

EDGE_SSE41 void edgeResampleWindowsSSE41(const EdgeResampleWindows *p) {
    for (int32_t block = 0; block < p->blocks; ++block) {
        const EdgeWindowTaps *taps = p->taps + (ptrdiff_t)block * p->pairs;
        const __m128i a = window4(p->source + p->windows[2 * block], taps, 0, p->pairs);
        const __m128i b = window4(p->source + p->windows[2 * block + 1], taps, 1, p->pairs);
        _mm_storel_epi64((__m128i *)(p->output + 8 * block), bytes16(a, b, a, b));
    }
}

EDGE_SSE41_INLINE __m128i span(const EdgeResampleSpans *p, int32_t i) {
    const uint8_t *x = p->source + p->starts[i];
    const int32_t *w = p->weights + (ptrdiff_t)i * p->taps;
    __m128i a = _mm_setzero_si128(), b = a;
    for (int32_t t = 0; t < p->taps; t += 8) {
        const __m128i samples = _mm_loadl_epi64((const __m128i *)(x + t));
        const __m128i first = _mm_loadu_si128((const __m128i *)(w + t));
        const __m128i second = _mm_loadu_si128((const __m128i *)(w + t + 4));
        a = _mm_add_epi32(a, _mm_mullo_epi32(_mm_cvtepu8_epi32(samples), first));
        b = _mm_add_epi32(b, _mm_mullo_epi32(_mm_cvtepu8_epi32(_mm_srli_si128(samples, 4)), second));
    }
    return _mm_add_epi32(a, b);
}

/// Four at a time share the sums across and the rounding.
EDGE_SSE41 void edgeResampleSpansSSE41(const EdgeResampleSpans *p) {
    int32_t i = 0;
    for (; i + 4 <= p->outputs; i += 4) {
        const __m128i ab = _mm_hadd_epi32(span(p, i), span(p, i + 1));
        const __m128i cd = _mm_hadd_epi32(span(p, i + 2), span(p, i + 3));
        const __m128i samples = roundedSums(_mm_setzero_si128(), _mm_hadd_epi32(ab, cd));
        const int32_t bytes = _mm_cvtsi128_si32(bytes16(samples, samples, samples, samples));
        memcpy(p->output + i, &bytes, sizeof bytes);
    }
    for (; i < p->outputs; ++i) {
        __m128i a = span(p, i);
        a = _mm_add_epi32(a, _mm_shuffle_epi32(a, 0x4E));
        a = _mm_add_epi32(a, _mm_shuffle_epi32(a, 0xB1));
        p->output[i] = roundedSample((uint32_t)_mm_cvtsi128_si32(a));
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
