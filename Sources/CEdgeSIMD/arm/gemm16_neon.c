// Matrix product of int16 activations, ARMv8.0: 2 rows x 8 channels.
//
// 8 bytes of weights hold 2 channels x 4 k, which are widened and multiplied into four int32 sums each (smlal);
// the end adds the four up. Exact: the verifier proves that the sum fits an int32.
#if defined(__aarch64__)
#include "gemm.h"

EDGE_INLINE void multiplyRows(const EdgeGemmTile *tile, const int rows) {
    const EdgeGemmTile t = *tile;
    const OutputRange range = outputRange(t.low, t.high, t.zeroPoint);
    for (int32_t channel = 0; channel < t.channels; channel += 8) {
        const int8_t *w = t.weights + (ptrdiff_t)(channel / 16) * t.quads * 64 + channel % 16 * 4;
        int32x4_t sum[2][8];
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {
            EDGE_UNROLL for (int c = 0; c < 8; ++c) sum[r][c] = vdupq_n_s32(0);
        }
        for (int32_t k = 0; k < t.quads; ++k, w += 64) {
            int16x4_t x[2];
            EDGE_UNROLL for (int r = 0; r < rows; ++r) {
                memcpy(&x[r], (const char *)t.panel + r * t.panelStride + (ptrdiff_t)k * 8, 8);
            }
            EDGE_UNROLL for (int c = 0; c < 8; c += 2) {
                const int16x8_t weights = vmovl_s8(vld1_s8(w + c * 4));
                EDGE_UNROLL for (int r = 0; r < rows; ++r) {
                    sum[r][c] = vmlal_s16(sum[r][c], vget_low_s16(weights), x[r]);
                    sum[r][c + 1] = vmlal_s16(sum[r][c + 1], vget_high_s16(weights), x[r]);
                }
            }
        }
        TileSums sums;
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {
            EDGE_UNROLL for (int v = 0; v < 2; ++v) {
                const int32x4_t *s = &sum[r][v * 4];
                const int32x4_t all = vpaddq_s32(vpaddq_s32(s[0], s[1]), vpaddq_s32(s[2], s[3]));
                sums[r][v] = vaddq_s32(all, vld1q_s32(t.bias + channel + v * 4));
            }
        }
        finish(tile, &t, rows, 2, channel, sums, range);
    }
}

void edgeGemm16NEON(const EdgeGemmTile *tile) {
    if (tile->rows == 1) multiplyRows(tile, 1);
    else multiplyRows(tile, 2);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
