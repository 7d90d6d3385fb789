// What the two matrix products share: the end of a tile.
#ifndef EDGE_ARM_GEMM_H
#define EDGE_ARM_GEMM_H

#include "neon.h"

/// Sums of a tile, [row][vector]; a vector holds four channels.
enum { maxRows = 8, maxVectors = 4 };
typedef int32x4_t TileSums[maxRows][maxVectors];

/// The last channels, or floats: `vectors` * 4 channels from `channel` on, as far as there are so many.
/// Out of line and by memory, so that it costs the common path neither code nor registers.
static __attribute__((noinline, cold)) void finishRest(
    const EdgeGemmTile *t, int rows, int vectors, int32_t channel, const int32_t *sums
) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    for (int r = 0; r < rows; ++r) {
        for (int v = 0; v < vectors; v += 2, sums += 8) {
            const int32_t first = channel + v * 4, count = t->channels - first;
            if (count <= 0) continue;
            const int32x4_t sum[2] = {vld1q_s32(sums), vld1q_s32(sums + 4)};
            const float32x4_t scale[2] = {vld1q_f32(t->scale + first), vld1q_f32(t->scale + first + 4)};
            if (t->dequantize) {
                float *out = (float *)t->output + r * t->outputStride + first;
                storeFloats(out, vmulq_f32(vcvtq_f32_s32(sum[0]), scale[0]), count);
                if (count > 4) storeFloats(out + 4, vmulq_f32(vcvtq_f32_s32(sum[1]), scale[1]), count - 4);
            } else {
                int8x16_t bytes;
                requantize(sum, 2, scale, 2, range, &bytes);
                storeBytes8((int8_t *)t->output + r * t->outputStride + first, vget_low_s8(bytes), count);
            }
        }
    }
}

/// Writes `vectors` * 4 channels from `channel` on, as far as there are so many; `rows` and `vectors`, 2 or
/// 4, are constants. `t` is a copy of `*tile`, which the output might alias.
EDGE_INLINE void finish(
    const EdgeGemmTile *tile, const EdgeGemmTile *t, const int rows, const int vectors, int32_t channel,
    TileSums sums, OutputRange range
) {
    if (t->channels - channel < vectors * 4 || t->dequantize) {
        int32_t memory[maxRows * maxVectors * 4];
        EDGE_UNROLL for (int r = 0; r < rows; ++r) {
            EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
                vst1q_s32(memory + (r * vectors + v) * 4, sums[r][v]);
            }
        }
        finishRest(tile, rows, vectors, channel, memory);
        return;
    }
    float32x4_t scale[maxVectors];
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
        scale[v] = vld1q_f32(t->scale + channel + v * 4);
        EDGE_IN_ORDER(scale[v]);
    }
    int8_t *out[maxRows];
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        out[r] = (int8_t *)t->output + channel + r * t->outputStride;
        __asm__ volatile("" : "+r"(out[r]));
    }
    int32x4_t all[maxFloats];
    int8x16_t bytes[maxFloats / 4];
    EDGE_UNROLL for (int i = 0; i < rows * vectors; ++i) all[i] = sums[i / vectors][i % vectors];
    requantize(all, rows * vectors, scale, vectors, range, bytes);
    EDGE_UNROLL for (int r = 0; r < rows; ++r) {
        if (vectors == 4) vst1q_s8(out[r], bytes[r]);
        else vst1_s8(out[r], r % 2 ? vget_high_s8(bytes[r / 2]) : vget_low_s8(bytes[r / 2]));
    }
}

#endif
