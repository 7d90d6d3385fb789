// Matrix product, AVX2: int16 activations, weights sign-extended on the fly, vpmaddwd.
//
// 6 rows x 8 channels: an accumulator holds 4 channels x 2 partial sums of K, so one product takes
// 4 channels x 4 of K with a 64-bit broadcast of activations, and the pairs are added at the end.
// Exact: a product pair is at most 2 * 128 * 127 in int32.
#if defined(__x86_64__)
#include "avx2.h"

EDGE_AVX2_INLINE __m256i widened(const int8_t *weights) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)weights));
}

EDGE_AVX2_INLINE void gemmRows(const EdgeGemmTile *t, const int rows) {
    const OutputRange range = outputRange(t->low, t->high, t->zeroPoint);
    const int64_t quads = t->quads;
    const char *x[6];
    for (int r = 0; r < rows; ++r) x[r] = (const char *)t->panel + r * t->panelStride;

    for (int32_t channel = 0; channel < t->channels; channel += 8) {
        const int8_t *w = t->weights + (int64_t)(channel / 16) * quads * 64 + (channel % 16) * 4;
        __m256i sums[6][2];
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) sums[r][0] = sums[r][1] = _mm256_setzero_si256();
#pragma clang loop unroll(disable)
        for (int64_t k = 0; k < quads * 8; k += 8) {
            const __m256i w0 = widened(w);
            const __m256i w1 = widened(w + 16);
            w += 64;
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) {
                int64_t quad;
                memcpy(&quad, x[r] + k, 8);
                const __m256i a = _mm256_set1_epi64x(quad);
                sums[r][0] = _mm256_add_epi32(sums[r][0], _mm256_madd_epi16(a, w0));
                sums[r][1] = _mm256_add_epi32(sums[r][1], _mm256_madd_epi16(a, w1));
            }
        }
        // hadd leaves channels 0 1 4 5 2 3 6 7: bias and scale follow that order.
        const __m256i bias = _mm256_permute4x64_epi64(loadInts(t->bias + channel), 0xD8);
        const __m256 scale = _mm256_castsi256_ps(_mm256_permute4x64_epi64(
            _mm256_castps_si256(_mm256_loadu_ps(t->scale + channel)), 0xD8));
        const int32_t count = t->channels - channel;
        __m256 values[6];
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; ++r) {
            const __m256i sum = _mm256_add_epi32(_mm256_hadd_epi32(sums[r][0], sums[r][1]), bias);
            values[r] = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), scale);
        }
        if (t->dequantize) {
            float *out = (float *)t->output + channel;
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; ++r) {
                const __m256i ordered = _mm256_permute4x64_epi64(_mm256_castps_si256(values[r]), 0xD8);
                storeFloats(out + r * t->outputStride, _mm256_castsi256_ps(ordered), count);
            }
            continue;
        }
        int8_t *out = (int8_t *)t->output + channel;
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r += 2) {
            const int last = r + 1 == rows;
            __m128i q = quantize16(values[r], values[last ? r : r + 1], range);
            q = _mm_shuffle_epi8(
                q, _mm_setr_epi8(0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15));
            int8_t *first = out + r * t->outputStride;
            int8_t *second = first + t->outputStride;
            if (count >= 8) {
                _mm_storel_epi64((__m128i *)first, q);
                if (!last) _mm_storeh_pd((double *)second, _mm_castsi128_pd(q));
            } else {
                storeBytes(first, q, count);
                if (!last) storeBytes(second, _mm_srli_si128(q, 8), count);
            }
        }
    }
}

EDGE_AVX2 void edgeGemmAVX2(const EdgeGemmTile *t) {
    switch (t->rows) {
    case 1: gemmRows(t, 1); break;
    case 2: gemmRows(t, 2); break;
    case 3: gemmRows(t, 3); break;
    case 4: gemmRows(t, 4); break;
    case 5: gemmRows(t, 5); break;
    default: gemmRows(t, 6); break;
    }
}

EDGE_AVX2 void edgePackInt16AVX2(const EdgeGemmPack *p) {
    const int32_t length = p->length;
    for (int32_t pixel = 0; pixel < p->pixels; ++pixel) {
        int16_t *out = (int16_t *)((char *)p->destination + pixel * p->destinationStep);
        for (int32_t row = 0; row < p->rows; ++row) {
            const int8_t *in = p->source + pixel * p->pixelStep + row * p->rowStride;
            for (int32_t run = 0; run < p->runs; ++run, in += p->runStride, out += length) {
                for (int32_t i = 0; i < length; i += 16) {
                    const __m128i v = loadNear(in + i, length - i, p->sourceEnd);
                    _mm256_storeu_si256((__m256i *)(out + i), _mm256_cvtepi8_epi16(v));
                }
            }
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
