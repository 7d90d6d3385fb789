// Transpose of bytes, AVX2: two tiles of 16 x 16 at a time, one in each half of the registers, by four rounds of
// the perfect shuffle: each puts row i + 8 between the bytes of row i.
#if defined(__x86_64__)
#include "avx2.h"

EDGE_AVX2_INLINE void transpose(__m256i *x) {
    __m256i y[16];
#pragma clang loop unroll(full)
    for (int round = 0; round < 4; ++round) {
        for (int i = 0; i < 8; ++i) {
            y[2 * i] = _mm256_unpacklo_epi8(x[i], x[i + 8]);
            y[2 * i + 1] = _mm256_unpackhi_epi8(x[i], x[i + 8]);
        }
        for (int i = 0; i < 16; ++i) x[i] = y[i];
    }
}

/// 32 rows, 16 columns.
EDGE_AVX2_INLINE void tall(const int8_t *in, ptrdiff_t inputStride, int8_t *out, ptrdiff_t outputStride) {
    __m256i x[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) {
        const __m128i *first = (const __m128i *)(in + i * inputStride);
        const __m128i *second = (const __m128i *)(in + (i + 16) * inputStride);
        x[i] = _mm256_set_m128i(_mm_loadu_si128(second), _mm_loadu_si128(first));
    }
    transpose(x);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) _mm256_storeu_si256((__m256i *)(out + i * outputStride), x[i]);
}

/// 16 rows, 32 columns.
EDGE_AVX2_INLINE void wide(const int8_t *in, ptrdiff_t inputStride, int8_t *out, ptrdiff_t outputStride) {
    __m256i x[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) x[i] = _mm256_loadu_si256((const __m256i *)(in + i * inputStride));
    transpose(x);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) {
        _mm_storeu_si128((__m128i *)(out + i * outputStride), _mm256_castsi256_si128(x[i]));
        _mm_storeu_si128((__m128i *)(out + (i + 16) * outputStride), _mm256_extracti128_si256(x[i], 1));
    }
}

/// 16 rows, 16 columns.
EDGE_AVX2_INLINE void square(const int8_t *in, ptrdiff_t inputStride, int8_t *out, ptrdiff_t outputStride) {
    __m256i x[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) {
        x[i] = _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(in + i * inputStride)));
    }
    transpose(x);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; ++i) {
        _mm_storeu_si128((__m128i *)(out + i * outputStride), _mm256_castsi256_si128(x[i]));
    }
}

EDGE_AVX2 void edgeTransposeAVX2(const EdgeTranspose *p) {
    const ptrdiff_t from = p->inputStride, to = p->outputStride;
    int32_t height;
    for (int32_t row = 0; row < p->rows; row += height) {
        const int32_t left = p->rows - row;
        height = left >= 32 ? 32 : left >= 16 ? 16 : left;
        const int8_t *in = p->input + row * from;
        int8_t *out = p->output + row;
        int32_t column = 0;
        if (height == 32) {
            for (; column + 16 <= p->columns; column += 16) tall(in + column, from, out + column * to, to);
        } else if (height == 16) {
            for (; column + 32 <= p->columns; column += 32) wide(in + column, from, out + column * to, to);
            if (column + 16 <= p->columns) {
                square(in + column, from, out + column * to, to);
                column += 16;
            }
        }
        for (; column < p->columns; ++column) {
            for (int32_t i = 0; i < height; ++i) out[column * to + i] = in[i * from + column];
        }
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
