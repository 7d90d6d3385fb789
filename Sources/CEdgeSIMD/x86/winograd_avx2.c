// Winograd F(2x2, 3x3), AVX2: transforms by int16, products by vpmaddwd, 6 tiles x 16 channels.
//
// Exact: transformed activations are within -510...510, weights within -1143...1143, so a pair of products fits
// an int32, and what wraps in longer sums unwraps in the end.
#if defined(__x86_64__)
#include "gemm_rows_avx2.h"

/// 2G applied to three values.
EDGE_AVX2_INLINE void weightsStep(__m256i a, __m256i b, __m256i c, __m256i *to, const int step) {
    const __m256i ends = _mm256_add_epi16(a, c);
    to[0] = _mm256_add_epi16(a, a);
    to[step] = _mm256_add_epi16(ends, b);
    to[2 * step] = _mm256_sub_epi16(ends, b);
    to[3 * step] = _mm256_add_epi16(c, c);
}

/// 16 weights of each tap, 32 bytes from one tap to the next.
EDGE_AVX2_INLINE void transformWeights(const int8_t *taps, int16_t *to, ptrdiff_t step) {
    __m256i half[4][3], u[4];
#pragma clang loop unroll(full)
    for (int x = 0; x < 3; ++x) {
        __m256i g[3];
        for (int y = 0; y < 3; ++y) {
            g[y] = _mm256_cvtepi8_epi16(_mm_load_si128((const __m128i *)(taps + (y * 3 + x) * 32)));
        }
        weightsStep(g[0], g[1], g[2], &half[0][x], 3);
    }
#pragma clang loop unroll(full)
    for (int y = 0; y < 4; ++y, to += 4 * step) {
        weightsStep(half[y][0], half[y][1], half[y][2], u, 1);
        for (int x = 0; x < 4; ++x) _mm256_storeu_si256((__m256i *)(to + x * step), u[x]);
    }
}

/// Transformed weights are [16][channels / 2][16][2].
EDGE_AVX2 void edgeWinogradWeightsAVX2(const EdgeWinogradWeights *p) {
    // The first two of four input channels of 8 output channels, then the other two.
    const __m256i byPair = _mm256_setr_epi8(
        0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15,
        0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    const ptrdiff_t tap = (ptrdiff_t)p->channels * 16;
    for (int32_t i = 0; i < p->channels / 2; ++i) {
        const int8_t *from = p->weights + (ptrdiff_t)i * 32;
        int16_t *to = p->transformed + i / 2 * 64 + i % 2 * 16;
        _Alignas(32) int8_t taps[9 * 32];
#pragma clang loop unroll(full)
        for (int t = 0; t < 9; ++t) {
            const __m256i mixed =
                _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)(from + t * tap)), byPair);
            _mm256_store_si256((__m256i *)(taps + t * 32), _mm256_permute4x64_epi64(mixed, 0xD8));
        }
        transformWeights(taps, to, p->step);
        transformWeights(taps + 16, to + 32, p->step);
    }
}

/// B^T applied to four values.
EDGE_AVX2_INLINE void inputStep(__m256i a, __m256i b, __m256i c, __m256i d, __m256i *to, const int step) {
    to[0] = _mm256_sub_epi16(a, c);
    to[step] = _mm256_add_epi16(b, c);
    to[2 * step] = _mm256_sub_epi16(c, b);
    to[3 * step] = _mm256_sub_epi16(b, d);
}

EDGE_AVX2_INLINE __m256i loadTap(const int8_t *p) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p));
}

EDGE_AVX2 void edgeWinogradInputAVX2(const EdgeWinogradInput *p) {
    const int8_t *const *d = p->taps;
    for (int32_t c = 0; c < p->channels; c += 16) {
        __m256i half[4][4], v[4];
#pragma clang loop unroll(full)
        for (int x = 0; x < 4; ++x) {
            inputStep(
                loadTap(d[x] + c), loadTap(d[4 + x] + c), loadTap(d[8 + x] + c), loadTap(d[12 + x] + c), &half[0][x], 4);
        }
        int16_t *to = p->transformed + c;
#pragma clang loop unroll(full)
        for (int y = 0; y < 4; ++y) {
            inputStep(half[y][0], half[y][1], half[y][2], half[y][3], v, 1);
            for (int x = 0; x < 4; ++x) _mm256_storeu_si256((__m256i *)(to + (y * 4 + x) * p->step), v[x]);
        }
    }
}

/// `rows` tiles times 16 channels; `rows` is a constant.
EDGE_AVX2_INLINE void multiplyRows(
    const int16_t *x, ptrdiff_t rowStride, const int16_t *w, int32_t channels, int32_t *sums, const int rows) {
    __m256i sum[6][2];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) sum[r][0] = sum[r][1] = _mm256_setzero_si256();
