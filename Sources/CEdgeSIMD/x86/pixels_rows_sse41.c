// Picture rows apart, together and into colours, SSE4.1.
#if defined(__x86_64__)
#include "partial_sse41.h"

#include "../pixels_tail.h"

EDGE_SSE41_INLINE __m128i load16(const uint8_t *p) { return _mm_loadu_si128((const __m128i *)p); }
EDGE_SSE41_INLINE void store16(uint8_t *p, __m128i x) { _mm_storeu_si128((__m128i *)p, x); }

EDGE_SSE41_INLINE void split2x16(const EdgeSplitRow *p, int32_t at) {
    const __m128i a = load16(p->source + 2 * at), b = load16(p->source + 2 * at + 16);
    const __m128i byte = _mm_set1_epi16(255);
    store16(p->first + at, _mm_packus_epi16(_mm_and_si128(a, byte), _mm_and_si128(b, byte)));
    store16(p->second + at, _mm_packus_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8)));
}

EDGE_SSE41 void edgeSplit2SSE41(const EdgeSplitRow *p) {
    if (p->count < 16) {
        split2Tail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) split2x16(p, i);
    if (i < p->count) split2x16(p, p->count - 16);
}

/// Every third byte of 48, from `phase` on.
EDGE_SSE41_INLINE __m128i everyThird(__m128i a, __m128i b, __m128i c, const int phase) {
    // Where output i's byte lies: 3 i + phase, in a, b or c.
    const __m128i place = _mm_add_epi8(
        _mm_setr_epi8(0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45), _mm_set1_epi8((char)phase));
    // A shuffle gives zero where bit 7 of the place is set: past 15, and (by the subtraction) before 0.
    const __m128i inA = _mm_add_epi8(place, _mm_set1_epi8(112));
    const __m128i inB = _mm_sub_epi8(place, _mm_set1_epi8(16));
    const __m128i pastB = _mm_cmpgt_epi8(place, _mm_set1_epi8(31));
    const __m128i inC = _mm_sub_epi8(place, _mm_set1_epi8(32));
    return _mm_or_si128(
        _mm_or_si128(_mm_shuffle_epi8(a, inA), _mm_shuffle_epi8(b, _mm_or_si128(inB, pastB))),
        _mm_shuffle_epi8(c, inC));
}

EDGE_SSE41_INLINE void split3x16(const EdgeSplitRow *p, int32_t at) {
    const uint8_t *x = p->source + 3 * (ptrdiff_t)at;
    const __m128i a = load16(x), b = load16(x + 16), c = load16(x + 32);
    store16(p->first + at, everyThird(a, b, c, 0));
    store16(p->second + at, everyThird(a, b, c, 1));
    store16(p->third + at, everyThird(a, b, c, 2));
}

EDGE_SSE41 void edgeSplit3SSE41(const EdgeSplitRow *p) {
    if (p->count < 16) {
        split3Tail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) split3x16(p, i);
    if (i < p->count) split3x16(p, p->count - 16);
}

EDGE_SSE41_INLINE void merge3x16(const EdgeMergeRow *p, int32_t at) {
    const __m128i flip = _mm_set1_epi8((char)p->flip);
    const __m128i a = _mm_xor_si128(load16(p->first + at), flip);
    const __m128i b = _mm_xor_si128(load16(p->second + at), flip);
    const __m128i c = _mm_xor_si128(load16(p->third + at), flip);
    const char n = -128;
    const __m128i places[3][3] = {
        {_mm_setr_epi8(0, n, n, 1, n, n, 2, n, n, 3, n, n, 4, n, n, 5),
         _mm_setr_epi8(n, 0, n, n, 1, n, n, 2, n, n, 3, n, n, 4, n, n),
         _mm_setr_epi8(n, n, 0, n, n, 1, n, n, 2, n, n, 3, n, n, 4, n)},
        {_mm_setr_epi8(n, n, 6, n, n, 7, n, n, 8, n, n, 9, n, n, 10, n),
         _mm_setr_epi8(5, n, n, 6, n, n, 7, n, n, 8, n, n, 9, n, n, 10),
         _mm_setr_epi8(n, 5, n, n, 6, n, n, 7, n, n, 8, n, n, 9, n, n)},
        {_mm_setr_epi8(n, 11, n, n, 12, n, n, 13, n, n, 14, n, n, 15, n, n),
         _mm_setr_epi8(n, n, 11, n, n, 12, n, n, 13, n, n, 14, n, n, 15, n),
         _mm_setr_epi8(10, n, n, 11, n, n, 12, n, n, 13, n, n, 14, n, n, 15)}};
    uint8_t *out = p->output + 3 * (ptrdiff_t)at;
    for (int i = 0; i < 3; ++i) {
        const __m128i ab =
            _mm_or_si128(_mm_shuffle_epi8(a, places[i][0]), _mm_shuffle_epi8(b, places[i][1]));
        store16(out + 16 * i, _mm_or_si128(ab, _mm_shuffle_epi8(c, places[i][2])));
    }
}

