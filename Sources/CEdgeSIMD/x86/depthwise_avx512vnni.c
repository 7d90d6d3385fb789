// Depthwise convolution, AVX-512 VNNI: as depthwise_avxvnni.c, 64 channels at a time, with masks for the
// last ones. Activations are unsigned bytes q + 128; 128 * sum(w) comes off the bias.
//
// Interleaving within 128-bit lanes leaves vector v (0...3) with channels 16i + 4v ... 16i + 4v + 3 in lane
// i. Packing the four vectors restores the order, so weights, bias and scale follow it.
//
// Of the last channels, at most 32 are doubled: the upper half of every vector works on the same channels of
// the run's second half of pixels.
#if defined(__x86_64__)
#include "avx512.h"
#include "depthwise_columns.h"

typedef struct {
    __m512i v[4];
} Lanes;

/// Two times 32 channels.
EDGE_AVX512_INLINE __m512i loadTwice(const int8_t *p, const int8_t *q, __mmask64 mask) {
    const __m256i low = _mm256_maskz_loadu_epi8((__mmask32)mask, p);
    const __m256i high = _mm256_maskz_loadu_epi8((__mmask32)mask, q);
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

/// The bytes of four taps side by side for each channel.
EDGE_AVX512_INLINE Lanes interleave(__m512i a, __m512i b, __m512i c, __m512i d) {
    const __m512i ab0 = _mm512_unpacklo_epi8(a, b), ab1 = _mm512_unpackhi_epi8(a, b);
    const __m512i cd0 = _mm512_unpacklo_epi8(c, d), cd1 = _mm512_unpackhi_epi8(c, d);
    const Lanes r = {
        {_mm512_unpacklo_epi16(ab0, cd0), _mm512_unpackhi_epi16(ab0, cd0),
         _mm512_unpacklo_epi16(ab1, cd1), _mm512_unpackhi_epi16(ab1, cd1)}};
    return r;
}

EDGE_AVX512_INLINE Lanes accumulate(Lanes sums, Lanes x, const char *weights) {
    for (int v = 0; v < 4; ++v) {
        sums.v[v] = _mm512_dpbusd_epi32(sums.v[v], x.v[v], _mm512_loadu_si512(weights + 64 * v));
    }
    return sums;
}

/// Of 3 x 3 taps, each group is a column of the window and a zero, so that neighbouring pixels share it. Of
/// 5 x 5, five are columns without their last row, which follows: its first four taps, and three zeros and its
/// last.
EDGE_AVX512_INLINE int32_t tapOf(int32_t taps, int32_t group, int32_t i) {
    if (taps == 9) return i < 3 ? 3 * i + group : -1;
    if (taps == 25 && group < 5) return 5 * i + group;
    if (taps == 25) return group == 5 ? 20 + i : i == 3 ? 24 : -1;
    return 4 * group + i < taps ? 4 * group + i : -1;
}

EDGE_AVX512_INLINE int32_t groupsOf(int32_t taps) { return (taps + 3) / 4; }

// Prepared weights: [ceil(channels/64)], each [4 vectors] of -128 * sum(w), then [groups][4 vectors].
EDGE_AVX512 void edgeDepthwisePrepareAVX512VNNI(const EdgeDepthwisePrepare *p) {
    char *out = p->destination;
    const int32_t groups = groupsOf(p->tapCount);
    const __m512i each128 = _mm512_set1_epi8((char)0x80);
    for (int32_t channel = 0; channel < p->channels; channel += 64, out += 256 * (groups + 1)) {
        const int32_t count = p->channels - channel;
        const __mmask64 mask = firstBytes(count);
        Lanes sums = {{_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(),
                       _mm512_setzero_si512()}};
        for (int32_t group = 0; group < groups; ++group) {
            __m512i rows[4];
            for (int i = 0; i < 4; ++i) {
                const int32_t tap = tapOf(p->tapCount, group, i);
                const int8_t *w = p->weights + (tap < 0 ? 0 : tap) * p->weightStride + channel;
                rows[i] = tap < 0 ? _mm512_setzero_si512()
                          : count <= 32 ? loadTwice(w, w, mask)
                                        : _mm512_maskz_loadu_epi8(mask, w);
            }
            const Lanes w = interleave(rows[0], rows[1], rows[2], rows[3]);
            for (int v = 0; v < 4; ++v) {
                _mm512_storeu_si512(out + 256 * (group + 1) + 64 * v, w.v[v]);
                sums.v[v] = _mm512_dpbusd_epi32(sums.v[v], each128, w.v[v]);
            }
        }
        for (int v = 0; v < 4; ++v) {
            _mm512_storeu_si512(out + 64 * v, _mm512_sub_epi32(_mm512_setzero_si512(), sums.v[v]));
        }
    }
}

/// What a block of 64 channels keeps over its pixels.
typedef struct {
    Lanes start;
    __m512 scale[4];
    OutputRange range;
    __mmask64 mask;
    /// Pixels of a vector's lower half, and where the upper half's start.
    int32_t pixels;
    ptrdiff_t secondTap, secondOutput;
} Block;

/// Four quarters of 4 values each. Arrays hold a multiple of 16: beyond them, the first ones again, and the
/// first two where channels are doubled.
EDGE_AVX512_INLINE __m512i quarters(const void *p, int v, int32_t count) {
    const __m128i *first = (const __m128i *)p + v;
    __m512i r = _mm512_castsi128_si512(_mm_loadu_si128(first));
    r = _mm512_inserti32x4(r, _mm_loadu_si128(count > 16 ? first + 4 : first), 1);
    r = _mm512_inserti32x4(r, _mm_loadu_si128(count > 32 ? first + 8 : first), 2);
    return _mm512_inserti32x4(r, _mm_loadu_si128(count > 48 ? first + 12 : count > 16 ? first + 4 : first), 3);
}

EDGE_AVX512_INLINE Block blockOf(
    const EdgeDepthwiseRun *r, int32_t channel, const char *prepared, const int doubled) {
    const int32_t count = r->channels - channel;
    Block b;
    b.range = outputRange(r->low, r->high, r->zeroPoint);
    b.mask = firstBytes(count);
    b.pixels = doubled ? (r->pixels + 1) / 2 : r->pixels;
    b.secondTap = (r->pixels - b.pixels) * r->tapStep;
    b.secondOutput = (r->pixels - b.pixels) * r->outputStep;
    for (int v = 0; v < 4; ++v) {
        const __m512i offset = _mm512_loadu_si512(prepared + 64 * v);
        b.start.v[v] = _mm512_add_epi32(quarters(r->bias + channel, v, count), offset);
        b.scale[v] = _mm512_castsi512_ps(quarters(r->scale + channel, v, count));
    }
    return b;
}

/// q + 128; `second` for the upper half where channels are doubled.
EDGE_AVX512_INLINE __m512i loadBiased(
    const int8_t *p, const int8_t *second, const Block *b, const int doubled) {
    const __m512i q = doubled ? loadTwice(p, second, b->mask) : _mm512_maskz_loadu_epi8(b->mask, p);
    return _mm512_xor_si512(q, _mm512_set1_epi8((char)0x80));
}

EDGE_AVX512_INLINE void storeQuanta(int8_t *out, Lanes sums, const Block *b, const int doubled) {
    __m512i q[4];
    for (int v = 0; v < 4; ++v) q[v] = rounded(sums.v[v], b->scale[v], b->range);
    const __m512i quanta = packedQuanta(q[0], q[1], q[2], q[3], b->range);
    if (doubled) {
        const __mmask32 mask = (__mmask32)b->mask;
        _mm256_mask_storeu_epi8(out, mask, _mm512_castsi512_si256(quanta));
        _mm256_mask_storeu_epi8(out + b->secondOutput, mask, _mm512_extracti64x4_epi64(quanta, 1));
    } else {
        _mm512_mask_storeu_epi8(out, b->mask, quanta);
    }
}

/// Any taps, pixel by pixel. `taps` and `doubled` are constants where inlined so.
EDGE_AVX512_INLINE void anyTaps(
    const EdgeDepthwiseRun *r, int32_t channel, const char *prepared, const int32_t taps, const int doubled) {
    const Block b = blockOf(r, channel, prepared, doubled);
    const int32_t groups = groupsOf(taps);
    int8_t *out = r->output + channel;
    int64_t offset = channel;
    for (int32_t pixel = 0; pixel < b.pixels; ++pixel, out += r->outputStep, offset += r->tapStep) {
        Lanes sums = b.start;
        for (int32_t group = 0; group < groups; ++group) {
            __m512i x[4];
            for (int i = 0; i < 4; ++i) {
                const int32_t tap = tapOf(taps, group, i);
                // A missing tap's weight is zero: its value does not matter.
                const int8_t *p = r->taps[tap < 0 ? 0 : tap] + offset;
                x[i] = tap < 0 ? _mm512_setzero_si512() : loadBiased(p, p + b.secondTap, &b, doubled);
            }
            sums = accumulate(sums, interleave(x[0], x[1], x[2], x[3]), prepared + 256 * (group + 1));
        }
        storeQuanta(out, sums, &b, doubled);
    }
}

/// The next column, and the one that the upper half of the vectors works on where channels are doubled.
typedef struct {
    EdgeColumn low, high;
} Columns;

EDGE_AVX512_INLINE Columns firstColumns(
    const EdgeDepthwiseRun *r, int32_t channel, const Block *b, const int side) {
    const Columns c = {
        edgeFirstColumn(r, channel, 0, side), edgeFirstColumn(r, channel, r->pixels - b->pixels, side)};
    return c;
}

/// q + 128 of a column, and on to the next.
EDGE_AVX512_INLINE void takeColumn(
    Columns *c, __m512i *q, const Block *b, const int side, const int doubled) {
    const int8_t *low[5], *high[5];
    edgeTakeColumn(&c->low, low, side);
    if (doubled) edgeTakeColumn(&c->high, high, side);
    for (int i = 0; i < side; ++i) q[i] = loadBiased(low[i], doubled ? high[i] : low[i], b, doubled);
}

/// 3 x 3 windows that slide: every column is interleaved once, and adds to the three pixels it lies in.
EDGE_AVX512_INLINE void columns3x3(
    const EdgeDepthwiseRun *r, int32_t channel, const char *prepared, const int doubled) {
    const Block b = blockOf(r, channel, prepared, doubled);
    const int32_t columns = b.pixels + 2;
    const ptrdiff_t outputStep = r->outputStep;
    Columns next = firstColumns(r, channel, &b, 3);
    int8_t *out = r->output + channel;
    // `first` waits for its last column, `second` for its last two.
    Lanes first = b.start, second = b.start;
    for (int32_t column = 0; column < columns; ++column) {
        __m512i q[3];
        takeColumn(&next, q, &b, 3, doubled);
        const Lanes x = interleave(q[0], q[1], q[2], _mm512_setzero_si512());
        if (column >= 2) {
            storeQuanta(out, accumulate(first, x, prepared + 768), &b, doubled);
            out += outputStep;
        }
        first = accumulate(second, x, prepared + 512);
        second = accumulate(b.start, x, prepared + 256);
    }
}

/// The same for 5 x 5. Of the last row, the vector of its last four columns serves two pixels.
EDGE_AVX512_INLINE void columns5x5(
    const EdgeDepthwiseRun *r, int32_t channel, const char *prepared, const int doubled) {
    const Block b = blockOf(r, channel, prepared, doubled);
    const int32_t columns = b.pixels + 4;
    const ptrdiff_t outputStep = r->outputStep;
    Columns next = firstColumns(r, channel, &b, 5);
    int8_t *out = r->output + channel;
    Lanes sums[4] = {b.start, b.start, b.start, b.start};
    __m512i last[3] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int32_t column = 0; column < columns; ++column) {
        __m512i q[5];
        takeColumn(&next, q, &b, 5, doubled);
        const Lanes upper = interleave(q[0], q[1], q[2], q[3]);
        const Lanes lowest = interleave(last[0], last[1], last[2], q[4]);
        last[0] = last[1];
        last[1] = last[2];
        last[2] = q[4];
        if (column >= 4) {
            const Lanes s = accumulate(accumulate(sums[0], upper, prepared + 1280), lowest, prepared + 1792);
            storeQuanta(out, s, &b, doubled);
            out += outputStep;
        }
        sums[0] = accumulate(accumulate(sums[1], upper, prepared + 1024), lowest, prepared + 1536);
        sums[1] = accumulate(sums[2], upper, prepared + 768);
        sums[2] = accumulate(sums[3], upper, prepared + 512);
        sums[3] = accumulate(b.start, upper, prepared + 256);
    }
}

