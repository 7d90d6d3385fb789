// Picture rows apart, together and into colours, AVX2. Taking three planes apart and putting them together is
// shuffling within 16 bytes: there wider registers gain nothing.
#if defined(__x86_64__)
#include "avx2.h"

#include "../pixels_tail.h"

EDGE_AVX2_INLINE void split2x32(const EdgeSplitRow *p, int32_t at) {
    const __m256i a = _mm256_loadu_si256((const __m256i *)(p->source + 2 * at));
    const __m256i b = _mm256_loadu_si256((const __m256i *)(p->source + 2 * at + 32));
    const __m256i byte = _mm256_set1_epi16(255);
    const __m256i first = _mm256_packus_epi16(_mm256_and_si256(a, byte), _mm256_and_si256(b, byte));
    const __m256i second = _mm256_packus_epi16(_mm256_srli_epi16(a, 8), _mm256_srli_epi16(b, 8));
    _mm256_storeu_si256((__m256i *)(p->first + at), _mm256_permute4x64_epi64(first, 0xD8));
    _mm256_storeu_si256((__m256i *)(p->second + at), _mm256_permute4x64_epi64(second, 0xD8));
}

EDGE_AVX2 void edgeSplit2AVX2(const EdgeSplitRow *p) {
    if (p->count < 32) {
        edgeSplit2SSE41(p);
        return;
    }
    int32_t i = 0;
    for (; i + 32 <= p->count; i += 32) split2x32(p, i);
    if (i < p->count) split2x32(p, p->count - 32);
}

void edgeSplit3AVX2(const EdgeSplitRow *p) { edgeSplit3SSE41(p); }

void edgeMerge3AVX2(const EdgeMergeRow *p) { edgeMerge3SSE41(p); }

EDGE_AVX2_INLINE __m256i words16(const uint8_t *p) {
    return _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)p));
}

EDGE_AVX2_INLINE __m256i pairOf(int16_t a, int16_t b) {
    return _mm256_set1_epi32((int32_t)((uint32_t)(uint16_t)b << 16 | (uint16_t)a));
}

EDGE_AVX2_INLINE void storeWords(uint8_t *p, __m256i words) {
    const __m256i bytes = _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0xD8);
    _mm_storeu_si128((__m128i *)p, _mm256_castsi256_si128(bytes));
}

EDGE_AVX2_INLINE void colour16(const EdgeColourRow *p, int32_t at) {
    const EdgeColourMatrix *m = p->matrix;
    const __m256i middle = _mm256_set1_epi16(128);
    const __m256i y = _mm256_sub_epi16(words16(p->y + at), _mm256_set1_epi16(m->lumaOffset));
    const __m256i u = _mm256_sub_epi16(words16(p->u + at), middle);
    const __m256i v = _mm256_sub_epi16(words16(p->v + at), middle);
    const __m256i uvLeft = _mm256_unpacklo_epi16(u, v), uvRight = _mm256_unpackhi_epi16(u, v);
    // lumaFraction * y + 2 * 16384
    const __m256i two = _mm256_set1_epi16(2), lumaWeights = pairOf(m->lumaFraction, 16384);
    const __m256i left = _mm256_madd_epi16(_mm256_unpacklo_epi16(y, two), lumaWeights);
    const __m256i right = _mm256_madd_epi16(_mm256_unpackhi_epi16(y, two), lumaWeights);
    uint8_t *const out[3] = {p->red, p->green, p->blue};
    for (int c = 0; c < 3; ++c) {
        const __m256i weights = pairOf(m->fraction[c][0], m->fraction[c][1]);
        const __m256i a = _mm256_srai_epi32(_mm256_add_epi32(left, _mm256_madd_epi16(uvLeft, weights)), 16);
        const __m256i b =
            _mm256_srai_epi32(_mm256_add_epi32(right, _mm256_madd_epi16(uvRight, weights)), 16);
        const __m256i wholes = _mm256_add_epi16(
            _mm256_mullo_epi16(u, _mm256_set1_epi16(m->whole[c][0])),
            _mm256_mullo_epi16(v, _mm256_set1_epi16(m->whole[c][1])));
        storeWords(
            out[c] + at, _mm256_add_epi16(_mm256_add_epi16(_mm256_packs_epi32(a, b), wholes), y));
    }
}

EDGE_AVX2 void edgeColourRowAVX2(const EdgeColourRow *p) {
    if (p->count < 16) {
        edgeColourRowSSE41(p);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) colour16(p, i);
    if (i < p->count) colour16(p, p->count - 16);
}

EDGE_AVX2_INLINE void luma16(const EdgeLumaRow *p, int32_t at) {
    const __m256i r = words16(p->red + at), g = words16(p->green + at), b = words16(p->blue + at);
    const __m256i two = _mm256_set1_epi16(2);
    const __m256i redGreen = pairOf(19595, -27066), blueHalf = pairOf(7471, 16384);
    const __m256i left = _mm256_add_epi32(
        _mm256_madd_epi16(_mm256_unpacklo_epi16(r, g), redGreen),
        _mm256_madd_epi16(_mm256_unpacklo_epi16(b, two), blueHalf));
    const __m256i right = _mm256_add_epi32(
        _mm256_madd_epi16(_mm256_unpackhi_epi16(r, g), redGreen),
        _mm256_madd_epi16(_mm256_unpackhi_epi16(b, two), blueHalf));
    const __m256i words = _mm256_packs_epi32(_mm256_srai_epi32(left, 16), _mm256_srai_epi32(right, 16));
    storeWords(p->luma + at, _mm256_add_epi16(words, g));
}

EDGE_AVX2 void edgeLumaRowAVX2(const EdgeLumaRow *p) {
    if (p->count < 16) {
        edgeLumaRowSSE41(p);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) luma16(p, i);
    if (i < p->count) luma16(p, p->count - 16);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
