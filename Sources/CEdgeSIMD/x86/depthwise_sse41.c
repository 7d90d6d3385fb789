// Depthwise convolution, SSE4.1: taps in pairs, 8 channels at a time. The int16 values of two taps are
// interleaved, so that pmaddwd multiplies and adds a pair per channel.
#if defined(__x86_64__)
#include "sse41.h"

/// The first 8 of at most 8 bytes, widened.
EDGE_SSE41_INLINE __m128i load8(const int8_t *p, int32_t count) {
    return _mm_cvtepi8_epi16(count >= 8 ? _mm_loadl_epi64((const __m128i *)p) : loadBytes(p, count));
}

/// `count` is a constant where inlined so; `taps` may be.
EDGE_SSE41_INLINE void channels8(
    const EdgeDepthwiseRun *r, int32_t channel, const int32_t count, const int32_t taps) {
    const OutputRange range = outputRange(r->low, r->high, r->zeroPoint);
    const int8_t *weights = (const int8_t *)r->weights + channel;
    int8_t *out = r->output + channel;
    int64_t offset = channel;
    for (int32_t pixel = 0; pixel < r->pixels; ++pixel, out += r->outputStep, offset += r->tapStep) {
        __m128i low = loadInts(r->bias + channel), high = loadInts(r->bias + channel + 4);
        for (int32_t tap = 0; tap < taps; tap += 2) {
            const int hasSecond = tap + 1 < taps;
            const __m128i x0 = load8(r->taps[tap] + offset, count);
            const __m128i x1 = hasSecond ? load8(r->taps[tap + 1] + offset, count) : _mm_setzero_si128();
            // Weights are padded to 16 channels.
            const __m128i w0 = load8(weights + tap * r->weightStride, 8);
            const __m128i w1 = hasSecond ? load8(weights + (tap + 1) * r->weightStride, 8) : _mm_setzero_si128();
            low = _mm_add_epi32(
                low, _mm_madd_epi16(_mm_unpacklo_epi16(x0, x1), _mm_unpacklo_epi16(w0, w1)));
            high = _mm_add_epi32(
                high, _mm_madd_epi16(_mm_unpackhi_epi16(x0, x1), _mm_unpackhi_epi16(w0, w1)));
        }
        const __m128 a = scaled(low, r->scale + channel), b = scaled(high, r->scale + channel + 4);
        const __m128i q = quantize16(a, b, a, b, range);
        if (count >= 8) {
            _mm_storel_epi64((__m128i *)out, q);
        } else {
            storeBytes(out, q, count);
        }
    }
}

EDGE_SSE41_INLINE void run(const EdgeDepthwiseRun *r, const int32_t taps) {
    int32_t channel = 0;
    for (; channel + 8 <= r->channels; channel += 8) channels8(r, channel, 8, taps);
    if (channel < r->channels) channels8(r, channel, r->channels - channel, taps);
}

EDGE_SSE41 void edgeDepthwiseSSE41(const EdgeDepthwiseRun *r) {
    if (r->tapCount == 9) {
        run(r, 9);
    } else {
        run(r, r->tapCount);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
