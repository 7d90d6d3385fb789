// Winograd F(2x2, 3x3), ARMv8.0: transforms by int16, products by smlal with a lane, 4 tiles x 16 channels.
//
// Exact: transformed activations are within -510...510, weights within -1143...1143, and what wraps in sums of
// int32 unwraps in the end. For processors without dot products, where it halves the multiplications.
#if defined(__aarch64__)
#include "gemm.h"

enum { mostTiles = 4 };

/// 2G applied to three values.
EDGE_INLINE void weightsStep(int16x8_t a, int16x8_t b, int16x8_t c, int16x8_t *to, const int step) {
    const int16x8_t ends = vaddq_s16(a, c);
    to[0] = vaddq_s16(a, a);
    to[step] = vaddq_s16(ends, b);
    to[2 * step] = vsubq_s16(ends, b);
    to[3 * step] = vaddq_s16(c, c);
}

/// Transformed weights are [16][channels][16].
void edgeWinogradWeightsNEON(const EdgeWinogradWeights *p) {
    const ptrdiff_t tap = (ptrdiff_t)p->channels * 16, step = p->step;
    for (int32_t quad = 0; quad < p->channels / 4; ++quad) {
        int8x16x4_t w[9];
        EDGE_UNROLL for (int t = 0; t < 9; ++t) w[t] = vld4q_s8(p->weights + t * tap + quad * 64);
        EDGE_UNROLL for (int k = 0; k < 4; ++k) {
            EDGE_UNROLL for (int v = 0; v < 2; ++v) {
                int16x8_t half[4][3], u[4];
                EDGE_UNROLL for (int x = 0; x < 3; ++x) {
                    int16x8_t g[3];
                    EDGE_UNROLL for (int y = 0; y < 3; ++y) {
                        const int8x16_t all = w[y * 3 + x].val[k];
                        g[y] = v ? vmovl_high_s8(all) : vmovl_s8(vget_low_s8(all));
                    }
                    weightsStep(g[0], g[1], g[2], &half[0][x], 3);
                }
                int16_t *to = p->transformed + (quad * 4 + k) * 16 + v * 8;
                EDGE_UNROLL for (int y = 0; y < 4; ++y) {
                    weightsStep(half[y][0], half[y][1], half[y][2], u, 1);
                    EDGE_UNROLL for (int x = 0; x < 4; ++x) vst1q_s16(to + (y * 4 + x) * step, u[x]);
                }
            }
        }
    }
}

/// B^T applied to four values.
EDGE_INLINE void inputStep(
    int16x8_t a, int16x8_t b, int16x8_t c, int16x8_t d, int16x8_t *to, const int step
) {
    to[0] = vsubq_s16(a, c);
    to[step] = vaddq_s16(b, c);
    to[2 * step] = vsubq_s16(c, b);
    to[3 * step] = vsubq_s16(b, d);
}

EDGE_INLINE int16x8_t loadTap(const int8_t *p) { return vmovl_s8(vld1_s8(p)); }

void edgeWinogradInputNEON(const EdgeWinogradInput *p) {
    const int8_t *const *d = p->taps;
    for (int32_t c = 0; c < p->channels; c += 8) {
        int16x8_t half[4][4], v[4];
        EDGE_UNROLL for (int x = 0; x < 4; ++x) {
            inputStep(
                loadTap(d[x] + c), loadTap(d[4 + x] + c), loadTap(d[8 + x] + c), loadTap(d[12 + x] + c),
                &half[0][x], 4);
        }
        int16_t *to = p->transformed + c;
        EDGE_UNROLL for (int y = 0; y < 4; ++y) {
            inputStep(half[y][0], half[y][1], half[y][2], half[y][3], v, 1);
            EDGE_UNROLL for (int x = 0; x < 4; ++x) vst1q_s16(to + (y * 4 + x) * p->step, v[x]);
        }
    }
}

/// A channel of 8 of `rows` tiles, which lies in lane `LANE`, times 16 output channels.
#define EDGE_WINOGRAD_CHANNEL(LANE)                                                         \
    do {                                                                                    \
        const int16x8_t w0 = vld1q_s16(w + (LANE) * 16), w1 = vld1q_s16(w + (LANE) * 16 + 8);   \
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {                                        \
            sum[r][0] = vmlal_laneq_s16(sum[r][0], vget_low_s16(w0), a[r], LANE);           \
            sum[r][1] = vmlal_high_laneq_s16(sum[r][1], w0, a[r], LANE);                    \
            sum[r][2] = vmlal_laneq_s16(sum[r][2], vget_low_s16(w1), a[r], LANE);           \
            sum[r][3] = vmlal_high_laneq_s16(sum[r][3], w1, a[r], LANE);                    \
        }                                                                                   \
    } while (0)