EDGE_SSE41 void edgeMerge3SSE41(const EdgeMergeRow *p) {
    if (p->count < 16) {
        merge3Tail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) merge3x16(p, i);
    if (i < p->count) merge3x16(p, p->count - 16);
}

EDGE_SSE41_INLINE __m128i words8(const uint8_t *p) {
    return _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)p));
}

EDGE_SSE41_INLINE __m128i pairOf(int16_t a, int16_t b) {
    return _mm_set1_epi32((int32_t)((uint32_t)(uint16_t)b << 16 | (uint16_t)a));
}

EDGE_SSE41_INLINE void colour8(const EdgeColourRow *p, int32_t at) {
    const EdgeColourMatrix *m = p->matrix;
    const __m128i middle = _mm_set1_epi16(128);
    const __m128i y = _mm_sub_epi16(words8(p->y + at), _mm_set1_epi16(m->lumaOffset));
    const __m128i u = _mm_sub_epi16(words8(p->u + at), middle);
    const __m128i v = _mm_sub_epi16(words8(p->v + at), middle);
    const __m128i uvLeft = _mm_unpacklo_epi16(u, v), uvRight = _mm_unpackhi_epi16(u, v);
    // lumaFraction * y + 2 * 16384
    const __m128i two = _mm_set1_epi16(2), lumaWeights = pairOf(m->lumaFraction, 16384);
    const __m128i left = _mm_madd_epi16(_mm_unpacklo_epi16(y, two), lumaWeights);
    const __m128i right = _mm_madd_epi16(_mm_unpackhi_epi16(y, two), lumaWeights);
    uint8_t *const out[3] = {p->red, p->green, p->blue};
    for (int c = 0; c < 3; ++c) {
        const __m128i weights = pairOf(m->fraction[c][0], m->fraction[c][1]);
        const __m128i a = _mm_srai_epi32(_mm_add_epi32(left, _mm_madd_epi16(uvLeft, weights)), 16);
        const __m128i b = _mm_srai_epi32(_mm_add_epi32(right, _mm_madd_epi16(uvRight, weights)), 16);
        const __m128i wholes = _mm_add_epi16(
            _mm_mullo_epi16(u, _mm_set1_epi16(m->whole[c][0])),
            _mm_mullo_epi16(v, _mm_set1_epi16(m->whole[c][1])));
        const __m128i words = _mm_add_epi16(_mm_add_epi16(_mm_packs_epi32(a, b), wholes), y);
        _mm_storel_epi64((__m128i *)(out[c] + at), _mm_packus_epi16(words, words));
    }
}

EDGE_SSE41 void edgeColourRowSSE41(const EdgeColourRow *p) {
    if (p->count < 8) {
        colourTail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 8 <= p->count; i += 8) colour8(p, i);
    if (i < p->count) colour8(p, p->count - 8);
}

/// 38470 = 65536 - 27066, to fit 16 bits.
EDGE_SSE41_INLINE void luma8(const EdgeLumaRow *p, int32_t at) {
    const __m128i r = words8(p->red + at), g = words8(p->green + at), b = words8(p->blue + at);
    const __m128i two = _mm_set1_epi16(2);
    const __m128i redGreen = pairOf(19595, -27066), blueHalf = pairOf(7471, 16384);
    const __m128i left = _mm_add_epi32(
        _mm_madd_epi16(_mm_unpacklo_epi16(r, g), redGreen),
        _mm_madd_epi16(_mm_unpacklo_epi16(b, two), blueHalf));
    const __m128i right = _mm_add_epi32(
        _mm_madd_epi16(_mm_unpackhi_epi16(r, g), redGreen),
        _mm_madd_epi16(_mm_unpackhi_epi16(b, two), blueHalf));
    const __m128i words =
        _mm_add_epi16(_mm_packs_epi32(_mm_srai_epi32(left, 16), _mm_srai_epi32(right, 16)), g);
    _mm_storel_epi64((__m128i *)(p->luma + at), _mm_packus_epi16(words, words));
}

EDGE_SSE41 void edgeLumaRowSSE41(const EdgeLumaRow *p) {
    if (p->count < 8) {
        lumaTail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 8 <= p->count; i += 8) luma8(p, i);
    if (i < p->count) luma8(p, p->count - 8);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
