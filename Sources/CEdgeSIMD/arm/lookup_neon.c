// lookup: 64 elements at a time; the table of 256 bytes lies in 16 registers.
#if defined(__aarch64__)
#include "neon.h"

/// The table in quarters of 64 bytes.
typedef struct {
    int8x16x4_t quarter[4];
} Table;

enum { maxVectors = 4 };

/// `vectors` vectors, a constant, step by step, as an in-order core would wait for each step of one.
EDGE_INLINE void lookUp(const Table *table, int8x16_t *x, const int vectors) {
    // Indices outside 0...63 give 0 (tbl) or leave what is there (tbx).
    const uint8x16_t quarter = vdupq_n_u8(64);
    uint8x16_t index[maxVectors];
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        index[i] = veorq_u8(vreinterpretq_u8_s8(x[i]), vdupq_n_u8(128));
        EDGE_IN_ORDER(index[i]);
    }
    EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
        x[i] = vqtbl4q_s8(table->quarter[0], index[i]);
        EDGE_IN_ORDER(x[i]);
    }
    EDGE_UNROLL for (int q = 1; q < 4; ++q) {
        EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
            index[i] = vsubq_u8(index[i], quarter);
            EDGE_IN_ORDER(index[i]);
        }
        EDGE_UNROLL for (int i = 0; i < vectors; ++i) {
            x[i] = vqtbx4q_s8(x[i], table->quarter[q], index[i]);
            EDGE_IN_ORDER(x[i]);
        }
    }
}

void edgeLookupNEON(const EdgeLookup *p) {
    Table table;
    EDGE_UNROLL for (int i = 0; i < 4; ++i) table.quarter[i] = vld1q_s8_x4(p->table + i * 64);
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *in = p->input + row * p->inputStride;
        int8_t *out = p->output + row * p->outputStride;
        int32_t count = p->count;
        for (; count >= 64; count -= 64, in += 64, out += 64) {
            int8x16_t x[maxVectors];
            EDGE_UNROLL for (int i = 0; i < 4; ++i) x[i] = load16InOrder(in + i * 16);
            lookUp(&table, x, 4);
            EDGE_UNROLL for (int i = 0; i < 4; ++i) vst1q_s8(out + i * 16, x[i]);
        }
        for (; count > 0; count -= 16, in += 16, out += 16) {
            int8x16_t x = loadBytes(in, count);
            lookUp(&table, &x, 1);
            storeBytes(out, x, count);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
