// Packing of windows as bytes, each xor `mask`.
#ifndef EDGE_X86_PACK_AVX2_H
#define EDGE_X86_PACK_AVX2_H

#include "avx2.h"

/// `width` bytes, 16 or 32.
EDGE_AVX2_INLINE void packWide(int8_t *out, const int8_t *in, __m256i mask, const int width) {
    if (width == 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)in);
        _mm_storeu_si128((__m128i *)out, _mm_xor_si128(v, _mm256_castsi256_si128(mask)));
    } else {
        const __m256i v = _mm256_loadu_si256((const __m256i *)in);
        _mm256_storeu_si256((__m256i *)out, _mm256_xor_si256(v, mask));
    }
}

/// One run a row, of at most `width` bytes, where so many may be read: the first layer's three channels.
/// `rows` is a constant where inlined: a window is a few copies without a loop.
EDGE_AVX2_INLINE void packShortRows(const EdgeGemmPack *p, __m256i mask, const int width, const int rows) {
    const EdgeGemmPack fixed = *p;  // Bytes are stored, which could be *p's.
    const int8_t *in = fixed.source;
    int8_t *out = fixed.destination;
    for (int32_t pixel = 0; pixel < fixed.pixels; ++pixel) {
#pragma clang loop unroll(full)
        for (int row = 0; row < rows; ++row) {
            packWide(out + row * fixed.length, in + row * fixed.rowStride, mask, width);
        }
        in += fixed.pixelStep;
        out += fixed.destinationStep;
    }
}

/// Runs of at most `width` bytes, 16 or 32, where so many may be read at each.
EDGE_AVX2_INLINE void packShortRuns(const EdgeGemmPack *p, __m256i mask, const int width) {
    switch (p->runs == 1 ? p->rows : 0) {
    case 2: packShortRows(p, mask, width, 2); return;
    case 3: packShortRows(p, mask, width, 3); return;
    case 5: packShortRows(p, mask, width, 5); return;
    case 7: packShortRows(p, mask, width, 7); return;
    default: break;
    }
    for (int32_t pixel = 0; pixel < p->pixels; ++pixel) {
        const int8_t *rowSource = p->source + pixel * p->pixelStep;
        int8_t *out = (int8_t *)p->destination + pixel * p->destinationStep;
        for (int32_t row = 0; row < p->rows; ++row, rowSource += p->rowStride) {
            const int8_t *in = rowSource;
            for (int32_t run = 0; run < p->runs; ++run, in += p->runStride, out += p->length) {
                packWide(out, in, mask, width);
            }
        }
    }
}

/// At least 32 bytes; the last 32 may overlap those before.
EDGE_AVX2_INLINE void packLongRun(int8_t *out, const int8_t *in, int32_t length, __m256i mask) {
    for (int32_t i = 0; i < length; i += 32) {
        const int32_t at = i + 32 <= length ? i : length - 32;
        const __m256i v = _mm256_loadu_si256((const __m256i *)(in + at));
        _mm256_storeu_si256((__m256i *)(out + at), _mm256_xor_si256(v, mask));
    }
}

EDGE_AVX2_INLINE void packBytes(const EdgeGemmPack *p, const char mask) {
    const __m256i flip = _mm256_set1_epi8(mask);
    const int32_t length = p->length;
    const int8_t *lastRun = p->source + (p->pixels - 1) * p->pixelStep + (p->rows - 1) * p->rowStride +
                            (p->runs - 1) * p->runStride;
    if (length <= 16 && p->sourceEnd - lastRun >= 16) {
        packShortRuns(p, flip, 16);
        return;
    }
    if (length <= 32 && p->sourceEnd - lastRun >= 32) {
        packShortRuns(p, flip, 32);
        return;
    }
    for (int32_t pixel = 0; pixel < p->pixels; ++pixel) {
        int8_t *out = (int8_t *)p->destination + pixel * p->destinationStep;
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *in = p->source + pixel * p->pixelStep + row * p->rowStride;
            for (int32_t run = 0; run < p->runs; ++run, in += p->runStride, out += length) {
                if (length >= 32) {
                    packLongRun(out, in, length, flip);
                    continue;
                }
                for (int32_t i = 0; i < length; i += 16) {
                    const __m128i v = loadNear(in + i, length - i, p->sourceEnd);
                    _mm_storeu_si128((__m128i *)(out + i), _mm_xor_si128(v, _mm256_castsi256_si128(flip)));
                }
            }
        }
    }
}

#endif
