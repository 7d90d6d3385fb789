// Winograd F(2x2, 3x3), SSE4.1: transforms by int16, products by pmaddwd, 3 tiles x 16 channels.
//
// Exact as winograd_avx2.c is.
#if defined(__x86_64__)
#include "gemm_rows_sse41.h"

enum { most = 3 };

/// 4 channels x 2 of K of int16, for the two pairs of a quad, from 4 channels x 4 of int8.
EDGE_SSE41_INLINE void loadPairs(const int8_t *w, __m128i *first, __m128i *second) {
    const __m128i byPair = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    const __m128i ordered = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)w), byPair);
    *first = _mm_cvtepi8_epi16(ordered);
    *second = _mm_cvtepi8_epi16(_mm_srli_si128(ordered, 8));
}

/// 2G applied to three values.
EDGE_SSE41_INLINE void weightsStep(__m128i a, __m128i b, __m128i c, __m128i *to, const int step) {
    const __m128i ends = _mm_add_epi16(a, c);
    to[0] = _mm_add_epi16(a, a);
    to[step] = _mm_add_epi16(ends, b);
    to[2 * step] = _mm_sub_epi16(ends, b);
    to[3 * step] = _mm_add_epi16(c, c);
}

EDGE_SSE41_INLINE void transformWeights(const __m128i (*g)[3], int16_t *to, ptrdiff_t step) {
    __m128i half[4][3], u[4];
#pragma clang loop unroll(full)
    for (int x = 0; x < 3; ++x) weightsStep(g[0][x], g[1][x], g[2][x], &half[0][x], 3);
#pragma clang loop unroll(full)
    for (int y = 0; y < 4; ++y) {
        weightsStep(half[y][0], half[y][1], half[y][2], u, 1);
        for (int x = 0; x < 4; ++x) _mm_storeu_si128((__m128i *)(to + (y * 4 + x) * step), u[x]);
    }
}

EDGE_SSE41 void edgeWinogradWeightsSSE41(const EdgeWinogradWeights *p) {
    const ptrdiff_t tap = (ptrdiff_t)p->channels * 16, step = p->step;
    int16_t *to = p->transformed;
    for (int32_t quad = 0; quad < p->channels / 4; ++quad, to += 64) {
#pragma clang loop unroll(disable)
        for (int part = 0; part < 4; ++part) {
            const int8_t *from = p->weights + quad * 64 + part * 16;
            __m128i g[2][3][3];
#pragma clang loop unroll(full)
            for (int t = 0; t < 9; ++t) loadPairs(from + t * tap, &g[0][t / 3][t % 3], &g[1][t / 3][t % 3]);
            transformWeights(g[0], to + part * 8, step);
            transformWeights(g[1], to + 32 + part * 8, step);
        }
    }
}

/// B^T applied to four values.
EDGE_SSE41_INLINE void inputStep(__m128i a, __m128i b, __m128i c, __m128i d, __m128i *to, const int step) {
    to[0] = _mm_sub_epi16(a, c);
    to[step] = _mm_add_epi16(b, c);
    to[2 * step] = _mm_sub_epi16(c, b);
    to[3 * step] = _mm_sub_epi16(b, d);
}

EDGE_SSE41_INLINE __m128i loadTap(const int8_t *p) {
    return _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)p));
}

EDGE_SSE41 void edgeWinogradInputSSE41(const EdgeWinogradInput *p) {
    const int8_t *const *d = p->taps;
    for (int32_t c = 0; c < p->channels; c += 8) {
        __m128i half[4][4], v[4];
#pragma clang loop unroll(full)
        for (int x = 0; x < 4; ++x) {
            inputStep(
                loadTap(d[x] + c), loadTap(d[4 + x] + c), loadTap(d[8 + x] + c), loadTap(d[12 + x] + c), &half[0][x], 4);
        }
        int16_t *to = p->transformed + c;
#pragma clang loop unroll(full)
        for (int y = 0; y < 4; ++y) {
            inputStep(half[y][0], half[y][1], half[y][2], half[y][3], v, 1);
            for (int x = 0; x < 4; ++x) _mm_storeu_si128((__m128i *)(to + (y * 4 + x) * p->step), v[x]);
        }
    }
}