// BODY with `doubled` a constant.
#define EDGE_BLOCKS(NAME, BODY)                                                                         \
    EDGE_AVX512 static void NAME(const EdgeDepthwiseRun *r) {                                           \
        const char *prepared = r->weights;                                                              \
        const int64_t blockBytes = 256 * (groupsOf(r->tapCount) + 1);                                   \
        int32_t channel = 0;                                                                            \
        for (; channel + 32 < r->channels; channel += 64, prepared += blockBytes) BODY(0);              \
        if (channel < r->channels) BODY(1);                                                             \
    }

#define EDGE_ANY(doubled) anyTaps(r, channel, prepared, r->tapCount, doubled)
#define EDGE_ANY9(doubled) anyTaps(r, channel, prepared, 9, doubled)
#define EDGE_ANY25(doubled) anyTaps(r, channel, prepared, 25, doubled)
#define EDGE_COLUMNS3(doubled) columns3x3(r, channel, prepared, doubled)
#define EDGE_COLUMNS5(doubled) columns5x5(r, channel, prepared, doubled)
EDGE_BLOCKS(blocks, EDGE_ANY)
EDGE_BLOCKS(blocks9, EDGE_ANY9)
EDGE_BLOCKS(blocks25, EDGE_ANY25)
EDGE_BLOCKS(blocks3x3, EDGE_COLUMNS3)
EDGE_BLOCKS(blocks5x5, EDGE_COLUMNS5)

EDGE_AVX512 void edgeDepthwiseAVX512VNNI(const EdgeDepthwiseRun *r) {
    if (r->slide.side == 3) {
        blocks3x3(r);
    } else if (r->slide.side == 5) {
        blocks5x5(r);
    } else if (r->tapCount == 9) {
        blocks9(r);
    } else if (r->tapCount == 25) {
        blocks25(r);
    } else {
        blocks(r);
    }
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
