// Depthwise convolution, AVX2: taps in pairs. The bytes of two taps are interleaved, so that vpmaddwd
// multiplies and adds a pair per channel: 16 channels x 2 taps in two products. Two pixels share the
// weights.
#if defined(__x86_64__)
#include "avx2.h"

// Prepared weights: [ceil(channels/16)][ceil(taps/2)][16 channels][2 taps] int16.
EDGE_AVX2 void edgeDepthwisePrepareAVX2(const EdgeDepthwisePrepare *p) {
    char *out = p->destination;
    for (int32_t channel = 0; channel < p->channels; channel += 16) {
        for (int32_t tap = 0; tap < p->tapCount; tap += 2) {
            const int8_t *w = p->weights + tap * p->weightStride + channel;
            const __m128i a = _mm_loadu_si128((const __m128i *)w);
            const __m128i b = tap + 1 < p->tapCount
                                  ? _mm_loadu_si128((const __m128i *)(w + p->weightStride))
                                  : _mm_setzero_si128();
            _mm256_storeu_si256((__m256i *)out, _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(a, b)));
            _mm256_storeu_si256((__m256i *)(out + 32), _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(a, b)));
            out += 64;
        }
    }
}

typedef struct {
    __m256i low, high;
} Sums;

EDGE_AVX2_INLINE Sums accumulate(Sums s, __m128i a, __m128i b, __m256i w0, __m256i w1) {
    const __m256i x0 = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(a, b));
    const __m256i x1 = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(a, b));
    s.low = _mm256_add_epi32(s.low, _mm256_madd_epi16(x0, w0));
    s.high = _mm256_add_epi32(s.high, _mm256_madd_epi16(x1, w1));
    return s;
}

/// One block of 16 channels (`count` of them real) of all pixels. `taps` is a constant where inlined.
EDGE_AVX2_INLINE void block(const EdgeDepthwiseRun *r, int32_t channel, int32_t count, const int32_t taps) {
    const OutputRange range = outputRange(r->low, r->high, r->zeroPoint);
    const int32_t pairs = (taps + 1) / 2;
    const char *weights = (const char *)r->weights + (int64_t)(channel / 16) * pairs * 64;
    const Sums bias = {loadInts(r->bias + channel), loadInts(r->bias + channel + 8)};
    const float *scale = r->scale + channel;
    int8_t *out = r->output + channel;
    int64_t offset = channel;
    int32_t pixel = 0;
    if (count >= 16) {
        for (; pixel + 2 <= r->pixels; pixel += 2) {
            Sums s0 = bias, s1 = bias;
            const int64_t next = offset + r->tapStep;
            for (int32_t pair = 0; pair < pairs; ++pair) {
                const int8_t *a = r->taps[2 * pair];
                const int8_t *b = r->taps[2 * pair + 1 < taps ? 2 * pair + 1 : 2 * pair];
                const __m256i w0 = _mm256_loadu_si256((const __m256i *)(weights + pair * 64));
                const __m256i w1 = _mm256_loadu_si256((const __m256i *)(weights + pair * 64 + 32));
                s0 = accumulate(
                    s0, _mm_loadu_si128((const __m128i *)(a + offset)),
                    _mm_loadu_si128((const __m128i *)(b + offset)), w0, w1);
                s1 = accumulate(
                    s1, _mm_loadu_si128((const __m128i *)(a + next)),
                    _mm_loadu_si128((const __m128i *)(b + next)), w0, w1);
            }
            _mm_storeu_si128(
                (__m128i *)out, quantize16(scaled(s0.low, scale), scaled(s0.high, scale + 8), range));
            _mm_storeu_si128(
                (__m128i *)(out + r->outputStep),
                quantize16(scaled(s1.low, scale), scaled(s1.high, scale + 8), range));
            out += 2 * r->outputStep;
            offset = next + r->tapStep;
        }
    }
    for (; pixel < r->pixels; ++pixel) {
        Sums s = bias;
        for (int32_t pair = 0; pair < pairs; ++pair) {
            const int8_t *a = r->taps[2 * pair];
            const int8_t *b = r->taps[2 * pair + 1 < taps ? 2 * pair + 1 : 2 * pair];
            s = accumulate(
                s, loadBytes(a + offset, count), loadBytes(b + offset, count),
                _mm256_loadu_si256((const __m256i *)(weights + pair * 64)),
                _mm256_loadu_si256((const __m256i *)(weights + pair * 64 + 32)));
        }
        storeBytes(out, quantize16(scaled(s.low, scale), scaled(s.high, scale + 8), range), count);
        out += r->outputStep;
        offset += r->tapStep;
    }
}

EDGE_AVX2 static void blocks9(const EdgeDepthwiseRun *r, int32_t channels) {
    for (int32_t channel = 0; channel < channels; channel += 16) block(r, channel, 16, 9);
}

EDGE_AVX2 static void blocks25(const EdgeDepthwiseRun *r, int32_t channels) {
    for (int32_t channel = 0; channel < channels; channel += 16) block(r, channel, 16, 25);
}

EDGE_AVX2 static void blocksAny(const EdgeDepthwiseRun *r, int32_t channels) {
    for (int32_t channel = 0; channel < channels; channel += 16) block(r, channel, 16, r->tapCount);
}

EDGE_AVX2 static void tail(const EdgeDepthwiseRun *r, int32_t channel) {
    block(r, channel, r->channels - channel, r->tapCount);
}

EDGE_AVX2 void edgeDepthwiseAVX2(const EdgeDepthwiseRun *r) {
    const int32_t whole = r->channels / 16 * 16;
    switch (r->tapCount) {
    case 9: blocks9(r, whole); break;
    case 25: blocks25(r, whole); break;
    default: blocksAny(r, whole); break;
    }
    if (whole < r->channels) tail(r, whole);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
