// Depthwise convolution, AVX2: taps in pairs, 16 channels at a time. The int16 values of two taps are
// interleaved, so that vpmaddwd multiplies and adds a pair per channel.
//
// Interleaving within 128-bit lanes leaves vector v (0, 1) with channels 4v...4v+3 and 8+4v...11+4v.
// Packing the two restores the order, so weights, bias and scale follow it and nothing permutes.
#if defined(__x86_64__)
#include "avx2.h"
#include "depthwise_columns.h"

typedef struct {
    __m256i v[2];
} Lanes;

EDGE_AVX2_INLINE __m256i load16(const int8_t *p, int32_t count) {
    return _mm256_cvtepi8_epi16(loadBytes(p, count));
}

EDGE_AVX2_INLINE Lanes interleave(__m256i a, __m256i b) {
    const Lanes r = {{_mm256_unpacklo_epi16(a, b), _mm256_unpackhi_epi16(a, b)}};
    return r;
}

EDGE_AVX2_INLINE Lanes accumulate(Lanes sums, Lanes x, const char *weights) {
    for (int v = 0; v < 2; ++v) {
        const __m256i w = _mm256_loadu_si256((const __m256i *)(weights + 32 * v));
        sums.v[v] = _mm256_add_epi32(sums.v[v], _mm256_madd_epi16(x.v[v], w));
    }
    return sums;
}

/// Of 3 x 3 taps, three pairs hold the upper two rows of a column of the window and two pairs the lowest
/// row, (0, 1) and (none, 2), so that neighbouring pixels share what is interleaved.
EDGE_AVX2_INLINE int32_t tapOf(int32_t taps, int32_t pair, int32_t i) {
    if (taps == 9) return pair < 3 ? pair + 3 * i : pair == 3 ? 6 + i : i == 0 ? -1 : 8;
    return 2 * pair + i < taps ? 2 * pair + i : -1;
}

EDGE_AVX2_INLINE int32_t pairsOf(int32_t taps) { return (taps + 1) / 2; }

// Prepared weights: [ceil(channels/16)][pairs][2 vectors].
EDGE_AVX2 void edgeDepthwisePrepareAVX2(const EdgeDepthwisePrepare *p) {
    char *out = p->destination;
    for (int32_t channel = 0; channel < p->channels; channel += 16) {
        for (int32_t pair = 0; pair < pairsOf(p->tapCount); ++pair, out += 64) {
            __m256i rows[2];
            for (int i = 0; i < 2; ++i) {
                const int32_t tap = tapOf(p->tapCount, pair, i);
                rows[i] = tap < 0 ? _mm256_setzero_si256()
                                  : load16(p->weights + tap * p->weightStride + channel, 16);
            }
            const Lanes w = interleave(rows[0], rows[1]);
            _mm256_storeu_si256((__m256i *)out, w.v[0]);
            _mm256_storeu_si256((__m256i *)(out + 32), w.v[1]);
        }
    }
}

/// What a block of 16 channels keeps over its pixels.
typedef struct {
    Lanes bias;
    __m256 scale[2];
    OutputRange range;
} Block;

EDGE_AVX2_INLINE __m256i quarters(const void *p, int v) {
    const __m128i *low = (const __m128i *)p + v;
    return _mm256_set_m128i(_mm_loadu_si128(low + 2), _mm_loadu_si128(low));
}

EDGE_AVX2_INLINE Block blockOf(const EdgeDepthwiseRun *r, int32_t channel) {
    Block b;
    b.range = outputRange(r->low, r->high, r->zeroPoint);
    for (int v = 0; v < 2; ++v) {
        b.bias.v[v] = quarters(r->bias + channel, v);
        b.scale[v] = _mm256_castsi256_ps(quarters(r->scale + channel, v));
    }
    return b;
}

EDGE_AVX2_INLINE __m128i quanta(Lanes sums, const Block *b) {
    __m256i q[2];
    for (int v = 0; v < 2; ++v) {
        q[v] = roundBelow(_mm256_mul_ps(_mm256_cvtepi32_ps(sums.v[v]), b->scale[v]), b->range);
    }
    const __m256i words = _mm256_adds_epi16(_mm256_packs_epi32(q[0], q[1]), b->range.zeroPoint);
    const __m128i bytes =
        _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
    return _mm_max_epi8(bytes, b->range.lowQuantum);
}

