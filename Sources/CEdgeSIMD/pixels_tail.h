// The picture kernels one sample at a time: for rows, or ends of rows, that fill no register.
#ifndef EDGE_PIXELS_TAIL_H
#define EDGE_PIXELS_TAIL_H

#include "CEdgePixels.h"

static inline uint8_t clampedByte(int32_t x) { return x < 0 ? 0 : x > 255 ? 255 : (uint8_t)x; }

static inline uint8_t roundedSample(uint32_t sum) {
    const uint32_t x = (sum + (1u << 21)) >> 22;
    return x > 255 ? 255 : (uint8_t)x;
}

static inline void blendTail(const EdgeBlendRows *p, int32_t from) {
    for (int32_t i = from; i < p->count; ++i) {
        uint32_t high = 0, low = 0;
        for (int32_t t = 0; t < 2 * p->pairs; ++t) {
            const EdgeTapPair *w = p->weights + t / 2;
            high += (uint32_t)p->rows[t][i] * (uint32_t)w->high[t & 1];
            low += (uint32_t)p->rows[t][i] * (uint32_t)w->low[t & 1];
        }
        p->output[i] = roundedSample((high << 11) + low);
    }
}

static inline void split2Tail(const EdgeSplitRow *p, int32_t from) {
    for (int32_t i = from; i < p->count; ++i) {
        p->first[i] = p->source[2 * i];
        p->second[i] = p->source[2 * i + 1];
    }
}

static inline void split3Tail(const EdgeSplitRow *p, int32_t from) {
    for (int32_t i = from; i < p->count; ++i) {
        p->first[i] = p->source[3 * i];
        p->second[i] = p->source[3 * i + 1];
        p->third[i] = p->source[3 * i + 2];
    }
}

static inline void merge3Tail(const EdgeMergeRow *p, int32_t from) {
    for (int32_t i = from; i < p->count; ++i) {
        p->output[3 * i] = p->first[i] ^ p->flip;
        p->output[3 * i + 1] = p->second[i] ^ p->flip;
        p->output[3 * i + 2] = p->third[i] ^ p->flip;
    }
}

static inline void colourTail(const EdgeColourRow *p, int32_t from) {
    const EdgeColourMatrix *m = p->matrix;
    uint8_t *const out[3] = {p->red, p->green, p->blue};
    for (int32_t i = from; i < p->count; ++i) {
        const int32_t y = p->y[i] - m->lumaOffset, u = p->u[i] - 128, v = p->v[i] - 128;
        for (int c = 0; c < 3; ++c) {
            const int32_t fraction =
                (m->lumaFraction * y + m->fraction[c][0] * u + m->fraction[c][1] * v + 32768) >> 16;
            out[c][i] = clampedByte(y + m->whole[c][0] * u + m->whole[c][1] * v + fraction);
        }
    }
}

static inline void lumaTail(const EdgeLumaRow *p, int32_t from) {
    for (int32_t i = from; i < p->count; ++i) {
        p->luma[i] =
            (uint8_t)((19595u * p->red[i] + 38470u * p->green[i] + 7471u * p->blue[i] + 32768u) >> 16);
    }
}

#endif
