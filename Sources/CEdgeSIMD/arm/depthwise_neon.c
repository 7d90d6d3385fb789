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

typedef struct {
    int16x8_t low, high;
} Products16;

EDGE_INLINE Sums16 addProducts(Sums16 sums, Products16 products) {
    sums.v[0] = vaddw_s16(sums.v[0], vget_low_s16(products.low));
    sums.v[1] = vaddw_high_s16(sums.v[1], products.low);
    sums.v[2] = vaddw_s16(sums.v[2], vget_low_s16(products.high));
    sums.v[3] = vaddw_high_s16(sums.v[3], products.high);
    EDGE_UNROLL for (int i = 0; i < 4; ++i) EDGE_IN_ORDER(sums.v[i]);
    return sums;
}

EDGE_INLINE Products16 multiplyTap(int8x16_t x, int8x16_t w) {
    Products16 products = {vmull_s8(vget_low_s8(x), vget_low_s8(w)), vmull_high_s8(x, w)};
    EDGE_IN_ORDER(products.low);
    EDGE_IN_ORDER(products.high);
    return products;
}

EDGE_INLINE Products16 multiplySecondTap(Products16 products, int8x16_t x, int8x16_t w) {
    products.low = vmlal_s8(products.low, vget_low_s8(x), vget_low_s8(w));
    products.high = vmlal_high_s8(products.high, x, w);
    EDGE_IN_ORDER(products.low);
    EDGE_IN_ORDER(products.high);
    return products;
}

/// One tap's `count` channels of each pixel.
EDGE_INLINE void loadPixels(
    int8x16_t *x, const int8_t *from, ptrdiff_t step, const int pixels, const int32_t count
) {
    EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
        x[p] = loadBytes(from + p * step, count);
        EDGE_IN_ORDER(x[p]);
    }
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
    EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
        EDGE_UNROLL for (int i = 0; i < 4; ++i) {
            // Loaded for each pixel: the vector units, which a mov would take, have more to do.
            sums[p].v[i] = vreinterpretq_s32_s8(load16InOrder((const int8_t *)(r->bias + channel + i * 4)));
        }
    }
    int32_t tap = r->tapCount;
    int8x16_t x[maxPixels];
    Products16 products[maxPixels];
    if (tap >= 2) {
        const int8_t *x0 = taps[0] + offset, *x1 = taps[1] + offset;
        do {
            int8x16_t w0 = vld1q_s8(w), w1 = vld1q_s8(w + r->weightStride);
            EDGE_IN_ORDER(w0);
            EDGE_IN_ORDER(w1);
            loadPixels(x, x0, r->tapStep, pixels, count);
            EDGE_UNROLL for (int p = 0; p < pixels; ++p) products[p] = multiplyTap(x[p], w0);
            loadPixels(x, x1, r->tapStep, pixels, count);
            tap -= 2;
            // The next addresses, early; after the last pair the same once more.
            taps += tap >= 2 ? 2 : 0;
            x0 = taps[0] + offset;
            x1 = taps[1] + offset;
            __asm__ volatile("" : "+r"(x0), "+r"(x1));
            w += 2 * r->weightStride;
            EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
                products[p] = multiplySecondTap(products[p], x[p], w1);
            }
            EDGE_UNROLL for (int p = 0; p < pixels; ++p) sums[p] = addProducts(sums[p], products[p]);
        } while (tap >= 2);
        taps += 2;
    }
    if (tap) {
        const int8x16_t w0 = vld1q_s8(w);
        loadPixels(x, taps[0] + offset, r->tapStep, pixels, count);
        EDGE_UNROLL for (int p = 0; p < pixels; ++p) products[p] = multiplyTap(x[p], w0);
        EDGE_UNROLL for (int p = 0; p < pixels; ++p) sums[p] = addProducts(sums[p], products[p]);
    }
    float32x4_t scale[4];
    EDGE_UNROLL for (int i = 0; i < 4; ++i) {
        scale[i] = vld1q_f32(r->scale + channel + i * 4);
        EDGE_IN_ORDER(scale[i]);
    }
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

void edgeDepthwiseNEON(const EdgeDepthwiseRun *arguments) {
    // A copy, which the output cannot alias.
    const EdgeDepthwiseRun run = *arguments;
    const OutputRange range = outputRange(run.low, run.high, run.zeroPoint);
    int32_t pixel = 0;
    for (; pixel + 4 <= run.pixels; pixel += 4) convolveChannels(&run, 4, pixel, range);
    if (run.pixels - pixel >= 2) {
        convolveChannels(&run, 2, pixel, range);
        pixel += 2;
    }
    if (pixel < run.pixels) convolveChannels(&run, 1, pixel, range);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
