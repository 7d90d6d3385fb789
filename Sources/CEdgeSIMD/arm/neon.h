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

/// No instruction, but whatever makes a value comes before it and whatever uses it after, in program order.
/// Without it the compiler's order spills, or makes an in-order core wait.
#define EDGE_IN_ORDER(VALUE) __asm__ volatile("" : "+w"(VALUE))

/// Advances a pointer, in program order.
#define EDGE_ADVANCE_IN_ORDER(POINTER, BYTES)            \
    do {                                                  \
        __asm__ volatile("" : "+r"(POINTER));             \
        (POINTER) += (BYTES);                             \
        __asm__ volatile("" : "+r"(POINTER));             \
    } while (0)

/// Loads 16 bytes, in program order, and not paired with others to ldp, whose second half comes late.
EDGE_INLINE int8x16_t load16InOrder(const int8_t *p) {
    int8x16_t x = vld1q_s8(p);
    __asm__ volatile("" : "+w"(x) : : "memory");
    return x;
}

/// The zero point is included in the bounds, which are integers: to clamp before rounding, as ARITHMETIC.md
/// has it, or after it is the same.
typedef struct {
    int8x16_t low, high;
    int16x8_t zeroPoint;
} OutputRange;

EDGE_INLINE OutputRange outputRange(float low, float high, int32_t zeroPoint) {
    const OutputRange range = {
        vdupq_n_s8((int8_t)((int32_t)low + zeroPoint)), vdupq_n_s8((int8_t)((int32_t)high + zeroPoint)),
        vdupq_n_s16((int16_t)zeroPoint)};
    return range;
}

enum { maxFloats = 16 };

/// Rounds to nearest even, adds the zero point, and clamps `vectors` vectors, 1 ... maxFloats, a constant:
/// four to a vector of bytes. What is out of range saturates on the way, so on the right side.
///
/// Step by step for all vectors, as an in-order core would wait for each step of one.
EDGE_INLINE void quantize(const float32x4_t *x, const int vectors, OutputRange range, int8x16_t *bytes) {
    int32x4_t q[maxFloats];
    int16x4_t half[maxFloats / 2];
    int16x8_t h[maxFloats / 2];
    int8x8_t quarter[maxFloats / 4];
    const int pairs = (vectors + 1) / 2, fours = (vectors + 3) / 4;
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        q[i] = vcvtnq_s32_f32(x[i]);
        EDGE_IN_ORDER(q[i]);
    }
    EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
        half[i] = vqmovn_s32(q[2 * i]);
        EDGE_IN_ORDER(half[i]);
    }
    EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
        h[i] = 2 * i + 1 < vectors ? vqmovn_high_s32(half[i], q[2 * i + 1]) : vcombine_s16(half[i], half[i]);
        EDGE_IN_ORDER(h[i]);
    }
    EDGE_UNROLL for (int i = 0; i < pairs; ++i) {
        h[i] = vqaddq_s16(h[i], range.zeroPoint);
        EDGE_IN_ORDER(h[i]);
    }
    EDGE_UNROLL for (int i = 0; i < fours; ++i) {
        quarter[i] = vqmovn_s16(h[2 * i]);
        EDGE_IN_ORDER(quarter[i]);
    }
    EDGE_UNROLL for (int i = 0; i < fours; ++i) {
        bytes[i] = 2 * i + 1 < pairs ? vqmovn_high_s16(quarter[i], h[2 * i + 1])
                                     : vcombine_s8(quarter[i], quarter[i]);
        EDGE_IN_ORDER(bytes[i]);
    }
    EDGE_UNROLL for (int i = 0; i < fours; ++i) {
        bytes[i] = vmaxq_s8(bytes[i], range.low);
        EDGE_IN_ORDER(bytes[i]);
    }
    EDGE_UNROLL for (int i = 0; i < fours; ++i) bytes[i] = vminq_s8(bytes[i], range.high);
}

/// The same of sums: vector i times scale[i % scales].
EDGE_INLINE void requantize(
    const int32x4_t *sums, const int vectors, const float32x4_t *scale, const int scales, OutputRange range,
    int8x16_t *bytes
) {
    float32x4_t x[maxFloats];
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        x[i] = vcvtq_f32_s32(sums[i]);
        EDGE_IN_ORDER(x[i]);
    }
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        x[i] = vmulq_f32(x[i], scale[i % scales]);
        EDGE_IN_ORDER(x[i]);
    }
    quantize(x, vectors, range, bytes);
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
