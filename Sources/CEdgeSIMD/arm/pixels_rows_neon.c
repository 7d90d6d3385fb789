// Picture rows apart, together and into colours, NEON.
#if defined(__aarch64__)
#include "neon.h"

#include "../pixels_tail.h"

EDGE_INLINE void split2x16(const EdgeSplitRow *p, int32_t at) {
    const uint8x16x2_t x = vld2q_u8(p->source + 2 * at);
    vst1q_u8(p->first + at, x.val[0]);
    vst1q_u8(p->second + at, x.val[1]);
}

void edgeSplit2NEON(const EdgeSplitRow *p) {
    if (p->count < 16) {
        split2Tail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) split2x16(p, i);
    if (i < p->count) split2x16(p, p->count - 16);
}

EDGE_INLINE void split3x16(const EdgeSplitRow *p, int32_t at) {
    const uint8x16x3_t x = vld3q_u8(p->source + 3 * (ptrdiff_t)at);
    vst1q_u8(p->first + at, x.val[0]);
    vst1q_u8(p->second + at, x.val[1]);
    vst1q_u8(p->third + at, x.val[2]);
}

void edgeSplit3NEON(const EdgeSplitRow *p) {
    if (p->count < 16) {
        split3Tail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) split3x16(p, i);
    if (i < p->count) split3x16(p, p->count - 16);
}

EDGE_INLINE void merge3x16(const EdgeMergeRow *p, int32_t at) {
    const uint8x16_t flip = vdupq_n_u8(p->flip);
    uint8x16x3_t x;
    x.val[0] = veorq_u8(vld1q_u8(p->first + at), flip);
    x.val[1] = veorq_u8(vld1q_u8(p->second + at), flip);
    x.val[2] = veorq_u8(vld1q_u8(p->third + at), flip);
    vst3q_u8(p->output + 3 * (ptrdiff_t)at, x);
}

void edgeMerge3NEON(const EdgeMergeRow *p) {
    if (p->count < 16) {
        merge3Tail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) merge3x16(p, i);
    if (i < p->count) merge3x16(p, p->count - 16);
}

EDGE_INLINE int16x8_t words8(const uint8_t *p) { return vreinterpretq_s16_u16(vmovl_u8(vld1_u8(p))); }

EDGE_INLINE void colour8(const EdgeColourRow *p, int32_t at) {
    const EdgeColourMatrix *m = p->matrix;
    const int16x8_t middle = vdupq_n_s16(128);
    const int16x8_t y = vsubq_s16(words8(p->y + at), vdupq_n_s16(m->lumaOffset));
    const int16x8_t u = vsubq_s16(words8(p->u + at), middle);
    const int16x8_t v = vsubq_s16(words8(p->v + at), middle);
    const int32x4_t left = vmull_n_s16(vget_low_s16(y), m->lumaFraction);
    const int32x4_t right = vmull_high_n_s16(y, m->lumaFraction);
    uint8_t *const out[3] = {p->red, p->green, p->blue};
    for (int c = 0; c < 3; ++c) {
        int32x4_t a = vmlal_n_s16(left, vget_low_s16(u), m->fraction[c][0]);
        int32x4_t b = vmlal_high_n_s16(right, u, m->fraction[c][0]);
        a = vmlal_n_s16(a, vget_low_s16(v), m->fraction[c][1]);
        b = vmlal_high_n_s16(b, v, m->fraction[c][1]);
        int16x8_t words = vrshrn_high_n_s32(vrshrn_n_s32(a, 16), b, 16);
        words = vmlaq_n_s16(vaddq_s16(words, y), u, m->whole[c][0]);
        words = vmlaq_n_s16(words, v, m->whole[c][1]);
        vst1_u8(out[c] + at, vqmovun_s16(words));
    }
}

void edgeColourRowNEON(const EdgeColourRow *p) {
    if (p->count < 8) {
        colourTail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 8 <= p->count; i += 8) colour8(p, i);
    if (i < p->count) colour8(p, p->count - 8);
}

EDGE_INLINE void luma8(const EdgeLumaRow *p, int32_t at) {
    const uint16x8_t r = vmovl_u8(vld1_u8(p->red + at)), g = vmovl_u8(vld1_u8(p->green + at));
    const uint16x8_t b = vmovl_u8(vld1_u8(p->blue + at));
    uint32x4_t left = vmull_n_u16(vget_low_u16(r), 19595), right = vmull_high_n_u16(r, 19595);
    left = vmlal_n_u16(left, vget_low_u16(g), 38470);
    right = vmlal_high_n_u16(right, g, 38470);
    left = vmlal_n_u16(left, vget_low_u16(b), 7471);
    right = vmlal_high_n_u16(right, b, 7471);
    vst1_u8(p->luma + at, vmovn_u16(vrshrn_high_n_u32(vrshrn_n_u32(left, 16), right, 16)));
}

void edgeLumaRowNEON(const EdgeLumaRow *p) {
    if (p->count < 8) {
        lumaTail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 8 <= p->count; i += 8) luma8(p, i);
    if (i < p->count) luma8(p, p->count - 8);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
