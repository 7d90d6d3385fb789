// Matrix product with sdot (ARMv8.2 dot product; optional before ARMv8.4).
//
// A 16-byte vector of weights holds 4 channels x 4 k, which is sdot's operand; the 4 activations of a row
// come by lane from 8 bytes.
//
// Tiles: 5 to 8 rows x 8 channels, 1 to 4 rows x 16: at most 16 vectors of sums, 8 of activations and 8 of
// weights. The loop is written in the order in which an in-order core should issue it: what a pass of two quads
// needs is loaded in the pass before, 8 bytes of activations at a time, as Cortex-A55 loads no more than that
// beside an sdot.
#if defined(__aarch64__)
#include "dotprod.h"
#include "gemm.h"

/// Where the next operands come from, and those loaded: two quads of each row, one quad of each vector.
typedef struct {
    const int8_t *x[maxRows];
    const int8_t *w;
    int8x8_t activations[maxRows];
    int8x16_t weights[maxVectors];
} Operands;

EDGE_INLINE void loadWeights(Operands *o, const int vectors) {
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) o->weights[v] = load16InOrder(o->w + v * 16);
    EDGE_ADVANCE_IN_ORDER(o->w, 64);
}

/// Row `r`'s activations; the pointers go on for two rows at once.
EDGE_INLINE void loadActivations(Operands *o, const int r, const int rows) {
    o->activations[r] = load8InOrder(o->x[r]);
    if (r % 2) EDGE_ADVANCE_IN_ORDER(o->x[r - 1], 8);
    if (r % 2 || r + 1 == rows) EDGE_ADVANCE_IN_ORDER(o->x[r], 8);
}

/// Quad `quad`, 0 or 1, of all rows and vectors. Meanwhile loads the next weights if `hasNext`, and the next
/// activations if `reloads`.
EDGE_DOTPROD_INLINE void multiplyQuad(
    TileSums sum, Operands *o, const int rows, const int vectors, const int quad, const int hasNext,
    const int reloads
) {
    int8x16_t weights[maxVectors];
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) weights[v] = o->weights[v];
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
            EDGE_IN_ORDER(sum[r][v]);
            sum[r][v] = quad ? vdotq_lane_s32(sum[r][v], weights[v], o->activations[r], 1)
                             : vdotq_lane_s32(sum[r][v], weights[v], o->activations[r], 0);
            EDGE_IN_ORDER(sum[r][v]);
        }
        if (hasNext && r == 0) loadWeights(o, vectors);
        if (reloads) loadActivations(o, r, rows);
    }
}

/// `rows` rows times `vectors` vectors of 4 channels from `channel` on, whose weights are at `w`; `rows` and
/// `vectors` are constants.
EDGE_DOTPROD_INLINE void multiply(
    const EdgeGemmTile *tile, const EdgeGemmTile *t, const int rows, const int vectors, int32_t channel,
    const int8_t *w, OutputRange range
) {
    Operands o;
    o.w = w;
    EDGE_UNROLL for (int r = 0; r < rows; ++r) o.x[r] = (const int8_t *)t->panel + r * t->panelStride;
    // Loaded for each row: the vector units, which a mov would take, have more to do.
    TileSums sum;
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
            sum[r][v] = vreinterpretq_s32_s8(load16InOrder((const int8_t *)(t->bias + channel + v * 4)));
        }
    }
    int32_t pairs = t->quads / 2;
    if (pairs) {
        loadWeights(&o, vectors);
        EDGE_UNROLL for (int r = 0; r < rows; ++r) o.activations[r] = load8InOrder(o.x[r]);
        EDGE_UNROLL for (int r = 0; r < rows; ++r) EDGE_ADVANCE_IN_ORDER(o.x[r], 8);
    }
    if (pairs) {
        while (--pairs) {
            multiplyQuad(sum, &o, rows, vectors, 0, 1, 0);
            multiplyQuad(sum, &o, rows, vectors, 1, 1, 1);
        }
        multiplyQuad(sum, &o, rows, vectors, 0, 1, 0);
        multiplyQuad(sum, &o, rows, vectors, 1, 0, 0);
    }
    if (t->quads % 2) {
        loadWeights(&o, vectors);
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {
            o.activations[r] = vreinterpret_s8_u32(vdup_n_u32(load4(o.x[r])));
        }
        multiplyQuad(sum, &o, rows, vectors, 0, 0, 0);
    }
    finish(tile, t, rows, vectors, channel, sum, range);
}

EDGE_DOTPROD_INLINE void multiplyAll(const EdgeGemmTile *tile, const int rows, const int vectors) {
    const EdgeGemmTile t = *tile;
    const OutputRange range = outputRange(t.low, t.high, t.zeroPoint);
    const int8_t *block = t.weights;
    for (int32_t channel = 0; channel < t.channels; channel += vectors * 4) {
        multiply(tile, &t, rows, vectors, channel, block + channel % 16 * 4, range);
        if ((channel + vectors * 4) % 16 == 0) block += (ptrdiff_t)t.quads * 64;
    }
}

EDGE_DOTPROD void edgeGemmDotprod(const EdgeGemmTile *tile) {
    switch (tile->rows) {
    case 1: multiplyAll(tile, 1, 4); break;
    case 2: multiplyAll(tile, 2, 4); break;
    case 3: multiplyAll(tile, 3, 4); break;
    case 4: multiplyAll(tile, 4, 4); break;
    case 5: multiplyAll(tile, 5, 2); break;
    case 6: multiplyAll(tile, 6, 2); break;
    case 7: multiplyAll(tile, 7, 2); break;
    default: multiplyAll(tile, 8, 2); break;
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