/// `rows` tiles times 16 channels; `rows` is a constant.
EDGE_SSE41_INLINE void multiplyRows(
    const int16_t *x, ptrdiff_t rowStride, const int16_t *w, int32_t channels, int32_t *sums, const int rows) {
    __m128i sum[most][4];
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
        for (int v = 0; v < 4; ++v) sum[r][v] = _mm_setzero_si128();
    }
#pragma clang loop unroll(disable)
    for (int32_t k = 0; k < channels; k += 2, w += 32) {
        __m128i a[most];
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            int32_t pair;
            memcpy(&pair, x + r * rowStride + k, 4);
            a[r] = _mm_set1_epi32(pair);
        }
#pragma clang loop unroll(full)
        for (int v = 0; v < 4; ++v) {
            const __m128i weights = _mm_loadu_si128((const __m128i *)(w + v * 8));
            for (int r = 0; r < rows; ++r) {
                sum[r][v] = _mm_add_epi32(sum[r][v], _mm_madd_epi16(weights, a[r]));
            }
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; ++r) {
        for (int v = 0; v < 4; ++v) _mm_storeu_si128((__m128i *)(sums + r * 16 + v * 4), sum[r][v]);
    }
}

EDGE_SSE41 void edgeWinogradProductSSE41(const EdgeWinogradProduct *p) {
    const int32_t channels = p->channels;
    const int16_t *w = p->weights;
    int32_t *sums = p->sums;
    for (int i = 0; i < 16; ++i, w += p->weightStep) {
        const int16_t *x = p->activations + i * p->activationStep;
        for (int32_t left = p->tiles; left > 0;) {
            const int32_t rows = left == 4 || left == 2 ? 2 : left == 1 ? 1 : most;
            switch (rows) {
            case 1: multiplyRows(x, channels, w, channels, sums, 1); break;
            case 2: multiplyRows(x, channels, w, channels, sums, 2); break;
            default: multiplyRows(x, channels, w, channels, sums, most); break;
            }
            left -= rows;
            x += rows * channels;
            sums += rows * 16;
        }
    }
}

EDGE_SSE41 void edgeWinogradOutputSSE41(const EdgeWinogradOutput *p) {
    const ptrdiff_t step = p->step;
    EdgeGemmTile t = {
        .channels = p->channels, .scale = p->scale, .low = p->low, .high = p->high, .zeroPoint = p->zeroPoint,
        .outputStride = p->pixelStride, .output = p->output, .dequantize = p->dequantize};
    const ptrdiff_t bytes = p->dequantize ? (ptrdiff_t)sizeof(float) : 1;
    for (int32_t tile = 0; tile < p->tiles; ++tile) {
        for (int32_t channel = 0; channel < p->channels; channel += 8) {
            const int32_t *sums = p->sums + tile * 16 + channel;
            // Of 2 x 2 pixels, 8 channels.
            __m128i y[2][2][2];
#pragma clang loop unroll(full)
            for (int v = 0; v < 2; ++v) {
                __m128i half[2][4];
#pragma clang loop unroll(full)
                for (int x = 0; x < 4; ++x) {
                    const int32_t *m = sums + v * 4 + x * step;
                    const __m128i b = loadInts(m + 4 * step), c = loadInts(m + 8 * step);
                    half[0][x] = _mm_add_epi32(loadInts(m), _mm_add_epi32(b, c));
                    half[1][x] = _mm_sub_epi32(_mm_sub_epi32(b, c), loadInts(m + 12 * step));
                }
                const __m128i bias = loadInts(p->bias + channel + v * 4);
#pragma clang loop unroll(full)
                for (int row = 0; row < 2; ++row) {
                    const __m128i *h = half[row];
                    const __m128i left = _mm_add_epi32(h[0], _mm_add_epi32(h[1], h[2]));
                    const __m128i right = _mm_sub_epi32(_mm_sub_epi32(h[1], h[2]), h[3]);
                    y[row][0][v] = _mm_add_epi32(_mm_srai_epi32(left, 2), bias);
                    y[row][1][v] = _mm_add_epi32(_mm_srai_epi32(right, 2), bias);
                }
            }
            for (int32_t row = 0; row < p->rows; ++row) {
                t.output = (char *)p->output + (row * p->rowStride + 2 * tile * p->pixelStride) * bytes;
                if (2 * tile + 1 < p->columns) {
                    storeRows(&t, channel, y[row], 2);
                } else {
                    storeRows(&t, channel, y[row], 1);
                }
            }
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
