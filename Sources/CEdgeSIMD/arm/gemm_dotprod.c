// Matrix product with sdot (ARMv8.2 dot product; optional before ARMv8.4).
//
// A 16-byte vector of weights holds 4 channels x 4 k, which is sdot's operand; the 4 activations of a row
// come by lane from a vector of 16.
//
// Tiles: 5 to 8 rows x 8 channels, 1 to 4 rows x 16: at most 16 vectors of sums and 8 of activations.
#if defined(__aarch64__)
#include "gemm.h"

#if defined(__clang__)
#define EDGE_DOTPROD __attribute__((target("dotprod")))
#else
#define EDGE_DOTPROD __attribute__((target("+dotprod")))
#endif
#define EDGE_DOTPROD_INLINE static inline __attribute__((always_inline)) EDGE_DOTPROD

/// One quad, lane `LANE` of the activations, for all rows and vectors of the tile.
#define EDGE_MULTIPLY_QUAD(LANE)                                                     \
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) {                                   \
        const int8x16_t weights = vld1q_s8(w + (LANE) * 64 + v * 16);                \
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {                                 \
            sum[r][v] = vdotq_laneq_s32(sum[r][v], weights, activations[r], (LANE)); \
        }                                                                            \
    }

/// `rows` rows times `vectors` vectors of 4 channels from `channel` on; `rows` and `vectors` are constants.
EDGE_DOTPROD_INLINE void multiply(
    const EdgeGemmTile *t, const int rows, const int vectors, int32_t channel, OutputRange range
) {
    const ptrdiff_t stride = t->panelStride;
    const int8_t *x = t->panel;
    const int8_t *w = t->weights + (ptrdiff_t)(channel / 16) * t->quads * 64 + channel % 16 * 4;
    TileSums sum;
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
        const int32x4_t bias = vld1q_s32(t->bias + channel + v * 4);
        EDGE_UNROLL for (int r = 0; r < rows; ++r) sum[r][v] = bias;
    }
    int8x16_t activations[maxRows];
    int32_t quads = t->quads;
    for (; quads >= 4; quads -= 4) {
        EDGE_UNROLL for (int r = 0; r < rows; ++r) activations[r] = vld1q_s8(x + r * stride);
        EDGE_MULTIPLY_QUAD(0)
        EDGE_MULTIPLY_QUAD(1)
        EDGE_MULTIPLY_QUAD(2)
        EDGE_MULTIPLY_QUAD(3)
        x += 16;
        w += 256;
    }
    for (; quads; --quads) {
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {
            activations[r] = vreinterpretq_s8_u32(vdupq_n_u32(load4(x + r * stride)));
        }
        EDGE_MULTIPLY_QUAD(0)
        x += 4;
        w += 64;
    }
    finish(t, rows, vectors, channel, sum, range);
}

EDGE_DOTPROD_INLINE void multiplyAll(const EdgeGemmTile *t, const int rows, const int vectors) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    for (int32_t channel = 0; channel < t->channels; channel += vectors * 4) {
        multiply(t, rows, vectors, channel, range);
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
