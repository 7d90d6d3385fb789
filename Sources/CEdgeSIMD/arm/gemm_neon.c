// Matrix product, ARMv8.0.
//
// 16 bytes of weights hold 4 channels x 4 k; the 4 activations of a row are broadcast beside them. Two quads
// of k are multiplied into int16 (smull, smlal: |w| <= 127, so two products stay within
// 2 * 128 * 127 < 2^15) and then added pairwise to int32 (sadalp). A vector of sums holds two channels, two
// sums each, which the end adds up. 16 products take 3 instructions; widening to int16 first would take 4.
//
// Tiles: 3 or 4 rows x 8 channels, 1 or 2 rows x 16: at most 16 vectors of sums. The loop is written in the
// order in which an in-order core should issue it, and needs all 32 registers: what a pass begins with is
// loaded in the pass before.
#if defined(__aarch64__)
#include "gemm.h"

enum { maxPairs = 8, together = 4 };

/// Where the next operands come from, and those loaded: of two quads of k, each row's activations, broadcast,
/// and the weights of one vector of channels.
typedef struct {
    const int8_t *x[maxRows];
    const int8_t *w;
    int8x16_t x0[maxRows], x1[maxRows];
    int8x16_t w0, w1;
} Operands;

EDGE_INLINE void loadActivations(Operands *o, const int row) {
    // ld2r, which takes any address.
    const int32x4x2_t quads = vld2q_dup_s32((const int32_t *)(const void *)o->x[row]);
    o->x0[row] = vreinterpretq_s8_s32(quads.val[0]);
    o->x1[row] = vreinterpretq_s8_s32(quads.val[1]);
    EDGE_IN_ORDER(o->x0[row]);
    EDGE_IN_ORDER(o->x1[row]);
}

EDGE_INLINE void advanceActivations(Operands *o, const int rows) {
    EDGE_UNROLL for (int r = 0; r < rows; ++r) EDGE_ADVANCE_IN_ORDER(o->x[r], 8);
}

/// As EDGE_IN_ORDER, and the value is in that register.
#define EDGE_IN_REGISTER(VALUE, REGISTER)                   \
    do {                                                     \
        register int16x8_t held __asm__(REGISTER) = (VALUE); \
        __asm__ volatile("" : "+w"(held));                   \
        (VALUE) = held;                                      \
    } while (0)

/// Five units' products live at a time. Left to choose registers for them, the compiler takes more than five
/// and spills sums.
EDGE_INLINE int16x8_t inOrder(int16x8_t products, const int unit) {
    switch (unit % 5) {
    case 0: EDGE_IN_REGISTER(products, "v0"); break;
    case 1: EDGE_IN_REGISTER(products, "v1"); break;
    case 2: EDGE_IN_REGISTER(products, "v2"); break;
    case 3: EDGE_IN_REGISTER(products, "v3"); break;
    default: EDGE_IN_REGISTER(products, "v4"); break;
    }
    return products;
}

/// A unit is one row and one pair of channels, numbered by pairs and then by rows. This one's products of the
/// first quad; after a vector's last unit loads the next vector's weights, if it has one.
EDGE_INLINE int16x8_t multiplyFirst(Operands *o, const int rows, const int pairs, const int unit) {
    const int row = unit % rows, vector = unit / (2 * rows);
    EDGE_IN_ORDER(o->w0);
    int16x8_t products = unit / rows % 2 ? vmull_high_s8(o->w0, o->x0[row])
                                         : vmull_s8(vget_low_s8(o->w0), vget_low_s8(o->x0[row]));
    products = inOrder(products, unit);
    const int isLast = (unit + 1) % (2 * rows) == 0;
    if (isLast && vector + 1 < pairs / 2) o->w0 = load16InOrder(o->w + (vector + 1) * 16);
    return products;
}

/// The second quad's added. Loads as multiplyFirst.
EDGE_INLINE int16x8_t multiplySecond(
    int16x8_t products, Operands *o, const int rows, const int pairs, const int unit
) {
    const int row = unit % rows, vector = unit / (2 * rows);
    products = inOrder(products, unit);
    products = unit / rows % 2 ? vmlal_high_s8(products, o->w1, o->x1[row])
                               : vmlal_s8(products, vget_low_s8(o->w1), vget_low_s8(o->x1[row]));
    products = inOrder(products, unit);
    const int isLast = (unit + 1) % (2 * rows) == 0;
    if (isLast && vector + 1 < pairs / 2) o->w1 = load16InOrder(o->w + 64 + (vector + 1) * 16);
    return products;
}

