// Depthwise convolution 3 x 3 with sdot, 8 channels at a time. The three bytes of a window's column are
// interleaved, and whatever comes fourth has weight 0, so that sdot multiplies and adds a column per channel.
// Neighbouring pixels share the interleaved columns.
//
// Windows of other sizes go to depthwise_neon.c.
#if defined(__aarch64__)
#include "dotprod.h"

enum { maxPixels = 8, columnBytes = 32, blockBytes = 3 * columnBytes };

// Prepared weights: [ceil(channels/8)][3 columns][8 channels][3 rows and a zero]; or, if not of 3 x 3 taps, as
// they were but of roundUp(channels, 16) a row.
void edgeDepthwisePrepareDotprod(const EdgeDepthwisePrepare *p) {
    int8_t *out = p->destination;
    const ptrdiff_t padded = (p->channels + 15) / 16 * 16;
    if (p->tapCount != 9) {
        for (int32_t tap = 0; tap < p->tapCount; ++tap) {
            memcpy(out + tap * padded, p->weights + tap * p->weightStride, (size_t)padded);
        }
        return;
    }
    for (int32_t channel = 0; channel < p->channels; channel += 8) {
        for (int column = 0; column < 3; ++column, out += columnBytes) {
            const int8_t *w = p->weights + column * p->weightStride + channel;
            const int8x8_t row0 = vld1_s8(w), row1 = vld1_s8(w + 3 * p->weightStride);
            const int8x8x4_t taps = {{row0, row1, vld1_s8(w + 6 * p->weightStride), vdup_n_s8(0)}};
            vst4_s8(out, taps);
        }
    }
}

/// A column of 8 channels.
typedef struct {
    int8x8_t row[3];
} Column;

/// Its first two rows side by side, and the third with anything.
typedef struct {
    int16x8_t two, third;
} Halves;

/// All side by side, 4 channels a vector.
typedef struct {
    int8x16_t v[2];
} Interleaved;

EDGE_INLINE Column loadColumn(const int8_t *const *rows, ptrdiff_t offset) {
    Column c;
    EDGE_UNROLL for (int i = 0; i < 3; ++i) {
        c.row[i] = vld1_s8(rows[i] + offset);
        EDGE_IN_ORDER(c.row[i]);
    }
    return c;
}

EDGE_INLINE Halves halves(Column c) {
    EDGE_UNROLL for (int i = 0; i < 3; ++i) EDGE_IN_ORDER(c.row[i]);
    const int8x16_t row0 = vcombine_s8(c.row[0], c.row[0]), row1 = vcombine_s8(c.row[1], c.row[1]);
    const int8x16_t row2 = vcombine_s8(c.row[2], c.row[2]);
    Halves h = {vreinterpretq_s16_s8(vzip1q_s8(row0, row1)), vreinterpretq_s16_s8(vzip1q_s8(row2, row2))};
    EDGE_IN_ORDER(h.two);
    EDGE_IN_ORDER(h.third);
    return h;
}

EDGE_INLINE Interleaved interleaved(Halves h) {
    EDGE_IN_ORDER(h.two);
    EDGE_IN_ORDER(h.third);
    Interleaved x = {
        {vreinterpretq_s8_s16(vzip1q_s16(h.two, h.third)), vreinterpretq_s8_s16(vzip2q_s16(h.two, h.third))}};
    EDGE_IN_ORDER(x.v[0]);
    EDGE_IN_ORDER(x.v[1]);
    return x;
}

/// `pixels` pixels, 4 or 8, at a step of `stride` columns, 1 or 2, of 8 channels; all constants but `channel`.
/// While a column is multiplied, the next one is interleaved and the one after that loaded.
EDGE_DOTPROD_INLINE void convolve(
    const EdgeDepthwiseRun *r, const int pixels, const int stride, int32_t pixel, int32_t channel,
    OutputRange range
) {
    const int columns = (pixels - 1) * stride + 3;
    const ptrdiff_t step = r->taps[1] - r->taps[0], first = pixel * r->tapStep + channel;
    const int8_t *rows[3] = {r->taps[0] + first, r->taps[3] + first, r->taps[6] + first};
    // Made once, not of their terms for each column.
    EDGE_UNROLL for (int i = 0; i < 3; ++i) __asm__ volatile("" : "+r"(rows[i]));
    Column next = loadColumn(rows, 0);
    // Of the column to load next.
    ptrdiff_t offset = step;
    const Column second = loadColumn(rows, offset);
    EDGE_ADVANCE_IN_ORDER(offset, step);
    const int8_t *w = (const int8_t *)r->weights + channel / 8 * blockBytes;
    int8x16_t weights[3][2];
    EDGE_UNROLL for (int i = 0; i < 6; ++i) weights[i / 2][i % 2] = load16InOrder(w + i * 16);
    Halves half = halves(next);
    next = second;
    int32x4_t sums[2 * maxPixels];
    EDGE_UNROLL for (int i = 0; i < 2 * pixels; ++i) {
        sums[i] = vreinterpretq_s32_s8(load16InOrder((const int8_t *)(r->bias + channel + i % 2 * 4)));
    }
    Interleaved x = interleaved(half);
    EDGE_UNROLL for (int column = 0; column < columns; ++column) {
        const Interleaved now = x;
        const int hasNext = column + 1 < columns;
        if (hasNext) half = halves(next);
        EDGE_UNROLL for (int v = 0; v < 2; ++v) {
            EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
                const int kx = column - p * stride;
                if (kx < 0 || kx > 2) continue;
                EDGE_IN_ORDER(sums[2 * p + v]);
                sums[2 * p + v] = vdotq_s32(sums[2 * p + v], now.v[v], weights[kx][v]);
                EDGE_IN_ORDER(sums[2 * p + v]);
            }
            if (v == 0 && column + 2 < columns) {
                next = loadColumn(rows, offset);
                EDGE_ADVANCE_IN_ORDER(offset, step);
            }
            if (v == 0 && hasNext) x = interleaved(half);
        }
    }
    float32x4_t scale[2];
    EDGE_UNROLL for (int v = 0; v < 2; ++v) {
        scale[v] = vld1q_f32(r->scale + channel + v * 4);
        EDGE_IN_ORDER(scale[v]);
    }
    EDGE_UNROLL for (int i = 0; i < 2 * pixels; ++i) EDGE_IN_ORDER(sums[i]);
    int8_t *out[maxPixels];
    EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
        out[p] = r->output + channel + (pixel + p) * r->outputStep;
        __asm__ volatile("" : "+r"(out[p]));
    }
    int8x16_t bytes[maxPixels / 2];
    requantize(sums, 2 * pixels, scale, 2, range, bytes);
    EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
        vst1_s8(out[p], p % 2 ? vget_high_s8(bytes[p / 2]) : vget_low_s8(bytes[p / 2]));
    }
}