/// `rows` tiles times 16 channels; `rows` is a constant.
EDGE_INLINE void multiplyRows(
    const int16_t *x, const int16_t *w, int32_t channels, int32_t *sums, const int rows
) {
    int32x4_t sum[mostTiles][4];
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        EDGE_UNROLL for (int v = 0; v < 4; ++v) sum[r][v] = vdupq_n_s32(0);
    }
    for (int32_t k = 0; k < channels; k += 8, w += 128) {
        int16x8_t a[mostTiles];
        EDGE_UNROLL for (int r = 0; r < rows; ++r) a[r] = vld1q_s16(x + (ptrdiff_t)r * channels + k);
        EDGE_WINOGRAD_CHANNEL(0);
        EDGE_WINOGRAD_CHANNEL(1);
        EDGE_WINOGRAD_CHANNEL(2);
        EDGE_WINOGRAD_CHANNEL(3);
        EDGE_WINOGRAD_CHANNEL(4);
        EDGE_WINOGRAD_CHANNEL(5);
        EDGE_WINOGRAD_CHANNEL(6);
        EDGE_WINOGRAD_CHANNEL(7);
    }
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        EDGE_UNROLL for (int v = 0; v < 4; ++v) vst1q_s32(sums + r * 16 + v * 4, sum[r][v]);
    }
}

void edgeWinogradProductNEON(const EdgeWinogradProduct *p) {
    const int32_t channels = p->channels;
    const int16_t *w = p->weights;
    int32_t *sums = p->sums;
    for (int i = 0; i < 16; ++i, w += p->weightStep) {
        const int16_t *x = p->activations + i * p->activationStep;
        for (int32_t left = p->tiles; left > 0;) {
            const int32_t rows = left < mostTiles ? left : left == 5 || left == 6 ? 3 : mostTiles;
            switch (rows) {
            case 1: multiplyRows(x, w, channels, sums, 1); break;
            case 2: multiplyRows(x, w, channels, sums, 2); break;
            case 3: multiplyRows(x, w, channels, sums, 3); break;
            default: multiplyRows(x, w, channels, sums, mostTiles); break;
            }
            left -= rows;
            x += rows * channels;
            sums += rows * 16;
        }
    }
}

/// One tile, whose pixels begin at `t->output`: `rows` x `columns` of them, 1 or 2 each.
EDGE_INLINE void outputTile(
    const EdgeWinogradOutput *p, EdgeGemmTile *t, const int32_t *sums, char *output, ptrdiff_t rowBytes,
    int columns, OutputRange range
) {
    const ptrdiff_t step = p->step;
    TileSums y[2];
    EDGE_UNROLL for (int v = 0; v < 4; ++v) {
        int32x4_t half[2][4];
        EDGE_UNROLL for (int x = 0; x < 4; ++x) {
            const int32_t *m = sums + v * 4 + x * step;
            const int32x4_t b = vld1q_s32(m + 4 * step), c = vld1q_s32(m + 8 * step);
            half[0][x] = vaddq_s32(vld1q_s32(m), vaddq_s32(b, c));
            half[1][x] = vsubq_s32(vsubq_s32(b, c), vld1q_s32(m + 12 * step));
        }
        const int32x4_t bias = vld1q_s32(p->bias + v * 4);
        EDGE_UNROLL for (int row = 0; row < 2; ++row) {
            const int32x4_t *h = half[row];
            const int32x4_t left = vaddq_s32(h[0], vaddq_s32(h[1], h[2]));
            const int32x4_t right = vsubq_s32(vsubq_s32(h[1], h[2]), h[3]);
            y[row][0][v] = vsraq_n_s32(bias, left, 2);
            y[row][1][v] = vsraq_n_s32(bias, right, 2);
        }
    }
    EDGE_UNROLL for (int row = 0; row < 2; ++row) {
        if (row == p->rows) return;
        t->output = output + row * rowBytes;
        const EdgeGemmTile copy = *t;
        if (columns == 2) finish(t, &copy, 2, 4, 0, y[row], range);
        else finish(t, &copy, 1, 4, 0, y[row], range);
    }
}

void edgeWinogradOutputNEON(const EdgeWinogradOutput *p) {
    const OutputRange range = outputRange(p->low, p->high, p->zeroPoint);
    EdgeGemmTile t = {
        .channels = p->channels, .scale = p->scale, .low = p->low, .high = p->high, .zeroPoint = p->zeroPoint,
        .outputStride = p->pixelStride, .output = p->output, .dequantize = p->dequantize};
    const ptrdiff_t bytes = p->dequantize ? (ptrdiff_t)sizeof(float) : 1;
    for (int32_t tile = 0; tile < p->tiles; ++tile) {
        outputTile(
            p, &t, p->sums + tile * 16, (char *)p->output + 2 * tile * p->pixelStride * bytes,
            p->rowStride * bytes, 2 * tile + 1 < p->columns ? 2 : 1, range);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
