// The columns of depthwise windows that slide, one after the other (CEdgeSIMD.h, EdgeDepthwiseSlide).
#ifndef EDGE_DEPTHWISE_COLUMNS_H
#define EDGE_DEPTHWISE_COLUMNS_H

#include "CEdgeSIMD.h"

#define EDGE_COLUMN_INLINE static inline __attribute__((always_inline))

/// Where the next column lies.
typedef struct {
    const int8_t *row[5];
    ptrdiff_t step[5];
    const int8_t *padding;
    /// Columns before the input's, counted from this one, and the input's.
    int32_t before, inside;
} EdgeColumn;

/// `skipped` columns further than the run's first.
EDGE_COLUMN_INLINE EdgeColumn edgeFirstColumn(
    const EdgeDepthwiseRun *r, int32_t channel, int32_t skipped, const int side) {
    const EdgeDepthwiseSlide *s = &r->slide;
    EdgeColumn c;
    c.padding = s->padding + channel;
    c.before = s->before - skipped;
    c.inside = s->inside;
    for (int i = 0; i < side; ++i) {
        c.step[i] = s->rowSteps[i];
        c.row[i] = s->rows[i] + channel - c.before * c.step[i];
    }
    return c;
}

/// Whether the column is one of the input's; padding otherwise.
EDGE_COLUMN_INLINE int edgeIsInside(const EdgeColumn *c) { return (uint32_t)-c->before < (uint32_t)c->inside; }

EDGE_COLUMN_INLINE void edgeNextColumn(EdgeColumn *c, const int side) {
    for (int i = 0; i < side; ++i) c->row[i] += c->step[i];
    --c->before;
}

/// A pixel of each kernel row, or of padding; and on to the next column.
EDGE_COLUMN_INLINE void edgeTakeColumn(EdgeColumn *c, const int8_t **pixels, const int side) {
    const int inside = edgeIsInside(c);
    for (int i = 0; i < side; ++i) pixels[i] = inside ? c->row[i] : c->padding;
    edgeNextColumn(c, side);
}

#endif
