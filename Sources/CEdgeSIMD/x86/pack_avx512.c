// Packing of windows as unsigned bytes q + 128, AVX-512: up to 64 bytes of a run at a time, under a mask.
#if defined(__x86_64__)
#include "avx512.h"

/// The bytes of a mask of 16, 32 or 64 bytes; as many are written.
EDGE_AVX512_INLINE void packRun(int8_t *out, const int8_t *in, __mmask64 mask, const int width) {
    if (width == 16) {
        const __m128i v = _mm_maskz_loadu_epi8((__mmask16)mask, in);
        _mm_storeu_si128((__m128i *)out, _mm_xor_si128(v, _mm_set1_epi8((char)0x80)));
    } else if (width == 32) {
        const __m256i v = _mm256_maskz_loadu_epi8((__mmask32)mask, in);
        _mm256_storeu_si256((__m256i *)out, _mm256_xor_si256(v, _mm256_set1_epi8((char)0x80)));
    } else {
        const __m512i v = _mm512_maskz_loadu_epi8(mask, in);
        _mm512_storeu_si512(out, _mm512_xor_si512(v, _mm512_set1_epi8((char)0x80)));
    }
}

/// Runs of at most `width` bytes, or of any length where it is 0; a constant where inlined.
EDGE_AVX512_INLINE void packRuns(const EdgeGemmPack *p, const int width) {
    const int32_t whole = width != 0 ? 0 : (p->length - 1) / 64 * 64;
    const __mmask64 mask = firstBytes(p->length - whole);
    for (int32_t pixel = 0; pixel < p->pixels; ++pixel) {
        int8_t *out = (int8_t *)p->destination + pixel * p->destinationStep;
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *in = p->source + pixel * p->pixelStep + row * p->rowStride;
            for (int32_t run = 0; run < p->runs; ++run, in += p->runStride, out += p->length) {
                for (int32_t i = 0; i < whole; i += 64) packRun(out + i, in + i, ~(__mmask64)0, 64);
                packRun(out + whole, in + whole, mask, width);
            }
        }
    }
}

/// One run a row, of at most `width` bytes; `rows` is a constant where inlined.
EDGE_AVX512_INLINE void packRows(const EdgeGemmPack *p, const int width, const int rows) {
    const EdgeGemmPack fixed = *p;  // Bytes are stored, which could be *p's.
    const __mmask64 mask = firstBytes(fixed.length);
    const int8_t *in = fixed.source;
    int8_t *out = fixed.destination;
    for (int32_t pixel = 0; pixel < fixed.pixels; ++pixel) {
#pragma clang loop unroll(full)
        for (int row = 0; row < rows; ++row) {
            packRun(out + row * fixed.length, in + row * fixed.rowStride, mask, width);
        }
        in += fixed.pixelStep;
        out += fixed.destinationStep;
    }
}

/// Rows of at most 32 bytes, without a loop over them.
EDGE_AVX512_INLINE void packShortRows(const EdgeGemmPack *p, const int width) {
    switch (p->rows) {
    case 2: packRows(p, width, 2); break;
    case 3: packRows(p, width, 3); break;
    case 5: packRows(p, width, 5); break;
    case 7: packRows(p, width, 7); break;
    default: packRuns(p, width); break;
    }
}

EDGE_AVX512 void edgePackBiasedAVX512(const EdgeGemmPack *p) {
    if (p->runs == 1 && p->length <= 32 && p->pixels > 1) {
        if (p->length <= 16) {
            packShortRows(p, 16);
        } else {
            packShortRows(p, 32);
        }
    } else if (p->length <= 16) {
        packRuns(p, 16);
    } else if (p->length <= 32) {
        packRuns(p, 32);
    } else if (p->length <= 64) {
        packRuns(p, 64);
    } else {
        packRuns(p, 0);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
