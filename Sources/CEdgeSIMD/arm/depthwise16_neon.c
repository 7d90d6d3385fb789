// Depthwise convolution of int16 activations, ARMv8.0: 8 channels at a time, a tap at a time (smlal).
#if defined(__aarch64__)
#include "neon.h"

/// The first `count` of at most 8 activations, and zeros.
EDGE_INLINE int16x8_t loadWords(const int16_t *p, int32_t count) {
    if (count >= 8) return vld1q_s16(p);
    int16_t lanes[8] = {0};
    memcpy(lanes, p, (size_t)count * sizeof(int16_t));
    return vld1q_s16(lanes);
}

EDGE_INLINE void store(
    const EdgeDepthwiseRun16 *r, ptrdiff_t at, const int32x4_t *sums, const float32x4_t *scale, int32_t count,
    OutputRange range
) {
    if (!r->isWide) {
        int8x16_t bytes;
        requantize(sums, 2, scale, 2, range, &bytes);
        storeBytes8((int8_t *)r->output + at, vget_low_s8(bytes), count);
        return;
    }
    int32x4_t q[2];
    EDGE_UNROLL for (int v = 0; v < 2; ++v) {
        float32x4_t x = vmulq_f32(vcvtq_f32_s32(sums[v]), scale[v]);
        x = vminq_f32(vmaxq_f32(x, vdupq_n_f32(r->low)), vdupq_n_f32(r->high));
        q[v] = vcvtnq_s32_f32(x);
    }
    const int16x8_t words = vcombine_s16(vqmovn_s32(q[0]), vqmovn_s32(q[1]));
    int16_t *out = (int16_t *)r->output + at;
    if (count >= 8) {
        vst1q_s16(out, words);
    } else {
        int16_t lanes[8];
        vst1q_s16(lanes, words);
        memcpy(out, lanes, (size_t)count * sizeof(int16_t));
    }
}

/// `count` is a constant where inlined so.
EDGE_INLINE void channels8(const EdgeDepthwiseRun16 *r, int32_t channel, const int32_t count, OutputRange range) {
    const float32x4_t scale[2] = {vld1q_f32(r->scale + channel), vld1q_f32(r->scale + channel + 4)};
    ptrdiff_t offset = channel, at = channel;
    for (int32_t pixel = 0; pixel < r->pixels; ++pixel, at += r->outputStep, offset += r->tapStep) {
        int32x4_t sums[2] = {vld1q_s32(r->bias + channel), vld1q_s32(r->bias + channel + 4)};
        // Weights, bias and scale are padded to 16 channels.
        const int8_t *w = r->weights + channel;
        for (int32_t tap = 0; tap < r->tapCount; ++tap, w += r->weightStride) {
            const int16x8_t x = loadWords(r->taps[tap] + offset, count);
            const int16x8_t weights = vmovl_s8(vld1_s8(w));
            sums[0] = vmlal_s16(sums[0], vget_low_s16(x), vget_low_s16(weights));
            sums[1] = vmlal_high_s16(sums[1], x, weights);
        }
        store(r, at, sums, scale, count, range);
    }
}

void edgeDepthwise16NEON(const EdgeDepthwiseRun16 *arguments) {
    // A copy, which the output cannot alias.
    const EdgeDepthwiseRun16 run = *arguments;
    const OutputRange range = outputRange(run.low, run.high, run.zeroPoint);
    int32_t channel = 0;
    for (; channel + 8 <= run.channels; channel += 8) channels8(&run, channel, 8, range);
    if (channel < run.channels) channels8(&run, channel, run.channels - channel, range);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
