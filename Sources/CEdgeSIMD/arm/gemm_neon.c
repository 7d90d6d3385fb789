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

/// As EDGE_IN_ORDER, and the value is in vector register `n`, a constant. Left to choose, the compiler often
/// finds no way to do with 32 registers.
EDGE_INLINE int8x16_t inRegister(int8x16_t value, const int n) {
#define EDGE_REGISTER(N)                                     \
    case N: {                                                 \
        register int8x16_t held __asm__("v" #N) = value;      \
        __asm__ volatile("" : "+w"(held));                    \
        return held;                                          \
    }
    switch (n) {
        EDGE_REGISTER(0)
        EDGE_REGISTER(1)
        EDGE_REGISTER(2)
        EDGE_REGISTER(3)
        EDGE_REGISTER(4)
        EDGE_REGISTER(5)
        EDGE_REGISTER(6)
        EDGE_REGISTER(7)
        EDGE_REGISTER(8)
        EDGE_REGISTER(9)
        EDGE_REGISTER(10)
        EDGE_REGISTER(11)
        EDGE_REGISTER(12)
        EDGE_REGISTER(13)
        EDGE_REGISTER(14)
        EDGE_REGISTER(16)
        EDGE_REGISTER(17)
        EDGE_REGISTER(18)
        EDGE_REGISTER(19)
        EDGE_REGISTER(20)
        EDGE_REGISTER(21)
        EDGE_REGISTER(22)
        EDGE_REGISTER(23)
        EDGE_REGISTER(24)
        EDGE_REGISTER(25)
        EDGE_REGISTER(26)
        EDGE_REGISTER(27)
        EDGE_REGISTER(28)
        EDGE_REGISTER(29)
        EDGE_REGISTER(30)
        EDGE_REGISTER(31)
    default: return value;
    }
#undef EDGE_REGISTER
}

EDGE_INLINE void loadActivations(Operands *o, const int row) {
    // ld2r, which takes any address.
    const int32x4x2_t quads = vld2q_dup_s32((const int32_t *)(const void *)o->x[row]);
    o->x0[row] = inRegister(vreinterpretq_s8_s32(quads.val[0]), 5 + 2 * row);
    o->x1[row] = inRegister(vreinterpretq_s8_s32(quads.val[1]), 6 + 2 * row);
}

EDGE_INLINE void advanceActivations(Operands *o, const int rows) {
    EDGE_UNROLL for (int r = 0; r < rows; ++r) EDGE_ADVANCE_IN_ORDER(o->x[r], 8);
}

/// The products of five units live at a time.
EDGE_INLINE int16x8_t productsInOrder(int16x8_t products, const int unit) {
    return vreinterpretq_s16_s8(inRegister(vreinterpretq_s8_s16(products), unit % 5));
}

EDGE_INLINE int32x4_t sumInOrder(int32x4_t sum, const int unit) {
    return vreinterpretq_s32_s8(inRegister(vreinterpretq_s8_s32(sum), 16 + unit));
}

/// A unit is one row and one pair of channels, numbered by pairs and then by rows. This one's products of the
/// first quad; after a vector's last unit loads the next vector's weights, if it has one.
EDGE_INLINE int16x8_t multiplyFirst(Operands *o, const int rows, const int pairs, const int unit) {
    const int row = unit % rows, vector = unit / (2 * rows);
    o->w0 = inRegister(o->w0, 13);
    int16x8_t products = unit / rows % 2 ? vmull_high_s8(o->w0, o->x0[row])
                                         : vmull_s8(vget_low_s8(o->w0), vget_low_s8(o->x0[row]));
    products = productsInOrder(products, unit);
    const int isLast = (unit + 1) % (2 * rows) == 0;
    if (isLast && vector + 1 < pairs / 2) o->w0 = load16InOrder(o->w + (vector + 1) * 16);
    return products;
}

/// The second quad's added. Loads as multiplyFirst.
EDGE_INLINE int16x8_t multiplySecond(
    int16x8_t products, Operands *o, const int rows, const int pairs, const int unit
) {
    const int row = unit % rows, vector = unit / (2 * rows);
    products = productsInOrder(products, unit);
    o->w1 = inRegister(o->w1, 14);
    products = unit / rows % 2 ? vmlal_high_s8(products, o->w1, o->x1[row])
                               : vmlal_s8(products, vget_low_s8(o->w1), vget_low_s8(o->x1[row]));
    products = productsInOrder(products, unit);
    const int isLast = (unit + 1) % (2 * rows) == 0;
    if (isLast && vector + 1 < pairs / 2) o->w1 = load16InOrder(o->w + 64 + (vector + 1) * 16);
    return products;
}

EDGE_INLINE int32x4_t addPairs(int32x4_t sum, int16x8_t products, const int unit) {
    return sumInOrder(vpadalq_s16(sumInOrder(sum, unit), products), unit);
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
            *to = addPairs(*to, products[j], unit);
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
        // Of a channel's two sums the second begins with 0: the upper half of 64 bits.
        const uint32x2_t bias = vreinterpret_u32_s32(vld1_s32(t->bias + channel + i * 2));
        sum[0][i] = vreinterpretq_s32_u64(vmovl_u32(bias));
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
