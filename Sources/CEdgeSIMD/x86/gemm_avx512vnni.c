// Matrix product, AVX-512 VNNI: activations as unsigned bytes q + 128, vpdpbusd, 128 * sum(w) taken off in
// the initial value. 8 rows x 32 channels: a block of 16 channels is one vector of the file's layout.
#if defined(__x86_64__)
#include "avx512.h"

#define EDGE_MOST_ROWS 16

/// `vectors` blocks of 16 channels. `rows` and `vectors` are constants where inlined.
EDGE_AVX512_INLINE void storeRows(
    const EdgeGemmTile *t, int32_t channel, __m512i (*sums)[2], const int rows, const int vectors,
    OutputRange range) {
    const int32_t count = t->channels - channel;
    __m512 scale[2];
    for (int v = 0; v < vectors; ++v) scale[v] = _mm512_loadu_ps(t->scale + channel + 16 * v);
    if (t->dequantize) {
        float *out = (float *)t->output + channel;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r, out += t->outputStride) {
            for (int v = 0; v < vectors; ++v) {
                const __mmask16 mask = (__mmask16)firstBytes(count - 16 * v);
                _mm512_mask_storeu_ps(
                    out + 16 * v, mask, _mm512_mul_ps(_mm512_cvtepi32_ps(sums[r][v]), scale[v]));
            }
        }
        return;
    }
    // Dwords of packed quanta: lane i holds values 4i ... 4i + 3 of each of the four vectors.
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    int8_t *out = (int8_t *)t->output + channel;
    const int step = 4 / vectors;
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r += step) {
        __m512i q[4];
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; ++i) {
            const int row = r + i / vectors < rows ? r + i / vectors : rows - 1;
            q[i] = rounded(sums[row][i % vectors], scale[i % vectors], range);
        }
        const __m512i bytes =
            _mm512_permutexvar_epi32(order, packedQuanta(q[0], q[1], q[2], q[3], range));
        if (vectors == 2) {
            const __mmask32 mask = (__mmask32)firstBytes(count);
            _mm256_mask_storeu_epi8(out, mask, _mm512_castsi512_si256(bytes));
            out += t->outputStride;
            if (r + 1 == rows) break;
            _mm256_mask_storeu_epi8(out, mask, _mm512_extracti64x4_epi64(bytes, 1));
            out += t->outputStride;
        } else {
            const __mmask16 mask = (__mmask16)firstBytes(count);
            _mm_mask_storeu_epi8(out, mask, _mm512_castsi512_si128(bytes));
            out += t->outputStride;
            if (r + 1 == rows) break;
            _mm_mask_storeu_epi8(out, mask, _mm512_extracti32x4_epi32(bytes, 1));
            out += t->outputStride;
            if (r + 2 == rows) break;
            _mm_mask_storeu_epi8(out, mask, _mm512_extracti32x4_epi32(bytes, 2));
            out += t->outputStride;
            if (r + 3 == rows) break;
            _mm_mask_storeu_epi8(out, mask, _mm512_extracti32x4_epi32(bytes, 3));
            out += t->outputStride;
        }
    }
}

/// Four activations of one row times the weights of 16 * vectors channels.
EDGE_AVX512_INLINE void multiply(
    __m512i *sums, const char *x, const int8_t *weights, int64_t blockBytes, const int vectors) {
    int32_t quad;
    memcpy(&quad, x, 4);
    const __m512i a = _mm512_set1_epi32(quad);
    for (int v = 0; v < vectors; ++v) {
        sums[v] = _mm512_dpbusd_epi32(sums[v], a, _mm512_loadu_si512(weights + v * blockBytes));
    }
}

