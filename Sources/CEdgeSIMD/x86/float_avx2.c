// Sigmoid and softmax of float32, AVX2: the operations of ARITHMETIC.md in their order, each rounded by
// itself (no fused multiply-add), eight numbers at a time.
#if defined(__x86_64__)
#include "avx2.h"

EDGE_AVX2_INLINE __m256 both(__m256 a, __m256 b, float c) {
    return _mm256_add_ps(_mm256_mul_ps(a, b), _mm256_set1_ps(c));
}

/// "Exponential", for x <= 0.
EDGE_AVX2_INLINE __m256 exponential(__m256 x) {
    const __m256 magic = _mm256_set1_ps(12582912.0f);
    const __m256 shifted = _mm256_add_ps(_mm256_mul_ps(x, _mm256_set1_ps(1.44269504f)), magic);
    const __m256 n = _mm256_sub_ps(shifted, magic);
    __m256 r = _mm256_sub_ps(x, _mm256_mul_ps(n, _mm256_set1_ps(0.693359375f)));
    r = _mm256_sub_ps(r, _mm256_mul_ps(n, _mm256_set1_ps(-0.00021219444f)));
    __m256 p = _mm256_set1_ps(1.0f / 5040);
    p = both(p, r, 1.0f / 720);
    p = both(p, r, 1.0f / 120);
    p = both(p, r, 1.0f / 24);
    p = both(p, r, 1.0f / 6);
    p = both(p, r, 0.5f);
    p = both(p, r, 1.0f);
    p = both(p, r, 1.0f);
    const __m256i power =
        _mm256_sub_epi32(_mm256_castps_si256(shifted), _mm256_set1_epi32(0x4B400000 - 127));
    p = _mm256_mul_ps(p, _mm256_castsi256_ps(_mm256_slli_epi32(power, 23)));
    return _mm256_andnot_ps(_mm256_cmp_ps(x, _mm256_set1_ps(-87), _CMP_LT_OQ), p);
}

EDGE_AVX2_INLINE __m256 canonical(__m256 x) {
    const __m256 nan = _mm256_castsi256_ps(_mm256_set1_epi32(0x7FC00000));
    return _mm256_blendv_ps(x, nan, _mm256_cmp_ps(x, x, _CMP_UNORD_Q));
}

EDGE_AVX2_INLINE __m256 sigmoid(__m256 x) {
    const __m256 one = _mm256_set1_ps(1);
    // -|x|: the sign bit set.
    const __m256 e = exponential(_mm256_or_ps(x, _mm256_set1_ps(-0.0f)));
    const __m256 numerator = _mm256_blendv_ps(one, e, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ));
    return canonical(_mm256_div_ps(numerator, _mm256_add_ps(one, e)));
}

/// All ones in the first `count` lanes.
EDGE_AVX2_INLINE __m256i firstLanes(ptrdiff_t count) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count < 8 ? (int32_t)count : 8), lanes);
}

EDGE_AVX2 void edgeSigmoidAVX2(const float *x, float *y, ptrdiff_t count) {
    ptrdiff_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m256 a = sigmoid(_mm256_loadu_ps(x + i));
        const __m256 b = sigmoid(_mm256_loadu_ps(x + i + 8));
        _mm256_storeu_ps(y + i, a);
        _mm256_storeu_ps(y + i + 8, b);
    }
    for (; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        _mm256_maskstore_ps(y + i, lanes, sigmoid(_mm256_maskload_ps(x + i, lanes)));
    }
}

/// The lanes at `p`: all of them, or those that are set.
EDGE_AVX2_INLINE __m256 load(const float *p, __m256i lanes, int all) {
    return all ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, lanes);
}

EDGE_AVX2_INLINE void store(float *p, __m256i lanes, int all, __m256 x) {
    if (all) {
        _mm256_storeu_ps(p, x);
    } else {
        _mm256_maskstore_ps(p, lanes, x);
    }
}

