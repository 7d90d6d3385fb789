// add, mul, requantize: 16 elements at a time through float.
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

EDGE_INLINE float32x4_t toFloat(int16x4_t x) { return vcvtq_f32_s32(vmovl_s16(x)); }

EDGE_INLINE float32x4_t sum4(int16x4_t a, int16x4_t b, const Factors *f) {
    const float32x4_t x = vmulq_f32(toFloat(a), f->factorA);
    const float32x4_t y = vmulq_f32(toFloat(b), f->factorB);
    return vaddq_f32(x, y);
}

EDGE_INLINE int16x8_t add8(int8x8_t a, int8x8_t b, const Factors *f) {
    const int16x8_t x = vsubl_s8(a, f->zeroPointA), y = vsubl_s8(b, f->zeroPointB);
    return quantized8(
        sum4(vget_low_s16(x), vget_low_s16(y), f), sum4(vget_high_s16(x), vget_high_s16(y), f), f->range);
}

EDGE_INLINE int16x8_t mul8(int8x8_t a, int8x8_t b, const Factors *f) {
    const int16x8_t x = vsubl_s8(a, f->zeroPointA), y = vsubl_s8(b, f->zeroPointB);
    const int32x4_t low = vmull_s16(vget_low_s16(x), vget_low_s16(y)), high = vmull_high_s16(x, y);
    return quantized8(
        vmulq_f32(vcvtq_f32_s32(low), f->factorA), vmulq_f32(vcvtq_f32_s32(high), f->factorA), f->range);
}

EDGE_INLINE int16x8_t rescale8(int8x8_t a, int8x8_t b, const Factors *f) {
    (void)b;
    const int16x8_t x = vsubl_s8(a, f->zeroPointA);
    return quantized8(
        vmulq_f32(toFloat(vget_low_s16(x)), f->factorA), vmulq_f32(toFloat(vget_high_s16(x)), f->factorA),
        f->range);
}

#define EDGE_POINTWISE(NAME, VALUE8)                                                                 \
    void NAME(const EdgePointwise *p) {                                                              \
        const Factors f = factors(p);                                                                \
        for (int32_t row = 0; row < p->rows; ++row) {                                                \
            const int8_t *a = p->a + row * p->strideA;                                               \
            const int8_t *b = p->b + row * p->strideB;                                               \
            int8_t *out = p->output + row * p->outputStride;                                         \
            int32_t count = p->count;                                                                \
            for (; count >= 16; count -= 16, a += 16, b += 16, out += 16) {                          \
                const int8x16_t x = vld1q_s8(a), y = vld1q_s8(b);                                    \
                const int16x8_t low = VALUE8(vget_low_s8(x), vget_low_s8(y), &f);                    \
                const int16x8_t high = VALUE8(vget_high_s8(x), vget_high_s8(y), &f);                 \
                vst1q_s8(out, narrow16(low, high));                                                  \
            }                                                                                        \
            for (; count > 0; count -= 8, a += 8, b += 8, out += 8) {                                \
                const int16x8_t y = VALUE8(loadBytes8(a, count), loadBytes8(b, count), &f);          \
                storeBytes8(out, vmovn_s16(y), count);                                               \
            }                                                                                        \
        }                                                                                            \
    }

EDGE_POINTWISE(edgeAddNEON, add8)
EDGE_POINTWISE(edgeMulNEON, mul8)
EDGE_POINTWISE(edgeRequantizeNEON, rescale8)
#else
typedef int edge_translation_unit_is_not_empty;
#endif
