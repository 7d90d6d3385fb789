// Depthwise convolution of int16 activations, SSE4.1: taps in pairs, 8 channels at a time, as depthwise_sse41.c.
#if defined(__x86_64__)
#include "sse41.h"

/// The first `count` of at most 8 activations, and zeros.
EDGE_SSE41_INLINE __m128i load8(const int16_t *p, int32_t count) {
    if (count >= 8) return _mm_loadu_si128((const __m128i *)p);
    int16_t lanes[8] = {0};
    memcpy(lanes, p, (size_t)count * sizeof(int16_t));
    return _mm_loadu_si128((const __m128i *)lanes);
}

EDGE_SSE41_INLINE __m128i weights8(const int8_t *p) {
    return _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)p));
}

EDGE_SSE41_INLINE void store(
    const EdgeDepthwiseRun16 *r, ptrdiff_t at, __m128 a, __m128 b, int32_t count, OutputRange range) {
    if (!r->isWide) {
        const __m128i q = quantize16(a, b, a, b, range);
        int8_t *out = (int8_t *)r->output + at;
        if (count >= 8) {
            _mm_storel_epi64((__m128i *)out, q);
        } else {
            storeBytes(out, q, count);
        }
        return;
    }
    // Clamped first: the bounds are integers of int16.
    const __m128 low = _mm_set1_ps(r->low);
    const __m128i q = _mm_packs_epi32(
        roundBelow(_mm_max_ps(a, low), range), roundBelow(_mm_max_ps(b, low), range));
    int16_t *out = (int16_t *)r->output + at;
    if (count >= 8) {
        _mm_storeu_si128((__m128i *)out, q);
    } else {
        int16_t lanes[8];
        _mm_storeu_si128((__m128i *)lanes, q);
        memcpy(out, lanes, (size_t)count * sizeof(int16_t));
    }
}

/// `count` is a constant where inlined so.
EDGE_SSE41_INLINE void channels8(const EdgeDepthwiseRun16 *r, int32_t channel, const int32_t count) {
    const OutputRange range = outputRange(r->low, r->high, r->zeroPoint);
    const int8_t *weights = r->weights + channel;
    const int32_t taps = r->tapCount;
    ptrdiff_t offset = channel, at = channel;
    for (int32_t pixel = 0; pixel < r->pixels; ++pixel, at += r->outputStep, offset += r->tapStep) {
        __m128i low = loadInts(r->bias + channel), high = loadInts(r->bias + channel + 4);
        for (int32_t tap = 0; tap < taps; tap += 2) {
            const int hasSecond = tap + 1 < taps;
            const __m128i x0 = load8(r->taps[tap] + offset, count);
            const __m128i x1 = hasSecond ? load8(r->taps[tap + 1] + offset, count) : _mm_setzero_si128();
            // Weights are padded to 16 channels.
            const __m128i w0 = weights8(weights + tap * r->weightStride);
            const __m128i w1 = hasSecond ? weights8(weights + (tap + 1) * r->weightStride) : _mm_setzero_si128();
            low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi16(x0, x1), _mm_unpacklo_epi16(w0, w1)));
            high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi16(x0, x1), _mm_unpackhi_epi16(w0, w1)));
        }
        store(r, at, scaled(low, r->scale + channel), scaled(high, r->scale + channel + 4), count, range);
    }
}

EDGE_SSE41 void edgeDepthwise16SSE41(const EdgeDepthwiseRun16 *r) {
    int32_t channel = 0;
    for (; channel + 8 <= r->channels; channel += 8) channels8(r, channel, 8);
    if (channel < r->channels) channels8(r, channel, r->channels - channel);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
