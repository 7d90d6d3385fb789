// lookup: 16 elements at a time; the table of 256 bytes lies in 16 registers.
#if defined(__aarch64__)
#include "neon.h"

/// The table in quarters of 64 bytes.
typedef struct {
    int8x16x4_t quarter[4];
} Table;

EDGE_INLINE int8x16_t lookUp16(const Table *table, int8x16_t x) {
    // Indices outside 0...63 give 0 (tbl) or leave what is there (tbx).
    const uint8x16_t quarter = vdupq_n_u8(64);
    uint8x16_t index = veorq_u8(vreinterpretq_u8_s8(x), vdupq_n_u8(128));
    int8x16_t y = vqtbl4q_s8(table->quarter[0], index);
    index = vsubq_u8(index, quarter);
    y = vqtbx4q_s8(y, table->quarter[1], index);
    index = vsubq_u8(index, quarter);
    y = vqtbx4q_s8(y, table->quarter[2], index);
    index = vsubq_u8(index, quarter);
    return vqtbx4q_s8(y, table->quarter[3], index);
}

void edgeLookupNEON(const EdgeLookup *p) {
    Table table;
    EDGE_UNROLL for (int i = 0; i < 4; ++i) table.quarter[i] = vld1q_s8_x4(p->table + i * 64);
    for (int32_t row = 0; row < p->rows; ++row) {
        const int8_t *in = p->input + row * p->inputStride;
        int8_t *out = p->output + row * p->outputStride;
        int32_t count = p->count;
        for (; count >= 16; count -= 16, in += 16, out += 16) {
            vst1q_s8(out, lookUp16(&table, vld1q_s8(in)));
        }
        if (count) storeBytes(out, lookUp16(&table, loadBytes(in, count)), count);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
