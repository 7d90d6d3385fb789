// Depthwise convolution 3 x 3 and 5 x 5 with sdot, 8 channels at a time. Of a window's column the bytes of four
// rows are interleaved, and whatever comes after the last row has weight 0, so that sdot multiplies and adds
// four rows per channel. Neighbouring pixels share the interleaved columns.
//
// Windows of other sizes go to depthwise_neon.c.
#if defined(__aarch64__)
#include "dotprod.h"

enum { maxPixels = 8, maxSide = 5, maxVectors = 4 };

/// Side of a window that is multiplied here, or 0.
EDGE_INLINE int sideOf(int32_t taps) { return taps == 9 ? 3 : taps == 25 ? 5 : 0; }

/// Vectors of a column of 8 channels: 4 channels x 4 rows each, a column of five rows twice as many.
EDGE_INLINE int vectorsOf(int side) { return side == 3 ? 2 : 4; }

// Prepared weights: [ceil(channels/8)][columns][1 or 2 times 4 rows][8 channels][4 rows], with zeros for rows
// that are none; or, for other windows, as they were but of roundUp(channels, 16) a row.
void edgeDepthwisePrepareDotprod(const EdgeDepthwisePrepare *p) {
    int8_t *out = p->destination;
    const int side = sideOf(p->tapCount);
    const ptrdiff_t padded = (p->channels + 15) / 16 * 16;
    for (int32_t tap = 0; !side && tap < p->tapCount; ++tap) {
        memcpy(out + tap * padded, p->weights + tap * p->weightStride, (size_t)padded);
    }
    for (int32_t channel = 0; side && channel < p->channels; channel += 8) {
        for (int column = 0; column < side; ++column) {
            const int8_t *w = p->weights + column * p->weightStride + channel;
            for (int first = 0; first < side; first += 4, out += 32) {
                int8x8x4_t rows;
                EDGE_UNROLL for (int i = 0; i < 4; ++i) {
                    rows.val[i] = vdup_n_s8(0);
                    if (first + i < side) rows.val[i] = vld1_s8(w + (first + i) * side * p->weightStride);
                }
                vst4_s8(out, rows);
            }
        }
    }
}

/// A column of 8 channels.
typedef struct {
    int8x8_t row[maxSide];
} Column;

/// Rows 0 and 1, 2 and 3, 4 and anything side by side.
typedef struct {
    int16x8_t pair[3];
} Pairs;

/// Four rows side by side, 4 channels a vector; then the fifth row likewise.
typedef struct {
    int8x16_t v[maxVectors];
} Interleaved;

EDGE_INLINE Column loadColumn(const int8_t *const *rows, ptrdiff_t offset, const int side) {
    Column c;
    EDGE_UNROLL for (int i = 0; i < side; ++i) {
        c.row[i] = vld1_s8(rows[i] + offset);
        EDGE_IN_ORDER(c.row[i]);
    }
    return c;
}

EDGE_INLINE Pairs pairs(Column c, const int side) {
    Pairs p;
    EDGE_UNROLL for (int i = 0; i < side; ++i) EDGE_IN_ORDER(c.row[i]);
    EDGE_UNROLL for (int i = 0; i < side; i += 2) {
        const int8x8_t a = c.row[i], b = c.row[i + 1 < side ? i + 1 : i];
        p.pair[i / 2] = vreinterpretq_s16_s8(vzip1q_s8(vcombine_s8(a, a), vcombine_s8(b, b)));
        EDGE_IN_ORDER(p.pair[i / 2]);
    }
    return p;
}