/// One pixel of `count` channels, at most 8, its taps wherever they lie.
EDGE_DOTPROD_INLINE void convolvePixel(
    const EdgeDepthwiseRun *r, int32_t pixel, int32_t channel, int32_t count, OutputRange range
) {
    const ptrdiff_t offset = pixel * r->tapStep + channel;
    const int8_t *w = (const int8_t *)r->weights + channel / 8 * blockBytes;
    int32x4_t sums[2] = {vld1q_s32(r->bias + channel), vld1q_s32(r->bias + channel + 4)};
    EDGE_UNROLL for (int kx = 0; kx < 3; ++kx) {
        Column c;
        EDGE_UNROLL for (int i = 0; i < 3; ++i) c.row[i] = loadBytes8(r->taps[3 * i + kx] + offset, count);
        const Interleaved x = interleaved(halves(c));
        EDGE_UNROLL for (int v = 0; v < 2; ++v) {
            sums[v] = vdotq_s32(sums[v], x.v[v], vld1q_s8(w + kx * columnBytes + v * 16));
        }
    }
    const float32x4_t scale[2] = {vld1q_f32(r->scale + channel), vld1q_f32(r->scale + channel + 4)};
    int8x16_t bytes;
    requantize(sums, 2, scale, 2, range, &bytes);
    storeBytes8(r->output + pixel * r->outputStep + channel, vget_low_s8(bytes), count);
}

/// Whether the windows of neighbouring pixels share columns: the step from one to the next in columns, or 0.
EDGE_INLINE int sharedStride(const EdgeDepthwiseRun *r) {
    const ptrdiff_t step = r->taps[1] - r->taps[0];
    for (int row = 0; row < 9; row += 3) {
        if (r->taps[row + 1] - r->taps[row] != step || r->taps[row + 2] - r->taps[row + 1] != step) return 0;
    }
    return r->tapStep == step ? 1 : r->tapStep == 2 * step ? 2 : 0;
}

EDGE_DOTPROD void edgeDepthwiseDotprod(const EdgeDepthwiseRun *arguments) {
    if (arguments->tapCount != 9) {
        EdgeDepthwiseRun other = *arguments;
        other.weightStride = (other.channels + 15) / 16 * 16;
        edgeDepthwiseNEON(&other);
        return;
    }
    // A copy, which the output cannot alias.
    const EdgeDepthwiseRun run = *arguments;
    const OutputRange range = outputRange(run.low, run.high, run.zeroPoint);
    const int stride = run.pixels >= 4 ? sharedStride(&run) : 0;
    int32_t pixel = 0;
    if (stride) {
        // The last ones may begin among the ones before: the output lies apart from the input.
        int32_t together;
        for (; pixel < run.pixels; pixel += together) {
            together = run.pixels >= 8 && run.pixels - pixel > 4 ? 8 : 4;
            const int32_t last = run.pixels - together, first = pixel < last ? pixel : last;
            for (int32_t channel = 0; channel + 8 <= run.channels; channel += 8) {
                if (stride == 2 && together == 8) convolve(&run, 8, 2, first, channel, range);
                else if (stride == 2) convolve(&run, 4, 2, first, channel, range);
                else if (together == 8) convolve(&run, 8, 1, first, channel, range);
                else convolve(&run, 4, 1, first, channel, range);
            }
        }
    }
    // What is left: the last pixels, and of those done the channels after the last eight.
    for (int32_t p = 0; p < run.pixels; ++p) {
        for (int32_t channel = p < pixel ? run.channels / 8 * 8 : 0; channel < run.channels; channel += 8) {
            const int32_t rest = run.channels - channel;
            convolvePixel(&run, p, channel, rest < 8 ? rest : 8, range);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
