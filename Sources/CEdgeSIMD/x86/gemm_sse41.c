// Matrix product, SSE4.1, 4 rows x 8 channels, in three forms: any weights by |x| times sign(w, x), as
// gemm_avx2_bytes.c; pair-safe and four-tap safe weights by q + 128, as gemm_avx2_unsigned.c.
#if defined(__x86_64__)
#include "gemm_rows_sse41.h"

EDGE_SSE41_INLINE __m128i quad(const char *x) {
    int32_t bytes;
    memcpy(&bytes, x, 4);
    return _mm_set1_epi32(bytes);
}

/// Four products of each of 8 channels, added in pairs of pairs.
EDGE_SSE41_INLINE void anyWeights(__m128i *sums, __m128i a, const int8_t *w, __m128i ones) {
    const __m128i magnitude = _mm_abs_epi8(a);  // 128 as an unsigned byte for -128
    for (int v = 0; v < 2; ++v) {
        const __m128i weights = _mm_loadu_si128((const __m128i *)(w + 16 * v));
        const __m128i pairs = _mm_maddubs_epi16(magnitude, _mm_sign_epi8(weights, a));
        sums[v] = _mm_add_epi32(sums[v], _mm_madd_epi16(pairs, ones));
    }
}

EDGE_SSE41_INLINE void anyRows(const EdgeGemmTile *t, const int rows) {
    const __m128i ones = _mm_set1_epi16(1);
    const int64_t depth = (int64_t)t->quads * 4;
    for (int32_t channel = 0; channel < t->channels; channel += 8) {
        const int8_t *w = t->weights + channel / 16 * depth * 16 + channel % 16 * 4;
        __m128i sums[4][2];
        for (int r = 0; r < rows; ++r) {
            sums[r][0] = loadInts(t->bias + channel);
            sums[r][1] = loadInts(t->bias + channel + 4);
        }
        const char *x = t->panel;
        for (int64_t k = 0; k < depth; k += 4, w += 64) {
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) anyWeights(sums[r], quad(x + r * t->panelStride + k), w, ones);
        }
        storeRows(t, channel, sums, rows);
    }
}

EDGE_SSE41_INLINE void unsignedRows(const EdgeGemmTile *t, const int rows, const int fourTap) {
    const __m128i ones = _mm_set1_epi16(1);
    const int64_t depth = (int64_t)t->quads * 4;
    for (int32_t channel = 0; channel < t->channels; channel += 8) {
        const int8_t *w = t->weights + channel / 16 * depth * 16 + channel % 16 * 4;
        __m128i sums[4][2];
        for (int v = 0; v < 2; ++v) {
            const __m128i offset = _mm_slli_epi32(loadInts(t->weightSum + channel + 4 * v), 7);
            const __m128i first = _mm_sub_epi32(loadInts(t->bias + channel + 4 * v), offset);
            for (int r = 0; r < rows; ++r) sums[r][v] = first;
        }
        const char *x = t->panel;
        int64_t k = 0;
        for (; fourTap && k + 8 <= depth; k += 8, w += 128) {
            __m128i w0[2], w1[2];
            for (int v = 0; v < 2; ++v) {
                w0[v] = _mm_loadu_si128((const __m128i *)(w + 16 * v));
                w1[v] = _mm_loadu_si128((const __m128i *)(w + 64 + 16 * v));
            }
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) {
                const __m128i a0 = quad(x + r * t->panelStride + k);
                const __m128i a1 = quad(x + r * t->panelStride + k + 4);
                for (int v = 0; v < 2; ++v) {
                    const __m128i fours =
                        _mm_add_epi16(_mm_maddubs_epi16(a0, w0[v]), _mm_maddubs_epi16(a1, w1[v]));
                    sums[r][v] = _mm_add_epi32(sums[r][v], _mm_madd_epi16(fours, ones));
                }
            }
        }
        for (; k < depth; k += 4, w += 64) {
            __m128i weights[2];
            for (int v = 0; v < 2; ++v) weights[v] = _mm_loadu_si128((const __m128i *)(w + 16 * v));
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) {
                const __m128i a = quad(x + r * t->panelStride + k);
                for (int v = 0; v < 2; ++v) {
                    const __m128i pairs = _mm_maddubs_epi16(a, weights[v]);
                    sums[r][v] = _mm_add_epi32(sums[r][v], _mm_madd_epi16(pairs, ones));
                }
            }
        }
        storeRows(t, channel, sums, rows);
    }
}

EDGE_SSE41 void edgeGemmSSE41(const EdgeGemmTile *t) {
    switch (t->rows) {
    case 1: anyRows(t, 1); break;
    case 2: anyRows(t, 2); break;
    case 3: anyRows(t, 3); break;
    default: anyRows(t, 4); break;
    }
}

EDGE_SSE41_INLINE void unsignedGemm(const EdgeGemmTile *t, const int fourTap) {
    switch (t->rows) {
    case 1: unsignedRows(t, 1, fourTap); break;
    case 2: unsignedRows(t, 2, fourTap); break;
    case 3: unsignedRows(t, 3, fourTap); break;
    default: unsignedRows(t, 4, fourTap); break;
    }
}

EDGE_SSE41 void edgeGemmPairSSE41(const EdgeGemmTile *t) { unsignedGemm(t, 0); }

EDGE_SSE41 void edgeGemmFourTapSSE41(const EdgeGemmTile *t) { unsignedGemm(t, 1); }

EDGE_SSE41_INLINE void packBytes(const EdgeGemmPack *p, const char mask) {
    const __m128i flip = _mm_set1_epi8(mask);
    for (int32_t pixel = 0; pixel < p->pixels; ++pixel) {
        int8_t *out = (int8_t *)p->destination + pixel * p->destinationStep;
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *in = p->source + pixel * p->pixelStep + row * p->rowStride;
            for (int32_t run = 0; run < p->runs; ++run, in += p->runStride, out += p->length) {
                for (int32_t i = 0; i < p->length; i += 16) {
                    const __m128i v = loadNear(in + i, p->length - i, p->sourceEnd);
                    _mm_storeu_si128((__m128i *)(out + i), _mm_xor_si128(v, flip));
                }
            }
        }
    }
}

EDGE_SSE41 void edgePackInt8SSE41(const EdgeGemmPack *p) { packBytes(p, (char)0); }

EDGE_SSE41 void edgePackBiasedSSE41(const EdgeGemmPack *p) { packBytes(p, (char)0x80); }
#else
typedef int edge_translation_unit_is_not_empty;
#endif
