// The AVX-512 instructions that the kernels use, by their definitions, for any CPU with AVX2.
#ifndef EDGE_EMULATED_AVX512_H
#define EDGE_EMULATED_AVX512_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define EDGE_AVX512 __attribute__((target("avx2")))
#define EDGE_EMULATED static inline __attribute__((target("avx2"), always_inline))

typedef union {
    int8_t bytes[64];
    uint8_t unsignedBytes[64];
    int16_t words[32];
    int32_t ints[16];
    uint32_t unsignedInts[16];
    float floats[16];
    __m128i quarters[4];
    __m256i halves[2];
    __m256 floatHalves[2];
} EmulatedVector;

#define __m512i EmulatedVector
#define __m512 EmulatedVector

#define EDGE_LANES(TYPE, FIELD, COUNT, NAME, ARGUMENTS, VALUE)                                          \
    EDGE_EMULATED EmulatedVector NAME ARGUMENTS {                                                       \
        EmulatedVector r;                                                                               \
        for (int i = 0; i < COUNT; ++i) r.FIELD[i] = (TYPE)(VALUE);                                     \
        return r;                                                                                       \
    }
#define EDGE_BINARY (EmulatedVector a, EmulatedVector b)

EDGE_EMULATED int32_t saturated(int32_t x, int32_t low, int32_t high) {
    return x < low ? low : x > high ? high : x;
}

// ---- Constants, memory ----
EDGE_LANES(int32_t, ints, 16, emulatedZero, (void), 0)
EDGE_LANES(int8_t, bytes, 64, emulatedSet1Bytes, (int x), x)
EDGE_LANES(int16_t, words, 32, emulatedSet1Words, (int x), x)
EDGE_LANES(int32_t, ints, 16, emulatedSet1Ints, (int32_t x), x)
EDGE_LANES(float, floats, 16, emulatedSet1Floats, (float x), x)
EDGE_LANES(int8_t, bytes, 64, emulatedLoad, (const void *p), ((const int8_t *)p)[i])
EDGE_LANES(
    int8_t, bytes, 64, emulatedMaskedLoad, (__mmask64 mask, const void *p),
    mask >> i & 1 ? ((const int8_t *)p)[i] : 0)
EDGE_EMULATED void emulatedStore(void *p, EmulatedVector v) { memcpy(p, &v, 64); }
EDGE_EMULATED void emulatedMaskedStore(void *p, uint64_t mask, const void *v, int count, int size) {
    for (int i = 0; i < count; ++i) {
        if (mask >> i & 1) memcpy((char *)p + i * size, (const char *)v + i * size, (size_t)size);
    }
}

EDGE_EMULATED void emulatedStoreFloats(float *p, __mmask16 mask, EmulatedVector v) {
    emulatedMaskedStore(p, mask, &v, 16, 4);
}
EDGE_EMULATED void emulatedStore32(void *p, __mmask32 mask, __m256i v) {
    emulatedMaskedStore(p, mask, &v, 32, 1);
}
EDGE_EMULATED void emulatedStore16(void *p, __mmask16 mask, __m128i v) {
    emulatedMaskedStore(p, mask, &v, 16, 1);
}
EDGE_EMULATED void emulatedStore64(void *p, __mmask64 mask, EmulatedVector v) {
    emulatedMaskedStore(p, mask, &v, 64, 1);
}

// ---- Arithmetic ----
EDGE_LANES(uint32_t, unsignedInts, 16, emulatedAddInts, EDGE_BINARY, a.unsignedInts[i] + b.unsignedInts[i])
EDGE_LANES(uint32_t, unsignedInts, 16, emulatedSubtractInts, EDGE_BINARY, a.unsignedInts[i] - b.unsignedInts[i])
EDGE_LANES(uint32_t, unsignedInts, 16, emulatedShiftInts, (EmulatedVector a, unsigned n), a.unsignedInts[i] << n)
EDGE_LANES(uint32_t, unsignedInts, 16, emulatedXor, EDGE_BINARY, a.unsignedInts[i] ^ b.unsignedInts[i])
EDGE_LANES(
    int16_t, words, 32, emulatedAddWords, EDGE_BINARY, saturated(a.words[i] + b.words[i], -32768, 32767))
