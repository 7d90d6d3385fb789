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
        // Sums of products first, and of those sums later, as the compiler would have it, take more registers.
        __asm__("" : "+x"(sums.v[v]));
    }
    return sums;
}

/// Of a square window that slides: 3 x 3 or 5 x 5 taps.
EDGE_AVX2_INLINE int32_t sideOf(int32_t taps) { return taps == 9 ? 3 : taps == 25 ? 5 : 0; }

/// The pairs of square windows hold two rows of a column, and of the lowest row columns (0, 1), (2, 3) and (none,
/// last), so that neighbouring pixels share what is interleaved.
EDGE_AVX2_INLINE int32_t tapOf(int32_t taps, int32_t pair, int32_t i) {
    const int32_t side = sideOf(taps);
    if (side == 0) return 2 * pair + i < taps ? 2 * pair + i : -1;
    const int32_t inRows = side / 2 * side;
    if (pair < inRows) return (pair / side * 2 + i) * side + pair % side;
    const int32_t column = 2 * (pair - inRows) + i;
    return column < side - 1 ? taps - side + column : i == 0 ? -1 : taps - 1;
}

EDGE_AVX2_INLINE int32_t pairsOf(int32_t taps) { return (taps + 1) / 2; }

/// `taps` is a constant where inlined so.
EDGE_AVX2_INLINE void prepareTaps(const EdgeDepthwisePrepare *p, const int32_t taps) {
    char *out = p->destination;
    for (int32_t channel = 0; channel < p->channels; channel += 16) {
        for (int32_t pair = 0; pair < pairsOf(taps); ++pair, out += 64) {
            __m256i rows[2];
            for (int i = 0; i < 2; ++i) {
                const int32_t tap = tapOf(taps, pair, i);
                rows[i] = tap < 0 ? _mm256_setzero_si256()
                                  : load16(p->weights + tap * p->weightStride + channel, 16);
            }
            const Lanes w = interleave(rows[0], rows[1]);
            _mm256_storeu_si256((__m256i *)out, w.v[0]);
            _mm256_storeu_si256((__m256i *)(out + 32), w.v[1]);
        }
    }
}