#pragma clang loop unroll(disable)
    for (int32_t k = 0; k < channels; k += 2, w += 32) {
        const __m256i w0 = _mm256_loadu_si256((const __m256i *)w);
        const __m256i w1 = _mm256_loadu_si256((const __m256i *)(w + 16));
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            int32_t pair;
            memcpy(&pair, x + r * rowStride + k, 4);
            const __m256i a = _mm256_set1_epi32(pair);
            sum[r][0] = _mm256_add_epi32(sum[r][0], _mm256_madd_epi16(a, w0));
            sum[r][1] = _mm256_add_epi32(sum[r][1], _mm256_madd_epi16(a, w1));
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
        _mm256_storeu_si256((__m256i *)(sums + r * 16), sum[r][0]);
        _mm256_storeu_si256((__m256i *)(sums + r * 16 + 8), sum[r][1]);
    }
}

EDGE_AVX2 void edgeWinogradProductAVX2(const EdgeWinogradProduct *p) {
    const int32_t channels = p->channels, tiles = p->tiles;
    const int16_t *w = p->weights;
    int32_t *sums = p->sums;
    for (int i = 0; i < 16; ++i, w += p->weightStep) {
        const int16_t *x = p->activations + i * p->activationStep;
        for (int32_t left = tiles; left > 0;) {
            // The last two pieces are even: 7 as 4 and 3.
            const int32_t rows = left > 6 && left < 12 ? (left + 1) / 2 : left < 6 ? left : 6;
            switch (rows) {
            case 1: multiplyRows(x, channels, w, channels, sums, 1); break;
            case 2: multiplyRows(x, channels, w, channels, sums, 2); break;
            case 3: multiplyRows(x, channels, w, channels, sums, 3); break;
            case 4: multiplyRows(x, channels, w, channels, sums, 4); break;
            case 5: multiplyRows(x, channels, w, channels, sums, 5); break;
            default: multiplyRows(x, channels, w, channels, sums, 6); break;
            }
            left -= rows;
            x += rows * channels;
            sums += rows * 16;
        }
    }
}

/// One pixel, or two beside each other, of up to 16 channels.
EDGE_AVX2_INLINE void storePixels(const EdgeGemmTile *t, __m256i (*sums)[2], int isPair, OutputRange range) {
    if (t->channels > 8) {
        if (isPair) storeRows(t, 0, sums, 2, 2, range);
        else storeRows(t, 0, sums, 1, 2, range);
    } else {
        if (isPair) storeRows(t, 0, sums, 2, 1, range);
        else storeRows(t, 0, sums, 1, 1, range);
    }
}

EDGE_AVX2 void edgeWinogradOutputAVX2(const EdgeWinogradOutput *p) {
    const OutputRange range = outputRange(p->low, p->high, p->zeroPoint);
    const ptrdiff_t step = p->step;
    const __m256i bias[2] = {loadInts(p->bias), loadInts(p->bias + 8)};
    EdgeGemmTile t = {
        .channels = p->channels, .scale = p->scale, .output = p->output, .outputStride = p->pixelStride,
        .dequantize = p->dequantize};
    const ptrdiff_t bytes = p->dequantize ? (ptrdiff_t)sizeof(float) : 1;
    for (int32_t tile = 0; tile < p->tiles; ++tile) {
        const int32_t *sums = p->sums + tile * 16;
        // Of 2 x 2 pixels, 16 channels.
        __m256i y[2][2][2];
#pragma clang loop unroll(full)
        for (int v = 0; v < 2; ++v) {
            __m256i half[2][4];
#pragma clang loop unroll(full)
            for (int x = 0; x < 4; ++x) {
                const int32_t *m = sums + v * 8 + x * step;
                const __m256i b = loadInts(m + 4 * step), c = loadInts(m + 8 * step);
                half[0][x] = _mm256_add_epi32(loadInts(m), _mm256_add_epi32(b, c));
                half[1][x] = _mm256_sub_epi32(_mm256_sub_epi32(b, c), loadInts(m + 12 * step));
            }
#pragma clang loop unroll(full)
            for (int row = 0; row < 2; ++row) {
                const __m256i *h = half[row];
                const __m256i left = _mm256_add_epi32(h[0], _mm256_add_epi32(h[1], h[2]));
                const __m256i right = _mm256_sub_epi32(_mm256_sub_epi32(h[1], h[2]), h[3]);
                y[row][0][v] = _mm256_add_epi32(_mm256_srai_epi32(left, 2), bias[v]);
                y[row][1][v] = _mm256_add_epi32(_mm256_srai_epi32(right, 2), bias[v]);
            }
        }
        for (int32_t row = 0; row < p->rows; ++row) {
            t.output = (char *)p->output + (row * p->rowStride + 2 * tile * p->pixelStride) * bytes;
            storePixels(&t, y[row], 2 * tile + 1 < p->columns, range);
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
