// Packing of windows as bytes, each xor `mask`.
#ifndef EDGE_X86_PACK_AVX2_H
#define EDGE_X86_PACK_AVX2_H

#include "avx2.h"

/// Runs of at most `width` bytes, 16 or 32, where so many may be read at each: the first layer's rows of three
/// channels.
EDGE_AVX2_INLINE void packShortRuns(const EdgeGemmPack *p, __m256i mask, const int width) {
    const int8_t *pixelSource = p->source;
    int8_t *pixelOut = p->destination;
    for (int32_t pixel = 0; pixel < p->pixels; ++pixel) {
        const int8_t *rowSource = pixelSource;
        int8_t *out = pixelOut;
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *in = rowSource;
            for (int32_t run = 0; run < p->runs; ++run) {
                if (width == 16) {
                    const __m128i v = _mm_loadu_si128((const __m128i *)in);
                    _mm_storeu_si128((__m128i *)out, _mm_xor_si128(v, _mm256_castsi256_si128(mask)));
                } else {
                    const __m256i v = _mm256_loadu_si256((const __m256i *)in);
                    _mm256_storeu_si256((__m256i *)out, _mm256_xor_si256(v, mask));
                }
                in += p->runStride;
                out += p->length;
            }
            rowSource += p->rowStride;
        }
        pixelSource += p->pixelStep;
        pixelOut += p->destinationStep;
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