/// Any taps, pixel by pixel. `taps` and `count` are constants where inlined so.
EDGE_AVX2_INLINE void anyTaps(
    const EdgeDepthwiseRun *r, int32_t channel, int32_t count, const char *prepared, const int32_t taps) {
    const Block b = blockOf(r, channel);
    const int32_t pairs = pairsOf(taps);
    int8_t *out = r->output + channel;
    int64_t offset = channel;
    for (int32_t pixel = 0; pixel < r->pixels; ++pixel, out += r->outputStep, offset += r->tapStep) {
        Lanes sums = b.bias;
        for (int32_t pair = 0; pair < pairs; ++pair) {
            __m256i x[2];
            for (int i = 0; i < 2; ++i) {
                const int32_t tap = tapOf(taps, pair, i);
                // A missing tap's weight is zero: its value does not matter.
                x[i] = tap < 0 ? _mm256_setzero_si256() : load16(r->taps[tap] + offset, count);
            }
            sums = accumulate(sums, interleave(x[0], x[1]), prepared + 64 * pair);
        }
        storeBytes(out, quanta(sums, &b), count);
    }
}

/// 3 x 3 windows that slide: every column is interleaved once, and adds to the three pixels it lies in.
EDGE_AVX2_INLINE void columns3x3(
    const EdgeDepthwiseRun *r, int32_t channel, const int32_t count, const char *prepared) {
    const Block b = blockOf(r, channel);
    const int32_t columns = r->pixels + 2;
    const ptrdiff_t outputStep = r->outputStep;
    EdgeColumn next = edgeFirstColumn(r, channel, 0, 3);
    int8_t *out = r->output + channel;
    // `first` waits for its last column, `second` for its last two.
    Lanes first = b.bias, second = b.bias;
    __m256i lastLow = _mm256_setzero_si256();
    for (int32_t column = 0; column < columns; ++column) {
        const int8_t *p[3];
        edgeTakeColumn(&next, p, 3);
        const __m256i low = load16(p[2], count);
        const Lanes upper = interleave(load16(p[0], count), load16(p[1], count));
        const Lanes lower = interleave(lastLow, low);
        lastLow = low;
        if (column >= 2) {
            first = accumulate(accumulate(first, upper, prepared + 128), lower, prepared + 256);
            storeBytes(out, quanta(first, &b), count);
            out += outputStep;
        }
        first = accumulate(accumulate(second, upper, prepared + 64), lower, prepared + 192);
        second = accumulate(b.bias, upper, prepared);
    }
}

#define EDGE_BLOCKS(NAME, BODY)                                                                         \
    EDGE_AVX2 static void NAME(const EdgeDepthwiseRun *r, int32_t channels) {                           \
        const char *prepared = r->weights;                                                              \
        const int64_t blockBytes = 64 * pairsOf(r->tapCount);                                           \
        for (int32_t channel = 0; channel < channels; channel += 16, prepared += blockBytes) BODY;      \
    }

EDGE_BLOCKS(blocks, anyTaps(r, channel, 16, prepared, r->tapCount))
EDGE_BLOCKS(blocks9, anyTaps(r, channel, 16, prepared, 9))
EDGE_BLOCKS(blocks25, anyTaps(r, channel, 16, prepared, 25))
EDGE_BLOCKS(blocks3x3, columns3x3(r, channel, 16, prepared))

EDGE_AVX2 static void tail(const EdgeDepthwiseRun *r, int32_t channel) {
    const char *prepared = (const char *)r->weights + (int64_t)channel * 4 * pairsOf(r->tapCount);
    // Channels come in multiples of 8 nearly always, so those loads are constant too.
    if (r->slide.side == 3) {
        if (r->channels - channel == 8) columns3x3(r, channel, 8, prepared);
        else columns3x3(r, channel, r->channels - channel, prepared);
    } else if (r->channels - channel != 8) {
        anyTaps(r, channel, r->channels - channel, prepared, r->tapCount);
    } else if (r->tapCount == 9) {
        anyTaps(r, channel, 8, prepared, 9);
    } else {
        anyTaps(r, channel, 8, prepared, r->tapCount);
    }
}

EDGE_AVX2 void edgeDepthwiseAVX2(const EdgeDepthwiseRun *r) {
    const int32_t whole = r->channels / 16 * 16;
    if (r->slide.side == 3) {
        blocks3x3(r, whole);
    } else if (r->tapCount == 9) {
        blocks9(r, whole);
    } else if (r->tapCount == 25) {
        blocks25(r, whole);
    } else {
        blocks(r, whole);
    }
    if (whole < r->channels) tail(r, whole);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
