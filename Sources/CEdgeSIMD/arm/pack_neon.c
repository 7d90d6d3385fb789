// Packing of int8 panels: a copy of short runs.
#if defined(__aarch64__)
#include "neon.h"

/// Copies `length` bytes, at least 1; reads none from `end` on and may write up to 15 more.
EDGE_INLINE void copyRun(int8_t *to, const int8_t *from, int32_t length, const int8_t *end) {
    for (; length >= 64; length -= 64) {
        vst1q_s8_x4(to, vld1q_s8_x4(from));
        to += 64;
        from += 64;
    }
    for (; length >= 16; length -= 16) {
        vst1q_s8(to, vld1q_s8(from));
        to += 16;
        from += 16;
    }
    if (length) vst1q_s8(to, end - from >= 16 ? vld1q_s8(from) : loadBytes(from, length));
}

void edgePackInt8NEON(const EdgeGemmPack *pack) {
    for (int32_t pixel = 0; pixel < pack->pixels; ++pixel) {
        const int8_t *window = pack->source + pixel * pack->pixelStep;
        int8_t *to = (int8_t *)pack->destination + pixel * pack->destinationStep;
        for (int32_t row = 0; row < pack->rows; ++row) {
            const int8_t *from = window + row * pack->rowStride;
            for (int32_t run = 0; run < pack->runs; ++run) {
                copyRun(to, from, pack->length, pack->sourceEnd);
                to += pack->length;
                from += pack->runStride;
            }
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
