// Depthwise convolution, ARMv8.0.
//
// 16 channels of up to 4 pixels at a time, so that a tap's weights are loaded once for them. Two taps are
// multiplied into int16 (smull, smlal: |w| <= 127, so two products stay within 2 * 128 * 127 < 2^15) and
// then added to int32 (saddw). Weights are read as the file stores them.
#if defined(__aarch64__)
#include "neon.h"

enum { maxPixels = 4 };

typedef struct {
    int32x4_t v[4];
} Sums16;

EDGE_INLINE Sums16 addProducts(Sums16 sums, int16x8_t low, int16x8_t high) {
    sums.v[0] = vaddw_s16(sums.v[0], vget_low_s16(low));
    sums.v[1] = vaddw_high_s16(sums.v[1], low);
    sums.v[2] = vaddw_s16(sums.v[2], vget_low_s16(high));
    sums.v[3] = vaddw_high_s16(sums.v[3], high);
    return sums;
}

/// `pixels` pixels (a constant) from `pixel` on, `count` channels (16 a constant, else fewer) from `channel`
/// on. Weights, bias and scale are padded to 16 channels; activations are not.
EDGE_INLINE void convolve(
    const EdgeDepthwiseRun *r, const int pixels, int32_t pixel, int32_t channel, const int32_t count,
    OutputRange range
) {
    const ptrdiff_t offset = pixel * r->tapStep + channel;
    const int8_t *w = (const int8_t *)r->weights + channel;
    const int8_t *const *taps = r->taps;
    Sums16 sums[maxPixels];
    EDGE_UNROLL for (int i = 0; i < 4; ++i) {
        const int32x4_t bias = vld1q_s32(r->bias + channel + i * 4);
        EDGE_UNROLL for (int p = 0; p < pixels; ++p) sums[p].v[i] = bias;
    }
    int32_t tap = r->tapCount;
    for (; tap >= 2; tap -= 2) {
        const int8x16_t w0 = vld1q_s8(w), w1 = vld1q_s8(w + r->weightStride);
        EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
            const int8x16_t x0 = loadBytes(taps[0] + offset + p * r->tapStep, count);
            const int8x16_t x1 = loadBytes(taps[1] + offset + p * r->tapStep, count);
            const int16x8_t low = vmull_s8(vget_low_s8(x0), vget_low_s8(w0));
            sums[p] = addProducts(
                sums[p], vmlal_s8(low, vget_low_s8(x1), vget_low_s8(w1)),
                vmlal_high_s8(vmull_high_s8(x0, w0), x1, w1));
        }
        w += 2 * r->weightStride;
        taps += 2;
    }
    if (tap) {
        const int8x16_t w0 = vld1q_s8(w);
        EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
            const int8x16_t x0 = loadBytes(taps[0] + offset + p * r->tapStep, count);
            sums[p] = addProducts(
                sums[p], vmull_s8(vget_low_s8(x0), vget_low_s8(w0)), vmull_high_s8(x0, w0));
        }
    }
    float32x4_t scale[4];
    EDGE_UNROLL for (int i = 0; i < 4; ++i) scale[i] = vld1q_f32(r->scale + channel + i * 4);
    int32x4_t all[maxFloats];
    int8x16_t bytes[maxPixels];
    EDGE_UNROLL for (int i = 0; i < 4 * pixels; ++i) all[i] = sums[i / 4].v[i % 4];
    requantize(all, 4 * pixels, scale, 4, range, bytes);
    int8_t *out = r->output + pixel * r->outputStep + channel;
    EDGE_UNROLL for (int p = 0; p < pixels; ++p) storeBytes(out + p * r->outputStep, bytes[p], count);
}

EDGE_INLINE void convolveChannels(
    const EdgeDepthwiseRun *r, const int pixels, int32_t pixel, OutputRange range
) {
    if (r->channels < 16) {
        for (int p = 0; p < pixels; ++p) convolve(r, 1, pixel + p, 0, r->channels, range);
        return;
    }
    for (int32_t channel = 0; channel < r->channels; channel += 16) {
        // The last 16 channels may begin among the ones before: the output lies apart from the input.
        const int32_t last = r->channels - 16;
        convolve(r, pixels, pixel, channel < last ? channel : last, 16, range);
    }
}

void edgeDepthwiseNEON(const EdgeDepthwiseRun *run) {
    const OutputRange range = outputRange(run->low, run->high, run->zeroPoint);
    int32_t pixel = 0;
    for (; pixel + 4 <= run->pixels; pixel += 4) convolveChannels(run, 4, pixel, range);
    if (run->pixels - pixel >= 2) {
        convolveChannels(run, 2, pixel, range);
        pixel += 2;
    }
    if (pixel < run->pixels) convolveChannels(run, 1, pixel, range);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
