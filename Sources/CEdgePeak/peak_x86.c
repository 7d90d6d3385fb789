#if defined(__x86_64__)
#include "CEdgePeak.h"

#include <immintrin.h>

// Independent sums, enough for 5 cycles of latency at 2 instructions a cycle.
#define CHAINS 10

// int16 products added in pairs, then to the sum: vpmaddwd, vpaddd. 16 to a round and chain.
__attribute__((target("avx2"))) int64_t edgePeakInt16(int64_t rounds, int32_t *sink) {
    __m256i sums[CHAINS], x[2] = {_mm256_set1_epi16((short)*sink), _mm256_set1_epi16(3)};
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm256_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            // Its own sum as a factor, or the product would be computed once.
            sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(sums[i], x[i & 1]));
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm256_xor_si256(sums[0], sums[i]);
    *sink = _mm256_extract_epi32(sums[0], 0);
    return rounds * CHAINS * 16;
}

// The same in 128 bits: 8 to a round and chain.
__attribute__((target("sse4.1"))) int64_t edgePeakInt16Narrow(int64_t rounds, int32_t *sink) {
    __m128i sums[CHAINS], x[2] = {_mm_set1_epi16((short)*sink), _mm_set1_epi16(3)};
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            sums[i] = _mm_add_epi32(sums[i], _mm_madd_epi16(sums[i], x[i & 1]));
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm_xor_si128(sums[0], sums[i]);
    *sink = _mm_cvtsi128_si32(sums[0]);
    return rounds * CHAINS * 8;
}

// pmaddubsw, pmaddwd by ones, paddd: 16 to a round and chain.
__attribute__((target("sse4.1"))) int64_t edgePeakPairsNarrow(int64_t rounds, int32_t *sink) {
    __m128i sums[CHAINS], x[2] = {_mm_set1_epi8((char)*sink), _mm_set1_epi8(3)};
    const __m128i ones = _mm_set1_epi16((short)(*sink | 1));
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            const __m128i pairs = _mm_maddubs_epi16(sums[i], x[i & 1]);
            sums[i] = _mm_add_epi32(sums[i], _mm_madd_epi16(pairs, ones));
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm_xor_si128(sums[0], sums[i]);
    *sink = _mm_cvtsi128_si32(sums[0]);
    return rounds * CHAINS * 16;
}

// Two pmaddubsw added in int16, pmaddwd by ones, paddd: 32 to a round and chain.
__attribute__((target("sse4.1"))) int64_t edgePeakFourTapNarrow(int64_t rounds, int32_t *sink) {
    __m128i sums[CHAINS], x[2] = {_mm_set1_epi8((char)*sink), _mm_set1_epi8(3)};
    const __m128i ones = _mm_set1_epi16((short)(*sink | 1));
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            const __m128i fours =
                _mm_add_epi16(_mm_maddubs_epi16(sums[i], x[0]), _mm_maddubs_epi16(sums[i], x[1]));
            sums[i] = _mm_add_epi32(sums[i], _mm_madd_epi16(fours, ones));
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm_xor_si128(sums[0], sums[i]);
    *sink = _mm_cvtsi128_si32(sums[0]);
    return rounds * CHAINS * 32;
}

// vpdpbusd: 32 to a round and chain.
__attribute__((target("avx2,avxvnni"))) int64_t edgePeakDotProduct(int64_t rounds, int32_t *sink) {
    __m256i sums[CHAINS], x[2] = {_mm256_set1_epi8((char)*sink), _mm256_set1_epi8(3)};
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm256_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) sums[i] = _mm256_dpbusd_avx_epi32(sums[i], x[0], x[i & 1]);
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm256_xor_si256(sums[0], sums[i]);
    *sink = _mm256_extract_epi32(sums[0], 0);
    return rounds * CHAINS * 32;
}
// vpmaddubsw, vpmaddwd by ones, vpaddd: 32 to a round and chain.
__attribute__((target("avx2"))) int64_t edgePeakPairs(int64_t rounds, int32_t *sink) {
    __m256i sums[CHAINS], x[2] = {_mm256_set1_epi8((char)*sink), _mm256_set1_epi8(3)};
    const __m256i ones = _mm256_set1_epi16((short)(*sink | 1));
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm256_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            const __m256i pairs = _mm256_maddubs_epi16(sums[i], x[i & 1]);
            sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs, ones));
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm256_xor_si256(sums[0], sums[i]);
    *sink = _mm256_extract_epi32(sums[0], 0);
    return rounds * CHAINS * 32;
}

// Two vpmaddubsw added in int16, vpmaddwd by ones, vpaddd: 64 to a round and chain.
__attribute__((target("avx2"))) int64_t edgePeakFourTap(int64_t rounds, int32_t *sink) {
    __m256i sums[CHAINS], x[2] = {_mm256_set1_epi8((char)*sink), _mm256_set1_epi8(3)};
    const __m256i ones = _mm256_set1_epi16((short)(*sink | 1));
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm256_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            const __m256i fours = _mm256_add_epi16(
                _mm256_maddubs_epi16(sums[i], x[0]), _mm256_maddubs_epi16(sums[i], x[1]));
            sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(fours, ones));
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm256_xor_si256(sums[0], sums[i]);
    *sink = _mm256_extract_epi32(sums[0], 0);
    return rounds * CHAINS * 64;
}

// vpdpbusd of 512 bits: 64 to a round and chain.
__attribute__((target("avx512f,avx512vnni"))) int64_t edgePeakWideDotProduct(int64_t rounds, int32_t *sink) {
    __m512i sums[CHAINS], x[2] = {_mm512_set1_epi8((char)*sink), _mm512_set1_epi8(3)};
    for (int i = 0; i < CHAINS; ++i) sums[i] = _mm512_set1_epi32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) sums[i] = _mm512_dpbusd_epi32(sums[i], x[0], x[i & 1]);
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = _mm512_xor_si512(sums[0], sums[i]);
    *sink = _mm_cvtsi128_si32(_mm512_castsi512_si128(sums[0]));
    return rounds * CHAINS * 64;
}
#endif