EDGE_INLINE Interleaved interleaved(Pairs p, const int side) {
    Interleaved x;
    EDGE_UNROLL for (int i = 0; i < (side + 1) / 2; ++i) EDGE_IN_ORDER(p.pair[i]);
    EDGE_UNROLL for (int i = 0; i < vectorsOf(side) / 2; ++i) {
        const int16x8_t a = p.pair[2 * i], b = p.pair[i ? 2 : 1];
        x.v[2 * i] = vreinterpretq_s8_s16(vzip1q_s16(a, b));
        x.v[2 * i + 1] = vreinterpretq_s8_s16(vzip2q_s16(a, b));
        EDGE_IN_ORDER(x.v[2 * i]);
        EDGE_IN_ORDER(x.v[2 * i + 1]);
    }
    return x;
}

/// `pixels` pixels, 4 or 8, at a step of `stride` columns, 1 or 2, of 8 channels, with windows of side `side`;
/// all constants but `pixel` and `channel`. While a column is multiplied, the next one is interleaved and the
/// one after that loaded.
EDGE_DOTPROD_INLINE void convolve(
    const EdgeDepthwiseRun *r, const int side, const int pixels, const int stride, int32_t pixel,
    int32_t channel, OutputRange range
) {
    const int columns = (pixels - 1) * stride + side, vectors = vectorsOf(side);
    const ptrdiff_t step = r->taps[1] - r->taps[0], first = pixel * r->tapStep + channel;
    const int8_t *rows[maxSide];
    EDGE_UNROLL for (int i = 0; i < side; ++i) {
        rows[i] = r->taps[i * side] + first;
        // Made once, not of its terms for each column.
        __asm__ volatile("" : "+r"(rows[i]));
    }
    const Column column0 = loadColumn(rows, 0, side);
    // Of the column to load next.
    ptrdiff_t offset = step;
    Column next = loadColumn(rows, offset, side);
    EDGE_ADVANCE_IN_ORDER(offset, step);
    const int8_t *w = (const int8_t *)r->weights + channel / 8 * (side * vectors * 16);
    // Of 3 x 3 in registers; those of 5 x 5 are too many, and loaded where they are used.
    int8x16_t weights[6];
    if (side == 3) EDGE_UNROLL for (int i = 0; i < 6; ++i) weights[i] = load16InOrder(w + i * 16);
    Pairs pair = pairs(column0, side);
    int32x4_t sums[2 * maxPixels];
    EDGE_UNROLL for (int i = 0; i < 2 * pixels; ++i) {
        sums[i] = vreinterpretq_s32_s8(load16InOrder((const int8_t *)(r->bias + channel + i % 2 * 4)));
    }
    Interleaved x = interleaved(pair, side);
    EDGE_UNROLL for (int column = 0; column < columns; ++column) {
        const Interleaved now = x;
        const int hasNext = column + 1 < columns;
        if (hasNext) pair = pairs(next, side);
        EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
            int8x16_t used[maxSide];
            EDGE_UNROLL for (int kx = 0; kx < side; ++kx) {
                const int p = (column - kx) / stride, i = kx * vectors + v;
                if (column < kx || (column - kx) % stride || p >= pixels) continue;
                used[kx] = side == 3 ? weights[i] : load16InOrder(w + i * 16);
            }
            EDGE_UNROLL for (int p = 0; p < pixels; ++p) {
                const int kx = column - p * stride;
                if (kx < 0 || kx >= side) continue;
                int32x4_t *to = &sums[2 * p + v % 2];
                EDGE_IN_ORDER(*to);
                *to = vdotq_s32(*to, now.v[v], used[kx]);
                EDGE_IN_ORDER(*to);
            }
            if (v == (side == 3 ? 0 : 2) && column + 2 < columns) {
                next = loadColumn(rows, offset, side);
                EDGE_ADVANCE_IN_ORDER(offset, step);
            }
            if (v == vectors / 2 - 1 && hasNext) x = interleaved(pair, side);
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
    const EdgeDepthwiseRun *r, const int side, int32_t pixel, int32_t channel, int32_t count,
    OutputRange range
) {
    const int vectors = vectorsOf(side);
    const ptrdiff_t offset = pixel * r->tapStep + channel;
    const int8_t *w = (const int8_t *)r->weights + channel / 8 * (side * vectors * 16);
    int32x4_t sums[2] = {vld1q_s32(r->bias + channel), vld1q_s32(r->bias + channel + 4)};
    EDGE_UNROLL for (int kx = 0; kx < side; ++kx, w += vectors * 16) {
        Column c;
        EDGE_UNROLL for (int i = 0; i < side; ++i) {
            c.row[i] = loadBytes8(r->taps[side * i + kx] + offset, count);
        }
        const Interleaved x = interleaved(pairs(c, side), side);
        EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
            sums[v % 2] = vdotq_s32(sums[v % 2], x.v[v], vld1q_s8(w + v * 16));
        }
    }
    const float32x4_t scale[2] = {vld1q_f32(r->scale + channel), vld1q_f32(r->scale + channel + 4)};
    int8x16_t bytes;
    requantize(sums, 2, scale, 2, range, &bytes);
    storeBytes8(r->output + pixel * r->outputStep + channel, vget_low_s8(bytes), count);
}

