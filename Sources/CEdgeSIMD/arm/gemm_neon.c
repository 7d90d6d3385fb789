// Matrix product, ARMv8.0.
//
// 8 bytes of weights hold 2 channels x 4 k; the 4 activations of a row are broadcast beside them. Two quads
// of k are multiplied into int16 (smull, smlal: |w| <= 127, so two products stay within
// 2 * 128 * 127 < 2^15) and then added pairwise to int32 (sadalp). A vector of sums holds two channels, two
// sums each, which the end adds up. 16 products take 3 instructions; widening to int16 first would take 4.
//
// Tiles: 3 or 4 rows x 8 channels, 1 or 2 rows x 16: at most 16 vectors of sums.
#if defined(__aarch64__)
#include "gemm.h"

enum { maxPairs = 8 };

EDGE_INLINE int8x8_t broadcast4(const int8_t *p) { return vreinterpret_s8_u32(vdup_n_u32(load4(p))); }

/// No instruction, but whatever makes a value comes before it and whatever uses it after, in program order.
/// Without it the compiler mixes the products of several pairs and spills sums for that.
#define EDGE_IN_ORDER(VALUE) __asm__ volatile("" : "+w"(VALUE))

/// Two quads of up to four pairs of channels.
typedef struct {
    int8x8_t w0[4], w1[4];
} PairWeights;

EDGE_INLINE PairWeights pairWeights(const int8_t *w, int pair, const int count) {
    PairWeights weights;
    EDGE_UNROLL for (int j = 0; j < count; ++j) {
        weights.w0[j] = vld1_s8(w + (pair + j) * 8);
        weights.w1[j] = vld1_s8(w + (pair + j) * 8 + 64);
        EDGE_IN_ORDER(weights.w0[j]);
        EDGE_IN_ORDER(weights.w1[j]);
    }
    return weights;
}

/// `rows` rows times `pairs` pairs of channels from `channel` on; `rows` and `pairs` are constants.
EDGE_INLINE void multiply(
    const EdgeGemmTile *t, const int rows, const int pairs, int32_t channel, OutputRange range
) {
    /// Pairs multiplied side by side: three or four independent products keep an in-order core busy.
    const int together = rows > 2 ? 1 : 4 / rows;
    const ptrdiff_t stride = t->panelStride;
    const int8_t *x = t->panel;
    const int8_t *w = t->weights + (ptrdiff_t)(channel / 16) * t->quads * 64 + channel % 16 * 4;
    int32x4_t sum[maxRows][maxPairs];
    EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
        const int32x2_t bias = vld1_s32(t->bias + channel + i * 2), zero = vdup_n_s32(0);
        const int32x4_t start = vcombine_s32(vzip1_s32(bias, zero), vzip2_s32(bias, zero));
        EDGE_UNROLL for (int r = 0; r < rows; ++r) sum[r][i] = start;
    }
    int32_t quads = t->quads;
    for (; quads >= 2; quads -= 2) {
        int8x8_t x0[maxRows], x1[maxRows];
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {
            x0[r] = broadcast4(x + r * stride);
            x1[r] = broadcast4(x + r * stride + 4);
        }
        PairWeights next = pairWeights(w, 0, together);
        EDGE_UNROLL for (int i = 0; i < pairs; i += together) {
            PairWeights now = next;
            if (i + together < pairs) next = pairWeights(w, i + together, together);
            EDGE_UNROLL for (int j = 0; j < together; ++j) {
                EDGE_IN_ORDER(now.w0[j]);
                EDGE_UNROLL for (int r = 0; r < rows; ++r) {
                    const int16x8_t products = vmlal_s8(vmull_s8(now.w0[j], x0[r]), now.w1[j], x1[r]);
                    sum[r][i + j] = vpadalq_s16(sum[r][i + j], products);
                }
            }
            EDGE_UNROLL for (int j = 0; j < together; ++j) {
                EDGE_UNROLL for (int r = 0; r < rows; ++r) EDGE_IN_ORDER(sum[r][i + j]);
            }
        }
        x += 8;
        w += 128;
    }
    if (quads) {
        EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
            const int8x8_t w0 = vld1_s8(w + i * 8);
            EDGE_UNROLL for (int r = 0; r < rows; ++r) {
                sum[r][i] = vpadalq_s16(sum[r][i], vmull_s8(w0, broadcast4(x + r * stride)));
            }
        }
    }
    TileSums sums;
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        EDGE_UNROLL for (int i = 0; i < pairs; i += 2) sums[r][i / 2] = vpaddq_s32(sum[r][i], sum[r][i + 1]);
    }
    finish(t, rows, pairs / 2, channel, sums, range);
}

EDGE_INLINE void multiplyAll(const EdgeGemmTile *t, const int rows, const int pairs) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    for (int32_t channel = 0; channel < t->channels; channel += pairs * 2) {
        multiply(t, rows, pairs, channel, range);
    }
}

void edgeGemmNEON(const EdgeGemmTile *tile) {
    switch (tile->rows) {
    case 1: multiplyAll(tile, 1, 8); break;
    case 2: multiplyAll(tile, 2, 8); break;
    case 3: multiplyAll(tile, 3, 4); break;
    default: multiplyAll(tile, 4, 4); break;
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
