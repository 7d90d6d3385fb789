// add, mul, requantize: 32 elements at a time through float.
//
// An element is read before it is written and never again, so the output may lie in an operand's place.
#if defined(__aarch64__)
#include "neon.h"

typedef struct {
    float32x4_t factorA, factorB;
    /// Within -128 ... 127, so that a difference fits int16.
    int8x8_t zeroPointA, zeroPointB;
    OutputRange range;
} Factors;

EDGE_INLINE Factors factors(const EdgePointwise *p) {
    const Factors f = {
        vdupq_n_f32(p->factorA), vdupq_n_f32(p->factorB), vdup_n_s8((int8_t)p->zeroPointA),
        vdup_n_s8((int8_t)p->zeroPointB), outputRange(p->low, p->high, p->zeroPoint)};
    return f;
}

/// Differences from the zero points, 8 a vector, in order.
EDGE_INLINE void differences(const int8x16_t *q, const int count, int8x8_t zeroPoint, int16x8_t *x) {
    EDGE_UNROLL for (int i = 0; i < count; ++i) {
        x[2 * i] = vsubl_s8(vget_low_s8(q[i]), zeroPoint);
        x[2 * i + 1] = vsubl_s8(vget_high_s8(q[i]), zeroPoint);
        EDGE_IN_ORDER(x[2 * i]);
        EDGE_IN_ORDER(x[2 * i + 1]);
    }
}

/// Times the factor, 4 a vector. Step by step for all, as an in-order core would wait for each step of one.
EDGE_INLINE void scaled(const int32x4_t *x, const int vectors, float32x4_t factor, float32x4_t *y) {
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        y[i] = vcvtq_f32_s32(x[i]);
        EDGE_IN_ORDER(y[i]);
    }
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        y[i] = vmulq_f32(y[i], factor);
        EDGE_IN_ORDER(y[i]);
    }
}

EDGE_INLINE void scaledDifferences(
    const int8x16_t *q, const int count, int8x8_t zeroPoint, float32x4_t factor, float32x4_t *y
) {
    int16x8_t x[maxFloats / 2];
    int32x4_t wide[maxFloats];
    differences(q, count, zeroPoint, x);
    EDGE_UNROLL for (int i = 0; i < 2 * count; ++i) {
        wide[2 * i] = vmovl_s16(vget_low_s16(x[i]));
        wide[2 * i + 1] = vmovl_high_s16(x[i]);
        EDGE_IN_ORDER(wide[2 * i]);
        EDGE_IN_ORDER(wide[2 * i + 1]);
    }
    scaled(wide, 4 * count, factor, y);
}

EDGE_INLINE void add(
    const int8x16_t *a, const int8x16_t *b, const int count, const Factors *f, int8x16_t *out
) {
    float32x4_t x[maxFloats], y[maxFloats];
    scaledDifferences(a, count, f->zeroPointA, f->factorA, x);
    scaledDifferences(b, count, f->zeroPointB, f->factorB, y);
    EDGE_UNROLL for (int i = 0; i < 4 * count; ++i) {
        x[i] = vaddq_f32(x[i], y[i]);
        EDGE_IN_ORDER(x[i]);
    }
    quantize(x, 4 * count, f->range, out);
}

EDGE_INLINE void mul(
    const int8x16_t *a, const int8x16_t *b, const int count, const Factors *f, int8x16_t *out
) {
    int16x8_t x[maxFloats / 2], y[maxFloats / 2];
    int32x4_t products[maxFloats];
    float32x4_t z[maxFloats];
    differences(a, count, f->zeroPointA, x);
    differences(b, count, f->zeroPointB, y);
    EDGE_UNROLL for (int i = 0; i < 2 * count; ++i) {
        products[2 * i] = vmull_s16(vget_low_s16(x[i]), vget_low_s16(y[i]));
        products[2 * i + 1] = vmull_high_s16(x[i], y[i]);
        EDGE_IN_ORDER(products[2 * i]);
        EDGE_IN_ORDER(products[2 * i + 1]);
    }
    scaled(products, 4 * count, f->factorA, z);
    quantize(z, 4 * count, f->range, out);
}

EDGE_INLINE void rescale(
    const int8x16_t *a, const int8x16_t *b, const int count, const Factors *f, int8x16_t *out
) {
    (void)b;
    float32x4_t x[maxFloats];
    scaledDifferences(a, count, f->zeroPointA, f->factorA, x);
    quantize(x, 4 * count, f->range, out);
}

#define EDGE_POINTWISE(LINKAGE, NAME, VALUES)                                                        \
    LINKAGE NAME(const EdgePointwise *p) {                                                           \
        const Factors f = factors(p);                                                                \
        for (int32_t row = 0; row < p->rows; ++row) {                                                \
            const int8_t *a = p->a + row * p->strideA;                                               \
            const int8_t *b = p->b + row * p->strideB;                                               \
            int8_t *out = p->output + row * p->outputStride;                                         \
            int32_t count = p->count;                                                                \
            for (; count >= 32; count -= 32, a += 32, b += 32, out += 32) {                          \
                const int8x16_t x[2] = {vld1q_s8(a), vld1q_s8(a + 16)};                              \
                const int8x16_t y[2] = {vld1q_s8(b), vld1q_s8(b + 16)};                              \
                int8x16_t z[2];                                                                      \
                VALUES(x, y, 2, &f, z);                                                              \
                vst1q_s8(out, z[0]);                                                                 \
                vst1q_s8(out + 16, z[1]);                                                            \
            }                                                                                        \
            for (; count > 0; count -= 16, a += 16, b += 16, out += 16) {                            \
                const int8x16_t x = loadBytes(a, count), y = loadBytes(b, count);                    \
                int8x16_t z;                                                                         \
                VALUES(&x, &y, 1, &f, &z);                                                           \
                storeBytes(out, z, count);                                                           \
            }                                                                                        \
        }                                                                                            \
    }

EDGE_POINTWISE(void, edgeAddNEON, add)
EDGE_POINTWISE(void, edgeMulNEON, mul)
EDGE_POINTWISE(static void, requantizeEach, rescale)

void edgeRequantizeNEON(const EdgePointwise *p) {
    if ((int64_t)p->rows * p->count < 2048) {
        requantizeEach(p);
        return;
    }
    // A table of all 256 values, made at that cost, is 1.6 (Neoverse N1) to 2.9 (Cortex-A53) times as fast from
    // then on.
    int8_t table[256];
    for (int i = 0; i < 256; ++i) table[i] = (int8_t)(i - 128);
    EdgePointwise all = *p;
    all.a = all.b = all.output = table;
    all.rows = 1;
    all.count = 256;
    requantizeEach(&all);
    const EdgeLookup lookup = {
        .input = p->a, .output = p->output, .table = table, .rows = p->rows, .count = p->count,
        .inputStride = p->strideA, .outputStride = p->outputStride};
    edgeLookupNEON(&lookup);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