EDGE_INLINE int32x4_t addPairs(int32x4_t sum, int16x8_t products) {
    EDGE_IN_ORDER(sum);
    sum = vpadalq_s16(sum, products);
    EDGE_IN_ORDER(sum);
    return sum;
}

/// Two quads of `rows` rows and `pairs` pairs of channels, of which the activations and the first weights are
/// loaded; loads the next ones if `hasNext`.
///
/// Four units are multiplied at a time, and while they are added to their sums, the next four are begun: at
/// least three independent instructions lie between one that makes products and one that takes them.
EDGE_INLINE void multiplyQuads(
    int32x4_t sum[maxRows][maxPairs], Operands *o, const int rows, const int pairs, const int hasNext
) {
    const int units = rows * pairs;
    int16x8_t products[together], next[together];
    EDGE_UNROLL for (int j = 0; j < together; ++j) next[j] = multiplyFirst(o, rows, pairs, j);
    EDGE_UNROLL for (int first = 0; first < units; first += together) {
        const int loadsNext = hasNext && first + together == units;
        EDGE_UNROLL for (int j = 0; j < together; ++j) {
            products[j] = multiplySecond(next[j], o, rows, pairs, first + j);
        }
        if (loadsNext) {
            o->w0 = load16InOrder(o->w + 128);
            o->w1 = load16InOrder(o->w + 192);
        }
        EDGE_UNROLL for (int j = 0; j < together; ++j) {
            const int unit = first + j, nextUnit = unit + together;
            if (nextUnit < units) next[j] = multiplyFirst(o, rows, pairs, nextUnit);
            if (loadsNext && j < rows) loadActivations(o, j);
            int32x4_t *to = &sum[unit % rows][unit / rows];
            *to = addPairs(*to, products[j]);
        }
        if (loadsNext) {
            advanceActivations(o, rows);
            EDGE_ADVANCE_IN_ORDER(o->w, 128);
        }
    }
}

/// `rows` rows times `pairs` pairs of channels from `channel` on, whose weights are at `w`; `rows` and `pairs`
/// are constants.
EDGE_INLINE void multiply(
    const EdgeGemmTile *tile, const EdgeGemmTile *t, const int rows, const int pairs, int32_t channel,
    const int8_t *w, OutputRange range
) {
    Operands o;
    o.w = w;
    EDGE_UNROLL for (int r = 0; r < rows; ++r) o.x[r] = (const int8_t *)t->panel + r * t->panelStride;
    int32x4_t sum[maxRows][maxPairs];
    EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
        const int32x2_t bias = vld1_s32(t->bias + channel + i * 2), zero = vdup_n_s32(0);
        sum[0][i] = vcombine_s32(vzip1_s32(bias, zero), vzip2_s32(bias, zero));
    }
    int32_t passes = t->quads / 2;
    if (passes) {
        o.w0 = load16InOrder(o.w);
        o.w1 = load16InOrder(o.w + 64);
        EDGE_UNROLL for (int r = 0; r < rows; ++r) loadActivations(&o, r);
        advanceActivations(&o, rows);
    }
    EDGE_UNROLL for (int r = 1; r < rows; ++r) {
        EDGE_UNROLL for (int i = 0; i < pairs; ++i) sum[r][i] = sum[0][i];
    }
    if (passes) {
        while (--passes) multiplyQuads(sum, &o, rows, pairs, 1);
        multiplyQuads(sum, &o, rows, pairs, 0);
        o.w += 128;
    }
    if (t->quads % 2) {
        EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
            const int8x8_t w = vld1_s8(o.w + i * 8);
            EDGE_UNROLL for (int r = 0; r < rows; ++r) {
                const int8x8_t x = vreinterpret_s8_u32(vdup_n_u32(load4(o.x[r])));
                sum[r][i] = vpadalq_s16(sum[r][i], vmull_s8(w, x));
            }
        }
    }
    TileSums sums;
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        EDGE_UNROLL for (int i = 0; i < pairs; i += 2) sums[r][i / 2] = vpaddq_s32(sum[r][i], sum[r][i + 1]);
    }
    finish(tile, t, rows, pairs / 2, channel, sums, range);
}

EDGE_INLINE void multiplyAll(const EdgeGemmTile *tile, const int rows, const int pairs) {
    const EdgeGemmTile t = *tile;
    const OutputRange range = outputRange(t.low, t.high, t.zeroPoint);
    const int8_t *block = t.weights;
    for (int32_t channel = 0; channel < t.channels; channel += pairs * 2) {
        multiply(tile, &t, rows, pairs, channel, block + channel % 16 * 4, range);
        if ((channel + pairs * 2) % 16 == 0) block += (ptrdiff_t)t.quads * 64;
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
