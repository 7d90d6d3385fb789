// Packing of int8 panels: copies of runs.
#if defined(__aarch64__)
#include "neon.h"

/// Runs of at least 16 bytes: the last 16 again where the length is no multiple.
EDGE_INLINE void copyLong(int8_t *to, const int8_t *from, int32_t length) {
    for (; length >= 64; length -= 64) {
        int8x16_t x[4];
        EDGE_UNROLL for (int i = 0; i < 4; ++i) x[i] = load16InOrder(from + i * 16);
        EDGE_UNROLL for (int i = 0; i < 4; ++i) vst1q_s8(to + i * 16, x[i]);
        EDGE_ADVANCE_IN_ORDER(from, 64);
        EDGE_ADVANCE_IN_ORDER(to, 64);
    }
    for (; length >= 16; length -= 16, from += 16, to += 16) vst1q_s8(to, vld1q_s8(from));
    if (length) vst1q_s8(to + length - 16, vld1q_s8(from + length - 16));
}

enum Run { longRun, shortRun, lastShortRun };

/// The arguments by value, which the destination cannot alias.
EDGE_INLINE void packRuns(const EdgeGemmPack p, const enum Run kind) {
    const int8_t *pixelSource = p.source;
    int8_t *pixelTo = p.destination;
    for (int32_t pixel = 0; pixel < p.pixels; ++pixel) {
        const int8_t *rowSource = pixelSource;
        int8_t *to = pixelTo;
        for (int32_t row = 0; row < p.rows; ++row) {
            const int8_t *from = rowSource;
            for (int32_t run = 0; run < p.runs; ++run) {
                if (kind == longRun) copyLong(to, from, p.length);
                else vst1q_s8(to, kind == shortRun ? vld1q_s8(from) : loadBytes(from, p.length));
                from += p.runStride;
                to += p.length;
            }
            rowSource += p.rowStride;
        }
        pixelSource += p.pixelStep;
        pixelTo += p.destinationStep;
    }
}

void edgePackInt8NEON(const EdgeGemmPack *pack) {
    if (pack->length >= 16) {
        packRuns(*pack, longRun);
        return;
    }
    // The last windows may end where no 16 bytes can be read.
    EdgeGemmPack rest = *pack;
    const ptrdiff_t lastRun = (pack->rows - 1) * pack->rowStride + (pack->runs - 1) * pack->runStride;
    while (rest.pixels && rest.sourceEnd - (rest.source + (rest.pixels - 1) * rest.pixelStep + lastRun) < 16) {
        --rest.pixels;
    }
    packRuns(rest, shortRun);
    rest.source += rest.pixels * rest.pixelStep;
    rest.destination = (int8_t *)rest.destination + rest.pixels * rest.destinationStep;
    rest.pixels = pack->pixels - rest.pixels;
    packRuns(rest, lastShortRun);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