// Prepared weights: [ceil(channels/16)][pairs][2 vectors].
EDGE_AVX2 void edgeDepthwisePrepareAVX2(const EdgeDepthwisePrepare *p) {
    if (p->tapCount == 9) prepareTaps(p, 9);
    else if (p->tapCount == 25) prepareTaps(p, 25);
    else prepareTaps(p, p->tapCount);
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

/// Adds a column to the pixels it lies in: to `sums[j]` as column `phase + stride * j` of that pixel's window.
/// `before` is the lowest row of the column before.
EDGE_AVX2_INLINE void addColumn(
    Lanes *sums, const __m256i *rows, __m256i before, const char *prepared, const int side, const int stride,
    const int phase) {
    for (int pair = 0; pair < side / 2; ++pair) {
        const Lanes x = interleave(rows[2 * pair], rows[2 * pair + 1]);
        for (int j = 0; phase + stride * j < side; ++j) {
            sums[j] = accumulate(sums[j], x, prepared + 64 * (pair * side + phase + stride * j));
        }
    }
    const Lanes x = interleave(before, rows[side - 1]);
    for (int j = 0; phase + stride * j < side; ++j) {
        const int column = phase + stride * j;
        // Of odd columns and the last one; the others wait for the next.
        if (column % 2 == 0 && column < side - 1) continue;
        sums[j] = accumulate(sums[j], x, prepared + 64 * (side / 2 * side + column / 2));
    }
}

EDGE_AVX2_INLINE void loadColumn(EdgeColumn *next, __m256i *rows, int32_t count, const int side) {
    // A branch, which the processor foresees, is less work than a choice for each row.
    if (edgeIsInside(next)) {
        for (int i = 0; i < side; ++i) rows[i] = load16(next->row[i], count);
    } else {
        const __m256i padding = load16(next->padding, count);
        for (int i = 0; i < side; ++i) rows[i] = padding;
    }
    edgeNextColumn(next, side);
}

/// Windows that slide: every column is interleaved once, and adds to all pixels it lies in.
EDGE_AVX2_INLINE void columns(
    const EdgeDepthwiseRun *r, int32_t channel, const int32_t count, const char *prepared, const int side,
    const int stride) {
    const Block b = blockOf(r, channel);
    const int32_t last = (r->pixels - 1) * stride + side - 1;
    EdgeColumn next = edgeFirstColumn(r, channel, 0, side);
    int8_t *out = r->output + channel;
    // The pixels that wait for further columns, the newest first.
    Lanes sums[5];
    for (int j = 0; j < 5; ++j) sums[j] = b.bias;
    __m256i rows[5], before = _mm256_setzero_si256();
    for (int32_t column = 0;; column += stride) {
        loadColumn(&next, rows, count, side);
        addColumn(sums, rows, before, prepared, side, stride, 0);
        if (column >= side - 1) {
            storeBytes(out, quanta(sums[(side - 1) / stride], &b), count);
            out += r->outputStep;
            if (column == last) return;
        }
        before = rows[side - 1];
        if (stride == 2) {
            loadColumn(&next, rows, count, side);
            addColumn(sums, rows, before, prepared, side, stride, 1);
            before = rows[side - 1];
        }
        // In a loop these moves would become a move of memory.
        sums[4] = sums[3];
        sums[3] = sums[2];
        sums[2] = sums[1];
        sums[1] = sums[0];
        sums[0] = b.bias;
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
EDGE_BLOCKS(columns3, columns(r, channel, 16, prepared, 3, 1))
EDGE_BLOCKS(columns5, columns(r, channel, 16, prepared, 5, 1))
EDGE_BLOCKS(columns3By2, columns(r, channel, 16, prepared, 3, 2))
EDGE_BLOCKS(columns5By2, columns(r, channel, 16, prepared, 5, 2))

#define EDGE_SLIDE(side, stride) (2 * (side) + (stride))

/// `count` is a constant where inlined so.
EDGE_AVX2_INLINE void part(
    const EdgeDepthwiseRun *r, int32_t channel, const int32_t count, const char *prepared) {
    switch (EDGE_SLIDE(r->slide.side, r->slide.stride)) {
    case EDGE_SLIDE(3, 1): columns(r, channel, count, prepared, 3, 1); break;
    case EDGE_SLIDE(3, 2): columns(r, channel, count, prepared, 3, 2); break;
    case EDGE_SLIDE(5, 1): columns(r, channel, count, prepared, 5, 1); break;
    case EDGE_SLIDE(5, 2): columns(r, channel, count, prepared, 5, 2); break;
    default: anyTaps(r, channel, count, prepared, r->tapCount);
    }
}

EDGE_AVX2 static void tail(const EdgeDepthwiseRun *r, int32_t channel) {
    const char *prepared = (const char *)r->weights + (int64_t)channel * 4 * pairsOf(r->tapCount);
    // Channels come in multiples of 8 nearly always, so those loads are constant too.
    if (r->channels - channel == 8) part(r, channel, 8, prepared);
    else part(r, channel, r->channels - channel, prepared);
}

EDGE_AVX2 void edgeDepthwiseAVX2(const EdgeDepthwiseRun *r) {
    const int32_t whole = r->channels / 16 * 16;
    switch (EDGE_SLIDE(r->slide.side, r->slide.stride)) {
    case EDGE_SLIDE(3, 1): columns3(r, whole); break;
    case EDGE_SLIDE(3, 2): columns3By2(r, whole); break;
    case EDGE_SLIDE(5, 1): columns5(r, whole); break;
    case EDGE_SLIDE(5, 2): columns5By2(r, whole); break;
    default:
        if (r->tapCount == 9) blocks9(r, whole);
        else blocks(r, whole);
    }
    if (whole < r->channels) tail(r, whole);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
