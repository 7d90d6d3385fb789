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

// Windows of 3 x 3 pixels of 3 bytes, packed as 27 bytes each 28: where byte j of some windows side by side comes
// from, in three rows of 32 bytes one after the other.
#define EDGE_BYTE(j, step) ((j) % 28 % 27 / 9 * 32 + (j) / 28 * (step) + (j) % 28 % 27 % 9)
#define EDGE_BYTES4(j, s) EDGE_BYTE(j, s), EDGE_BYTE(j + 1, s), EDGE_BYTE(j + 2, s), EDGE_BYTE(j + 3, s)
#define EDGE_BYTES16(j, s) \
    EDGE_BYTES4(j, s), EDGE_BYTES4(j + 4, s), EDGE_BYTES4(j + 8, s), EDGE_BYTES4(j + 12, s)
#define EDGE_BYTES64(j, s) \
    EDGE_BYTES16(j, s), EDGE_BYTES16(j + 16, s), EDGE_BYTES16(j + 32, s), EDGE_BYTES16(j + 48, s)

/// 8 windows of stride 1.
static const uint8_t nearBytes[4 * 64] = {
    EDGE_BYTES64(0, 3), EDGE_BYTES64(64, 3), EDGE_BYTES64(128, 3), EDGE_BYTES16(192, 3), EDGE_BYTES16(208, 3)};
/// 4 windows of stride 2.
static const uint8_t farBytes[2 * 64] = {
    EDGE_BYTES64(0, 6), EDGE_BYTES16(64, 6), EDGE_BYTES16(80, 6), EDGE_BYTES16(96, 6)};

/// Such windows, `step` bytes apart, as long as 32 bytes may be read at each row; returns how many it packed.
EDGE_AVX512_INLINE int32_t packColourWindows(const EdgeGemmPack *p, const int step) {
    const int many = step == 3 ? 8 : 4;
    const uint8_t *const bytes = step == 3 ? nearBytes : farBytes;
    const __m512i flip = _mm512_set1_epi8((char)0x80);
    const int8_t *in = p->source;
    int8_t *out = p->destination;
    int32_t pixel = 0;
    for (; pixel + many <= p->pixels && p->sourceEnd - (in + 2 * p->rowStride) >= 32; pixel += many) {
        const __m256i row0 = _mm256_loadu_si256((const __m256i *)in);
        const __m256i row1 = _mm256_loadu_si256((const __m256i *)(in + p->rowStride));
        const __m256i row2 = _mm256_loadu_si256((const __m256i *)(in + 2 * p->rowStride));
        const __m512i first = _mm512_xor_si512(_mm512_inserti64x4(_mm512_castsi256_si512(row0), row1, 1), flip);
        const __m512i last = _mm512_xor_si512(_mm512_castsi256_si512(row2), flip);
#pragma clang loop unroll(full)
        for (int i = 0; i < many / 2; ++i) {
            const __m512i order = _mm512_loadu_si512(bytes + 64 * i);
            // The last vector may write past the windows, as all may.
            _mm512_storeu_si512(out + 64 * i, _mm512_permutex2var_epi8(first, order, last));
        }
        in += many * step;
        out += many * 28;
    }
    return pixel;
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
        EdgeGemmPack rest = *p;
        const int32_t step = (int32_t)p->pixelStep;
        if (p->rows == 3 && p->length == 9 && p->destinationStep == 28 && (step == 3 || step == 6)) {
            const int32_t done = step == 3 ? packColourWindows(p, 3) : packColourWindows(p, 6);
            rest.pixels -= done;
            rest.source += done * p->pixelStep;
            rest.destination = (int8_t *)p->destination + done * p->destinationStep;
        }
        if (p->length <= 16) {
            packShortRows(&rest, 16);
        } else {
            packShortRows(&rest, 32);
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
