// Max and average pool: 64 channels at a time, then 16. The last 16 may begin among the ones before: the
// output lies apart from the input.
#if defined(__aarch64__)
#include "neon.h"

enum { maxVectors = 4 };

/// The maximum over the window for `vectors` (a constant) times 16 channels from `channel` on, or, where
/// `vectors` is 1, `count`.
EDGE_INLINE void maximum(const EdgePool *p, const int vectors, int32_t channel, const int32_t count) {
    int8x16_t best[maxVectors];
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) best[v] = vdupq_n_s8(-128);
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *x = p->input + row * p->rowStep + channel;
        for (int32_t column = 0; column < p->columns; ++column) {
            EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
                best[v] = vmaxq_s8(best[v], loadBytes(x + v * 16, count));
            }
            x += p->columnStep;
        }
    }
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
        storeBytes(p->output + channel + v * 16, best[v], count);
    }
}

void edgeMaxPoolNEON(const EdgePool *p) {
    const int32_t last = p->channels - 16;
    if (last < 0) {
        maximum(p, 1, 0, p->channels);
        return;
    }
    int32_t channel = 0;
    for (; channel + 64 <= p->channels; channel += 64) maximum(p, 4, channel, 16);
    for (; channel < p->channels; channel += 16) maximum(p, 1, channel < last ? channel : last, 16);
}

typedef struct {
    float32x4_t multiplier;
    int32x4_t zeroPoints;
    OutputRange range;
} Average;

/// Sums of 16 channels.
typedef struct {
    int16x8_t low, high;
} Sums16;

/// As `maximum`. 256 values sum to at least -2^15 in int16, then they move on to int32.
EDGE_INLINE void average(
    const EdgePool *p, const int vectors, int32_t channel, const int32_t count, const Average *a
) {
    int32x4_t sums[maxVectors][4];
    Sums16 partial[maxVectors];
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
        EDGE_UNROLL for (int i = 0; i < 4; ++i) sums[v][i] = vnegq_s32(a->zeroPoints);
        partial[v].low = partial[v].high = vdupq_n_s16(0);
    }
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *x = p->input + row * p->rowStep + channel;
        for (int32_t column = 0; column < p->columns;) {
            const int32_t end = p->columns - column > 256 ? column + 256 : p->columns;
            for (; column < end; ++column) {
                EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
                    const int8x16_t q = loadBytes(x + v * 16, count);
                    partial[v].low = vaddw_s8(partial[v].low, vget_low_s8(q));
                    partial[v].high = vaddw_high_s8(partial[v].high, q);
                }
                x += p->columnStep;
            }
            EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
                sums[v][0] = vaddw_s16(sums[v][0], vget_low_s16(partial[v].low));
                sums[v][1] = vaddw_high_s16(sums[v][1], partial[v].low);
                sums[v][2] = vaddw_s16(sums[v][2], vget_low_s16(partial[v].high));
                sums[v][3] = vaddw_high_s16(sums[v][3], partial[v].high);
                partial[v].low = partial[v].high = vdupq_n_s16(0);
            }
        }
    }
    EDGE_UNROLL for (int v = 0; v < vectors; ++v) {
        float32x4_t x[4];
        EDGE_UNROLL for (int i = 0; i < 4; ++i) {
            x[i] = vmulq_f32(vcvtq_f32_s32(sums[v][i]), a->multiplier);
        }
        int8x16_t bytes;
        quantize(x, 4, a->range, &bytes);
        storeBytes(p->output + channel + v * 16, bytes, count);
    }
}

void edgeAveragePoolNEON(const EdgePool *p) {
    const uint32_t zeroPoints = (uint32_t)p->rows * (uint32_t)p->columns * (uint32_t)p->inputZeroPoint;
    const Average a = {
        vdupq_n_f32(p->multiplier), vdupq_n_s32((int32_t)zeroPoints),
        outputRange(p->low, p->high, p->zeroPoint)};
    const int32_t last = p->channels - 16;
    if (last < 0) {
        average(p, 1, 0, p->channels, &a);
        return;
    }
    int32_t channel = 0;
    for (; channel + 64 <= p->channels; channel += 64) average(p, 4, channel, 16, &a);
    for (; channel < p->channels; channel += 16) average(p, 1, channel < last ? channel : last, 16, &a);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