EDGE_LANES(int8_t, bytes, 64, emulatedMaxBytes, EDGE_BINARY, a.bytes[i] > b.bytes[i] ? a.bytes[i] : b.bytes[i])
EDGE_LANES(float, floats, 16, emulatedAddFloats, EDGE_BINARY, a.floats[i] + b.floats[i])
EDGE_LANES(float, floats, 16, emulatedSubtractFloats, EDGE_BINARY, a.floats[i] - b.floats[i])
EDGE_LANES(float, floats, 16, emulatedMultiplyFloats, EDGE_BINARY, a.floats[i] * b.floats[i])
EDGE_LANES(
    float, floats, 16, emulatedMinFloats, EDGE_BINARY, a.floats[i] < b.floats[i] ? a.floats[i] : b.floats[i])
EDGE_EMULATED EmulatedVector emulatedDotProducts(EmulatedVector sums, EmulatedVector x, EmulatedVector w) {
    for (int i = 0; i < 64; ++i) {
        sums.unsignedInts[i / 4] += (uint32_t)((int32_t)x.unsignedBytes[i] * (int32_t)w.bytes[i]);
    }
    return sums;
}

// ---- Conversions ----
EDGE_LANES(float, floats, 16, emulatedFloats, (EmulatedVector a), a.ints[i])
EDGE_EMULATED EmulatedVector emulatedRounded(EmulatedVector a) {
    EmulatedVector r;
    for (int i = 0; i < 2; ++i) r.halves[i] = _mm256_cvtps_epi32(a.floatHalves[i]);
    return r;
}

// ---- Movement within lanes of 128 bits ----
EDGE_LANES(
    int16_t, words, 32, emulatedPackInts, EDGE_BINARY,
    saturated((i % 8 < 4 ? a : b).ints[i / 8 * 4 + i % 4], -32768, 32767))
EDGE_LANES(
    int8_t, bytes, 64, emulatedPackWords, EDGE_BINARY,
    saturated((i % 16 < 8 ? a : b).words[i / 16 * 8 + i % 8], -128, 127))
EDGE_LANES(
    int8_t, bytes, 64, emulatedUnpackBytes, (EmulatedVector a, EmulatedVector b, int high),
    (i % 2 ? b : a).bytes[i / 16 * 16 + 8 * high + i % 16 / 2])
EDGE_LANES(
    int16_t, words, 32, emulatedUnpackWords, (EmulatedVector a, EmulatedVector b, int high),
    (i % 2 ? b : a).words[i / 8 * 8 + 4 * high + i % 8 / 2])

// ---- Movement across lanes ----
EDGE_LANES(int32_t, ints, 16, emulatedPermuteInts, (EmulatedVector index, EmulatedVector a), a.ints[index.ints[i] & 15])
EDGE_LANES(
    int8_t, bytes, 64, emulatedMaskedPermuteBytes,
    (EmulatedVector others, __mmask64 mask, EmulatedVector index, EmulatedVector a),
    mask >> i & 1 ? a.bytes[index.unsignedBytes[i] & 63] : others.bytes[i])
EDGE_LANES(
    int8_t, bytes, 64, emulatedPermuteBytes, (EmulatedVector a, EmulatedVector index, EmulatedVector b),
    (index.bytes[i] & 64 ? b : a).bytes[index.bytes[i] & 63])
EDGE_LANES(
    int8_t, bytes, 64, emulatedBlend, (__mmask64 mask, EmulatedVector a, EmulatedVector b),
    (mask >> i & 1 ? b : a).bytes[i])
EDGE_EMULATED __mmask64 emulatedSigns(EmulatedVector a) {
    __mmask64 mask = 0;
    for (int i = 0; i < 64; ++i) mask |= (__mmask64)(a.bytes[i] < 0) << i;
    return mask;
}
EDGE_EMULATED __mmask64 emulatedBytesAtLeast(EmulatedVector a, EmulatedVector b) {
    __mmask64 mask = 0;
    for (int i = 0; i < 64; ++i) mask |= (__mmask64)(a.bytes[i] >= b.bytes[i]) << i;
    return mask;
}
EDGE_EMULATED __mmask16 emulatedFloatsAtLeast(EmulatedVector a, EmulatedVector b) {
    uint32_t mask = 0;
    for (int i = 0; i < 16; ++i) mask |= (uint32_t)(a.floats[i] >= b.floats[i]) << i;
    return (__mmask16)mask;
}
EDGE_EMULATED EmulatedVector emulatedInsert(EmulatedVector a, __m128i b, int i) {
    a.quarters[i] = b;
    return a;
}
EDGE_EMULATED EmulatedVector emulatedInsertHalf(EmulatedVector a, __m256i b, int i) {
    a.halves[i] = b;
    return a;
}
EDGE_EMULATED EmulatedVector emulatedFromInts(
    int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o,
    int p) {
    const EmulatedVector r = {.ints = {a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p}};
    return r;
}