/// Whether the windows of neighbouring pixels share columns: the step from one to the next in columns, or 0.
EDGE_INLINE int sharedStride(const EdgeDepthwiseRun *r, const int side) {
    const ptrdiff_t step = r->taps[1] - r->taps[0];
    for (int tap = 1; tap < side * side; ++tap) {
        if (tap % side && r->taps[tap] - r->taps[tap - 1] != step) return 0;
    }
    return r->tapStep == step ? 1 : r->tapStep == 2 * step ? 2 : 0;
}

/// All pixels; `side` is a constant.
EDGE_DOTPROD_INLINE void convolveAll(const EdgeDepthwiseRun *r, const int side) {
    const OutputRange range = outputRange(r->low, r->high, r->zeroPoint);
    const int stride = r->pixels >= 4 ? sharedStride(r, side) : 0;
    int32_t pixel = 0;
    if (stride) {
        // The last ones may begin among the ones before: the output lies apart from the input.
        int32_t together;
        for (; pixel < r->pixels; pixel += together) {
            together = r->pixels >= 8 && r->pixels - pixel > 4 ? 8 : 4;
            const int32_t last = r->pixels - together, first = pixel < last ? pixel : last;
            for (int32_t channel = 0; channel + 8 <= r->channels; channel += 8) {
                if (stride == 2 && together == 8) convolve(r, side, 8, 2, first, channel, range);
                else if (stride == 2) convolve(r, side, 4, 2, first, channel, range);
                else if (together == 8) convolve(r, side, 8, 1, first, channel, range);
                else convolve(r, side, 4, 1, first, channel, range);
            }
        }
    }
    // What is left: pixels that share no columns, and of the others the channels after the last eight.
    for (int32_t p = 0; p < r->pixels; ++p) {
        for (int32_t channel = p < pixel ? r->channels / 8 * 8 : 0; channel < r->channels; channel += 8) {
            const int32_t rest = r->channels - channel;
            convolvePixel(r, side, p, channel, rest < 8 ? rest : 8, range);
        }
    }
}

EDGE_DOTPROD static void convolve3(const EdgeDepthwiseRun *arguments) {
    // A copy, which the output cannot alias.
    const EdgeDepthwiseRun run = *arguments;
    convolveAll(&run, 3);
}

EDGE_DOTPROD static void convolve5(const EdgeDepthwiseRun *arguments) {
    const EdgeDepthwiseRun run = *arguments;
    convolveAll(&run, 5);
}

void edgeDepthwiseDotprod(const EdgeDepthwiseRun *run) {
    const int side = sideOf(run->tapCount);
    if (side == 3) {
        convolve3(run);
    } else if (side == 5) {
        convolve5(run);
    } else {
        EdgeDepthwiseRun other = *run;
        other.weightStride = (other.channels + 15) / 16 * 16;
        edgeDepthwiseNEON(&other);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