EDGE_AVX512_INLINE void block(const EdgeGemmTile *t, int32_t channel, const int rows, const int vectors) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    const int64_t quads = t->quads;
    const int64_t blockBytes = quads * 64;
    const int8_t *w = t->weights + channel / 16 * blockBytes;
    const char *x[EDGE_MOST_ROWS];
    for (int r = 0; r < rows; ++r) x[r] = (const char *)t->panel + r * t->panelStride;
    __m512i sums[EDGE_MOST_ROWS][2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; ++v) {
        const __m512i offset = _mm512_slli_epi32(_mm512_loadu_si512(t->weightSum + channel + 16 * v), 7);
        const __m512i first = _mm512_sub_epi32(_mm512_loadu_si512(t->bias + channel + 16 * v), offset);
        for (int r = 0; r < rows; ++r) sums[r][v] = first;
    }
    if (t->runs > 1) {
        const int64_t runBytes = quads / t->runs * 4;
        for (int32_t run = 0; run < t->runs; ++run) {
#pragma clang loop unroll(disable)
            for (int64_t k = 0; k < runBytes; k += 4, w += 64) {
#pragma clang loop unroll(full)
                for (int r = 0; r < rows; ++r) multiply(sums[r], x[r] + k, w, blockBytes, vectors);
            }
            for (int r = 0; r < rows; ++r) x[r] += t->runStride;
        }
        storeRows(t, channel, sums, rows, vectors, range);
        return;
    }
    int64_t k = 0;
    if (rows <= 2) {
        // Too few sums to hide the latency of vpdpbusd: four of each.
        __m512i more[4][2][2];
        for (int i = 0; i < 4; ++i) {
            for (int r = 0; r < rows; ++r) more[i][r][0] = more[i][r][1] = _mm512_setzero_si512();
        }
#pragma clang loop unroll(disable)
        for (; k + 16 <= quads * 4; k += 16, w += 256) {
#pragma clang loop unroll(full)
            for (int i = 0; i < 4; ++i) {
                for (int r = 0; r < rows; ++r) {
                    multiply(more[i][r], x[r] + k + 4 * i, w + 64 * i, blockBytes, vectors);
                }
            }
        }
        for (int i = 0; i < 4; ++i) {
            for (int r = 0; r < rows; ++r) {
                for (int v = 0; v < vectors; ++v) sums[r][v] = _mm512_add_epi32(sums[r][v], more[i][r][v]);
            }
        }
    }
#pragma clang loop unroll(disable)
    for (; k < quads * 4; k += 4, w += 64) {
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) multiply(sums[r], x[r] + k, w, blockBytes, vectors);
    }
    storeRows(t, channel, sums, rows, vectors, range);
}

EDGE_AVX512_INLINE void gemmRows(const EdgeGemmTile *t, const int rows) {
    int32_t channel = 0;
    for (; channel + 16 < t->channels; channel += 32) block(t, channel, rows, 2);
    if (channel < t->channels) block(t, channel, rows, 1);
}

EDGE_AVX512 void edgeGemmAVX512VNNI(const EdgeGemmTile *t) {
    switch (t->rows) {
    case 1: gemmRows(t, 1); break;
    case 2: gemmRows(t, 2); break;
    case 3: gemmRows(t, 3); break;
    case 4: gemmRows(t, 4); break;
    case 5: gemmRows(t, 5); break;
    case 6: gemmRows(t, 6); break;
    case 7: gemmRows(t, 7); break;
    default: gemmRows(t, 8); break;
    }
}

/// 16 rows x 16 channels: as many sums where there are no more channels.
EDGE_AVX512 void edgeGemmNarrowAVX512VNNI(const EdgeGemmTile *t) {
    if (t->rows < 16) {
        EdgeGemmTile some = *t;
        some.rows = t->rows < 8 ? t->rows : 8;
        edgeGemmAVX512VNNI(&some);
        if (t->rows <= 8) return;
        some.rows = t->rows - 8;
        some.panel = (const char *)t->panel + 8 * t->panelStride;
        some.output = (char *)t->output + 8 * t->outputStride * (t->dequantize ? (ptrdiff_t)sizeof(float) : 1);
        edgeGemmAVX512VNNI(&some);
        return;
    }
    for (int32_t channel = 0; channel < t->channels; channel += 16) block(t, channel, 16, 1);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