#define _mm512_setzero_si512() emulatedZero()
#define _mm512_set1_epi8 emulatedSet1Bytes
#define _mm512_set1_epi16 emulatedSet1Words
#define _mm512_set1_epi32 emulatedSet1Ints
#define _mm512_set1_ps emulatedSet1Floats
#undef _mm512_setr_epi32
#define _mm512_setr_epi32 emulatedFromInts
#define _mm512_loadu_si512 emulatedLoad
#define _mm512_loadu_ps emulatedLoad
#define _mm512_maskz_loadu_epi8 emulatedMaskedLoad
#define _mm_maskz_loadu_epi8(mask, p) (emulatedMaskedLoad(mask, p).quarters[0])
#define _mm256_maskz_loadu_epi8(mask, p) (emulatedMaskedLoad(mask, p).halves[0])
#define _mm512_storeu_si512 emulatedStore
#define _mm512_mask_storeu_epi8 emulatedStore64
#define _mm512_mask_storeu_ps emulatedStoreFloats
#define _mm256_mask_storeu_epi8 emulatedStore32
#define _mm_mask_storeu_epi8 emulatedStore16
#define _mm512_add_epi32 emulatedAddInts
#define _mm512_sub_epi32 emulatedSubtractInts
#define _mm512_slli_epi32 emulatedShiftInts
#define _mm512_xor_si512 emulatedXor
#define _mm512_adds_epi16 emulatedAddWords
#define _mm512_max_epi8 emulatedMaxBytes
#define _mm512_add_ps emulatedAddFloats
#define _mm512_sub_ps emulatedSubtractFloats
#define _mm512_mul_ps emulatedMultiplyFloats
#define _mm512_min_ps emulatedMinFloats
#define _mm512_dpbusd_epi32 emulatedDotProducts
#define _mm512_cvtepi32_ps emulatedFloats
#define _mm512_cvtps_epi32 emulatedRounded
#define _mm512_packs_epi32 emulatedPackInts
#define _mm512_packs_epi16 emulatedPackWords
#define _mm512_unpacklo_epi8(a, b) emulatedUnpackBytes(a, b, 0)
#define _mm512_unpackhi_epi8(a, b) emulatedUnpackBytes(a, b, 1)
#define _mm512_unpacklo_epi16(a, b) emulatedUnpackWords(a, b, 0)
#define _mm512_unpackhi_epi16(a, b) emulatedUnpackWords(a, b, 1)
#define _mm512_permutexvar_epi32 emulatedPermuteInts
#define _mm512_permutex2var_epi8 emulatedPermuteBytes
#define _mm512_mask_permutexvar_epi8 emulatedMaskedPermuteBytes
#define _mm512_mask_blend_epi8 emulatedBlend
#define _mm512_movepi8_mask emulatedSigns
#undef _mm512_cmpge_epi8_mask
#define _mm512_cmpge_epi8_mask emulatedBytesAtLeast
#undef _mm512_cmp_ps_mask
/// _CMP_GE_OQ only.
#define _mm512_cmp_ps_mask(a, b, predicate) emulatedFloatsAtLeast(a, b)
#undef _mm512_inserti64x4
#define _mm512_inserti64x4 emulatedInsertHalf
#undef _mm512_inserti32x4
#define _mm512_inserti32x4 emulatedInsert
#undef _mm512_extracti32x4_epi32
#define _mm512_extracti32x4_epi32(a, i) ((a).quarters[i])
#undef _mm512_extracti64x4_epi64
#define _mm512_extracti64x4_epi64(a, i) ((a).halves[i])
#define _mm512_castsi512_si256(a) ((a).halves[0])
#define _mm512_castsi512_si128(a) ((a).quarters[0])
#define _mm512_castsi128_si512(a) emulatedInsert(emulatedZero(), a, 0)
#define _mm512_castsi256_si512(a) emulatedInsertHalf(emulatedZero(), a, 0)
#define _mm512_castsi512_ps(a) (a)
#define _mm512_castps_si512(a) (a)

#endif
