// Picture resize, NEON: umlal of samples with the high and with the low halves of their weights.
#if defined(__aarch64__)
#include "neon.h"

#include "../pixels_tail.h"

/// Four sums of halves to four samples, cut at 65535.
EDGE_INLINE uint16x4_t roundedSums(uint32x4_t high, uint32x4_t low) {
    const uint32x4_t sum = vaddq_u32(vshlq_n_u32(high, 11), low);
    return vqmovn_u32(vrshrq_n_u32(sum, 22));
}

typedef struct {
    uint32x4_t high[4], low[4];
} Sums;

EDGE_INLINE void addRow(Sums *sums, const uint8_t *row, int16_t high, int16_t low) {
    const uint8x16_t x = vld1q_u8(row);
    const uint16x8_t left = vmovl_u8(vget_low_u8(x)), right = vmovl_high_u8(x);
    const uint16x8_t h = vdupq_n_u16((uint16_t)high), l = vdupq_n_u16((uint16_t)low);
    sums->high[0] = vmlal_u16(sums->high[0], vget_low_u16(left), vget_low_u16(h));
    sums->high[1] = vmlal_high_u16(sums->high[1], left, h);
    sums->high[2] = vmlal_u16(sums->high[2], vget_low_u16(right), vget_low_u16(h));
    sums->high[3] = vmlal_high_u16(sums->high[3], right, h);
    sums->low[0] = vmlal_u16(sums->low[0], vget_low_u16(left), vget_low_u16(l));
    sums->low[1] = vmlal_high_u16(sums->low[1], left, l);
    sums->low[2] = vmlal_u16(sums->low[2], vget_low_u16(right), vget_low_u16(l));
    sums->low[3] = vmlal_high_u16(sums->low[3], right, l);
}

EDGE_INLINE void blend16(const EdgeBlendRows *p, int32_t at) {
    Sums sums;
    for (int i = 0; i < 4; ++i) sums.high[i] = sums.low[i] = vdupq_n_u32(0);
    for (int32_t t = 0; t < p->pairs; ++t) {
        const EdgeTapPair *w = p->weights + t;
        addRow(&sums, p->rows[2 * t] + at, w->high[0], w->low[0]);
        addRow(&sums, p->rows[2 * t + 1] + at, w->high[1], w->low[1]);
    }
    uint16x4_t words[4];
    for (int i = 0; i < 4; ++i) words[i] = roundedSums(sums.high[i], sums.low[i]);
    const uint8x8_t left = vqmovn_u16(vcombine_u16(words[0], words[1]));
    vst1q_u8(p->output + at, vqmovn_high_u16(left, vcombine_u16(words[2], words[3])));
}

void edgeBlendRowsNEON(const EdgeBlendRows *p) {
    if (p->count < 16) {
        blendTail(p, 0);
        return;
    }
    int32_t i = 0;
    for (; i + 16 <= p->count; i += 16) blend16(p, i);
    if (i < p->count) blend16(p, p->count - 16);
}

EDGE_INLINE uint16x4_t window4(const uint8_t *source, const EdgeWindowTaps *taps, int half, int32_t pairs) {
    const uint8x16_t window = vld1q_u8(source);
    const uint32x4_t zero = vdupq_n_u32(0);
    // Taps apart, outputs 0 and 1, then 2 and 3.
    uint32x4_t high0 = zero, high1 = zero, low0 = zero, low1 = zero;
    for (int32_t t = 0; t < pairs; ++t) {
        const uint16x8_t values =
            vreinterpretq_u16_u8(vqtbl1q_u8(window, vld1q_u8(taps[t].places + 16 * half)));
        const uint16x8_t h = vreinterpretq_u16_s16(vld1q_s16(taps[t].high + 8 * half));
        const uint16x8_t l = vreinterpretq_u16_s16(vld1q_s16(taps[t].low + 8 * half));
        high0 = vmlal_u16(high0, vget_low_u16(values), vget_low_u16(h));
        high1 = vmlal_high_u16(high1, values, h);
        low0 = vmlal_u16(low0, vget_low_u16(values), vget_low_u16(l));
        low1 = vmlal_high_u16(low1, values, l);
    }
    return roundedSums(vpaddq_u32(high0, high1), vpaddq_u32(low0, low1));
}

void edgeResampleWindowsNEON(const EdgeResampleWindows *p) {
    for (int32_t block = 0; block < p->blocks; ++block) {
        const EdgeWindowTaps *taps = p->taps + (ptrdiff_t)block * p->pairs;
        const uint16x4_t a = window4(p->source + p->windows[2 * block], taps, 0, p->pairs);
        const uint16x4_t b = window4(p->source + p->windows[2 * block + 1], taps, 1, p->pairs);
        vst1_u8(p->output + 8 * block, vqmovn_u16(vcombine_u16(a, b)));
    }
}

EDGE_INLINE uint32x4_t span(const EdgeResampleSpans *p, int32_t i) {
    const uint8_t *x = p->source + p->starts[i];
    const int32_t *w = p->weights + (ptrdiff_t)i * p->taps;
    uint32x4_t a = vdupq_n_u32(0), b = a;
    for (int32_t t = 0; t < p->taps; t += 8) {
        const uint16x8_t samples = vmovl_u8(vld1_u8(x + t));
        const uint32x4_t first = vreinterpretq_u32_s32(vld1q_s32(w + t));
        const uint32x4_t second = vreinterpretq_u32_s32(vld1q_s32(w + t + 4));
        a = vmlaq_u32(a, vmovl_u16(vget_low_u16(samples)), first);
        b = vmlaq_u32(b, vmovl_high_u16(samples), second);
    }
    return vaddq_u32(a, b);
}

/// Four at a time share the sums across and the rounding.
void edgeResampleSpansNEON(const EdgeResampleSpans *p) {
    int32_t i = 0;
    for (; i + 4 <= p->outputs; i += 4) {
        const uint32x4_t ab = vpaddq_u32(span(p, i), span(p, i + 1));
        const uint32x4_t cd = vpaddq_u32(span(p, i + 2), span(p, i + 3));
        const uint16x4_t words = roundedSums(vdupq_n_u32(0), vpaddq_u32(ab, cd));
        const uint8x8_t bytes = vqmovn_u16(vcombine_u16(words, words));
        const uint32_t four = vget_lane_u32(vreinterpret_u32_u8(bytes), 0);
        memcpy(p->output + i, &four, sizeof four);
    }
    for (; i < p->outputs; ++i) p->output[i] = roundedSample(vaddvq_u32(span(p, i)));
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