EDGE_AVX2_INLINE void softmaxOf(
    const float *x, ptrdiff_t from, float *y, ptrdiff_t to, ptrdiff_t size, __m256i lanes, int all) {
    __m256 largest = load(x, lanes, all);
    for (ptrdiff_t i = 1; i < size; ++i) {
        // The second operand where neither is larger, or one is NaN.
        largest = _mm256_max_ps(load(x + i * from, lanes, all), largest);
    }
    __m256 sum = _mm256_setzero_ps();
    for (ptrdiff_t i = 0; i < size; ++i) {
        const __m256 e = exponential(_mm256_sub_ps(load(x + i * from, lanes, all), largest));
        store(y + i * to, lanes, all, e);
        sum = _mm256_add_ps(sum, e);
    }
    for (ptrdiff_t i = 0; i < size; ++i) {
        const __m256 e = load(y + i * to, lanes, all);
        store(y + i * to, lanes, all, canonical(_mm256_div_ps(e, sum)));
    }
}

EDGE_AVX2 void edgeSoftmaxAVX2(
    const float *x, ptrdiff_t from, float *y, ptrdiff_t to, ptrdiff_t size, ptrdiff_t columns) {
    ptrdiff_t c = 0;
    for (; c + 8 <= columns; c += 8) softmaxOf(x + c, from, y + c, to, size, _mm256_setzero_si256(), 1);
    if (c < columns) softmaxOf(x + c, from, y + c, to, size, firstLanes(columns - c), 0);
}

/// Eight weights as int32.
EDGE_AVX2_INLINE __m256i weightsOf(__m256 x, __m256 largest, __m256 top) {
    return _mm256_cvtps_epi32(_mm256_mul_ps(exponential(_mm256_sub_ps(x, largest)), top));
}

EDGE_AVX2 int32_t edgeExponentialsAVX2(const float *x, ptrdiff_t count, float top, int16_t *y) {
    __m256 largest = _mm256_set1_ps(x[0]);
    ptrdiff_t i = 0;
    for (; i + 8 <= count; i += 8) largest = _mm256_max_ps(_mm256_loadu_ps(x + i), largest);
    for (; i < count; ++i) largest = _mm256_max_ps(_mm256_set1_ps(x[i]), largest);
    largest = _mm256_max_ps(largest, _mm256_permute2f128_ps(largest, largest, 1));
    largest = _mm256_max_ps(largest, _mm256_shuffle_ps(largest, largest, 0x4E));
    largest = _mm256_max_ps(largest, _mm256_shuffle_ps(largest, largest, 0xB1));

    const __m256 scale = _mm256_set1_ps(top);
    __m256i sum = _mm256_setzero_si256();
    for (i = 0; i + 16 <= count; i += 16) {
        const __m256i a = weightsOf(_mm256_loadu_ps(x + i), largest, scale);
        const __m256i b = weightsOf(_mm256_loadu_ps(x + i + 8), largest, scale);
        sum = _mm256_add_epi32(sum, _mm256_add_epi32(a, b));
        const __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi32(a, b), 0xD8);
        _mm256_storeu_si256((__m256i *)(y + i), both);
    }
    for (; i < count; i += 8) {
        const __m256i lanes = firstLanes(count - i);
        const __m256i a =
            _mm256_and_si256(weightsOf(_mm256_maskload_ps(x + i, lanes), largest, scale), lanes);
        sum = _mm256_add_epi32(sum, a);
        int16_t words[8];
        const __m128i packed = _mm_packs_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
        _mm_storeu_si128((__m128i *)words, packed);
        memcpy(y + i, words, (size_t)(count - i < 8 ? count - i : 8) * 2);
    }
    __m128i total = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    total = _mm_add_epi32(total, _mm_shuffle_epi32(total, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(total, _mm_shuffle_epi32(total, 0xB1)));
}
#endif
