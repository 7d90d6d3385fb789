// Transpose of bytes: 16 x 16 in registers, by four rounds of the perfect shuffle: each puts row i + 8 between the
// bytes of row i.
#if defined(__aarch64__)
#include "neon.h"

/// Up to 16 x 16; constants where inlined so.
EDGE_INLINE void tile(
    const int8_t *in, ptrdiff_t inputStride, int8_t *out, ptrdiff_t outputStride, const int32_t rows,
    const int32_t columns
) {
    int8x16_t x[16], y[16];
    EDGE_UNROLL for (int i = 0; i < 16; ++i) {
        x[i] = i < rows ? loadBytes(in + i * inputStride, columns) : vdupq_n_s8(0);
    }
    EDGE_UNROLL for (int round = 0; round < 4; ++round) {
        EDGE_UNROLL for (int i = 0; i < 8; ++i) {
            y[2 * i] = vzip1q_s8(x[i], x[i + 8]);
            y[2 * i + 1] = vzip2q_s8(x[i], x[i + 8]);
        }
        EDGE_UNROLL for (int i = 0; i < 16; ++i) x[i] = y[i];
    }
    EDGE_UNROLL for (int i = 0; i < 16; ++i) {
        if (i < columns) storeBytes(out + i * outputStride, x[i], rows);
    }
}

void edgeTransposeNEON(const EdgeTranspose *p) {
    const ptrdiff_t from = p->inputStride, to = p->outputStride;
    for (int32_t row = 0; row < p->rows; row += 16) {
        for (int32_t column = 0; column < p->columns; column += 16) {
            const int8_t *in = p->input + row * from + column;
            int8_t *out = p->output + column * to + row;
            const int32_t rows = p->rows - row, columns = p->columns - column;
            if (rows >= 16 && columns >= 16) tile(in, from, out, to, 16, 16);
            else tile(in, from, out, to, rows, columns);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
