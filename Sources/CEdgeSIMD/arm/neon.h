// What the NEON kernels share: requantization, and loads and stores of a few bytes.
//
// Everything is exact in the sense of ARITHMETIC.md: one binary32 multiplication, the clamp in float, round
// to nearest even. No fused multiply-add, which would skip a rounding.
#ifndef EDGE_ARM_NEON_H
#define EDGE_ARM_NEON_H

#include <arm_neon.h>
#include <string.h>

#include "CEdgeSIMD.h"

#pragma STDC FP_CONTRACT OFF

#define EDGE_INLINE static inline __attribute__((always_inline))
/// For loops over the registers of a tile, whose bounds are constants.
#define EDGE_UNROLL _Pragma("clang loop unroll(full)")

typedef struct {
    float32x4_t low, high;
    int16x8_t zeroPoint;
} OutputRange;

EDGE_INLINE OutputRange outputRange(float low, float high, int32_t zeroPoint) {
    const OutputRange range = {vdupq_n_f32(low), vdupq_n_f32(high), vdupq_n_s16((int16_t)zeroPoint)};
    return range;
}

/// Clamp and round to nearest even: integers within -255...255.
EDGE_INLINE int16x8_t rounded4(float32x4_t x, OutputRange range) {
    return vreinterpretq_s16_s32(vcvtnq_s32_f32(vminq_f32(vmaxq_f32(x, range.low), range.high)));
}

/// The integers of eight values, the zero point added: within -128...127.
EDGE_INLINE int16x8_t quantized8(float32x4_t x0, float32x4_t x1, OutputRange range) {
    return vaddq_s16(vuzp1q_s16(rounded4(x0, range), rounded4(x1, range)), range.zeroPoint);
}

EDGE_INLINE int8x8_t quantize8(float32x4_t x0, float32x4_t x1, OutputRange range) {
    return vmovn_s16(quantized8(x0, x1, range));
}

/// The low bytes of both, in order.
EDGE_INLINE int8x16_t narrow16(int16x8_t x0, int16x8_t x1) {
    return vuzp1q_s8(vreinterpretq_s8_s16(x0), vreinterpretq_s8_s16(x1));
}

/// Accumulators of four channels times their scales.
EDGE_INLINE float32x4_t scaled4(int32x4_t sum, const float *scale) {
    return vmulq_f32(vcvtq_f32_s32(sum), vld1q_f32(scale));
}

EDGE_INLINE int8x8_t requantize8(int32x4_t sum0, int32x4_t sum1, const float *scale, OutputRange range) {
    return quantize8(scaled4(sum0, scale), scaled4(sum1, scale + 4), range);
}

EDGE_INLINE int8x16_t requantize16(const int32x4_t sums[4], const float *scale, OutputRange range) {
    return narrow16(
        quantized8(scaled4(sums[0], scale), scaled4(sums[1], scale + 4), range),
        quantized8(scaled4(sums[2], scale + 8), scaled4(sums[3], scale + 12), range));
}

EDGE_INLINE uint32_t load4(const int8_t *p) {
    uint32_t x;
    memcpy(&x, p, 4);
    return x;
}

EDGE_INLINE uint64_t load8(const int8_t *p) {
    uint64_t x;
    memcpy(&x, p, 8);
    return x;
}

/// `count` bytes, 1 ... 7, the first one lowest.
EDGE_INLINE uint64_t loadUpTo7(const int8_t *p, int32_t count) {
    if (count >= 4) return load4(p) | (uint64_t)load4(p + count - 4) << (count - 4) * 8;
    const int32_t middle = count / 2, last = count - 1;
    return (uint8_t)p[0] | (uint64_t)(uint8_t)p[middle] << middle * 8 | (uint64_t)(uint8_t)p[last] << last * 8;
}

/// `count` bytes, 1 ... 8, and zeros.
EDGE_INLINE int8x8_t loadBytes8(const int8_t *p, int32_t count) {
    if (count >= 8) return vld1_s8(p);
    return vcreate_s8(loadUpTo7(p, count));
}

/// The first `count` bytes, 1 ... 16, and zeros.
EDGE_INLINE int8x16_t loadBytes(const int8_t *p, int32_t count) {
    if (count >= 16) return vld1q_s8(p);
    if (count < 8) return vcombine_s8(vcreate_s8(loadUpTo7(p, count)), vdup_n_s8(0));
    // Two overlapping loads; count 8 shifts by 64, which C leaves undefined for integers.
    const uint64_t high = count == 8 ? 0 : load8(p + count - 8) >> (16 - count) * 8;
    return vcombine_s8(vcreate_s8(load8(p)), vcreate_s8(high));
}

/// Stores the first `count` bytes, 1 ... 8.
EDGE_INLINE void storeBytes8(int8_t *p, int8x8_t x, int32_t count) {
    if (count >= 8) {
        vst1_s8(p, x);
        return;
    }
    uint64_t bits = vget_lane_u64(vreinterpret_u64_s8(x), 0);
    if (count & 4) {
        memcpy(p, &bits, 4);
        bits >>= 32;
        p += 4;
    }
    if (count & 2) {
        memcpy(p, &bits, 2);
        bits >>= 16;
        p += 2;
    }
    if (count & 1) *p = (int8_t)bits;
}

/// Stores the first `count` bytes, 1 ... 16.
EDGE_INLINE void storeBytes(int8_t *p, int8x16_t x, int32_t count) {
    if (count >= 16) {
        vst1q_s8(p, x);
    } else if (count > 8) {
        vst1_s8(p, vget_low_s8(x));
        storeBytes8(p + 8, vget_high_s8(x), count - 8);
    } else {
        storeBytes8(p, vget_low_s8(x), count);
    }
}

/// Stores the first `count` floats, 1 ... 4.
EDGE_INLINE void storeFloats(float *p, float32x4_t x, int32_t count) {
    if (count >= 4) {
        vst1q_f32(p, x);
        return;
    }
    p[0] = vgetq_lane_f32(x, 0);
    if (count > 1) p[1] = vgetq_lane_f32(x, 1);
    if (count > 2) p[2] = vgetq_lane_f32(x, 2);
}

#endif
