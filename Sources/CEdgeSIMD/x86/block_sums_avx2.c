// What the loader sums of blocked weights, AVX2. Bound by memory where the portable form is bound by its shifts.
//
// A lane of 16 bits holds two neighbouring weights. Of their positive part P and negative part -N, the sum of the
// magnitudes plus the magnitude of the sum is twice the greater of P and N.
#if defined(__x86_64__)
#include "avx2.h"

enum { CHUNK = 126 }; // quads whose sums, of at most 2 * 128 each, a lane of 16 bits holds

typedef struct {
    __m256i sum, magnitude;
} Pairs;

typedef struct {
    __m256i seen;                  // bytes: the magnitudes' bits
    __m256i greatestTwo, greatestFour; // int16: twice the greater part of two weights, of four
} Bounds;

EDGE_AVX2_INLINE __m256i twiceGreaterPart(Pairs p) {
    return _mm256_add_epi16(p.magnitude, _mm256_abs_epi16(p.sum));
}

/// 8 channels' quads.
EDGE_AVX2_INLINE Pairs pairs(const int8_t *weights, Bounds *bounds) {
    const __m256i ones = _mm256_set1_epi8(1);
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)weights);
    const __m256i magnitudes = _mm256_abs_epi8(bytes);
    const Pairs p = {_mm256_maddubs_epi16(ones, bytes), _mm256_maddubs_epi16(magnitudes, ones)};
    bounds->seen = _mm256_or_si256(bounds->seen, magnitudes);
    bounds->greatestTwo = _mm256_max_epi16(bounds->greatestTwo, twiceGreaterPart(p));
    return p;
}

/// Adds the pairs of 8 channels to their 8 totals.
EDGE_AVX2_INLINE void addChannels(__m256i lanes, intptr_t *totals) {
    const __m256i channels = _mm256_madd_epi16(lanes, _mm256_set1_epi16(1));
    const __m128i halves[2] = {_mm256_castsi256_si128(channels), _mm256_extracti128_si256(channels, 1)};
    for (int i = 0; i < 2; ++i) {
        __m256i *four = (__m256i *)(totals + 4 * i);
        _mm256_storeu_si256(
            four, _mm256_add_epi64(_mm256_loadu_si256(four), _mm256_cvtepi32_epi64(halves[i])));
    }
}

/// Whether some lane is above 2 * 128.
EDGE_AVX2_INLINE int exceeds(__m256i greatest) {
    return _mm256_movemask_epi8(_mm256_cmpgt_epi16(greatest, _mm256_set1_epi16(2 * 128))) != 0;
}

EDGE_AVX2 uint32_t edgeBlockSumsAVX2(const void *weights, size_t quads, intptr_t *totals) {
    memset(totals, 0, 32 * sizeof *totals);
    const __m256i zero = _mm256_setzero_si256();
    Bounds bounds = {zero, zero, zero};
    for (size_t first = 0; first < quads; first += CHUNK) {
        const size_t count = quads - first < CHUNK ? quads - first : CHUNK;
        for (int half = 0; half < 2; ++half) {
            const int8_t *p = (const int8_t *)weights + 64 * first + 32 * half;
            Pairs total = {zero, zero};
            for (size_t i = 0; i < count; i += 2, p += 128) {
                Pairs four = pairs(p, &bounds);
                if (i + 1 < count) {
                    const Pairs next = pairs(p + 64, &bounds);
                    four.sum = _mm256_add_epi16(four.sum, next.sum);
                    four.magnitude = _mm256_add_epi16(four.magnitude, next.magnitude);
                }
                bounds.greatestFour = _mm256_max_epi16(bounds.greatestFour, twiceGreaterPart(four));
                total.sum = _mm256_add_epi16(total.sum, four.sum);
                total.magnitude = _mm256_add_epi16(total.magnitude, four.magnitude);
            }
            addChannels(total.sum, totals + 8 * half);
            addChannels(total.magnitude, totals + 16 + 8 * half);
        }
    }
    return (_mm256_movemask_epi8(bounds.seen) != 0 ? EDGE_BLOCK_HAS_MINIMUM : 0) |
        (exceeds(bounds.greatestTwo) ? EDGE_BLOCK_EXCEEDS_PAIRS : 0) |
        (exceeds(bounds.greatestFour) ? EDGE_BLOCK_EXCEEDS_FOURS : 0);
}

#endif
