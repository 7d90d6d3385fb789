// Replaces vpdpbusd in the AVX-VNNI sources.
#ifndef EDGE_EMULATED_VNNI_H
#define EDGE_EMULATED_VNNI_H

#include <immintrin.h>
#include <stdint.h>

// vpdpbusd by its definition: four products of unsigned and signed bytes, added to int32, wrapping.
static inline __attribute__((target("avx2"))) __m256i emulatedDotProduct(__m256i sums, __m256i a, __m256i b) {
    uint32_t lanes[8];
    uint8_t x[32];
    int8_t w[32];
    _mm256_storeu_si256((__m256i *)lanes, sums);
    _mm256_storeu_si256((__m256i *)x, a);
    _mm256_storeu_si256((__m256i *)w, b);
    for (int i = 0; i < 32; ++i) lanes[i / 4] += (uint32_t)((int32_t)x[i] * (int32_t)w[i]);
    return _mm256_loadu_si256((const __m256i *)lanes);
}

#define EDGE_VNNI __attribute__((target("avx2")))
#define EDGE_DPBUSD(sums, a, b) emulatedDotProduct(sums, a, b)

#endif
