// Depthwise convolution, AVX-VNNI: taps in fours, 32 channels at a time. The bytes of four taps are
// interleaved, so that vpdpbusd multiplies and adds them per channel. Activations are unsigned bytes
// q + 128; 128 * sum(w) comes off the bias.
//
// Interleaving within 128-bit lanes leaves vector v (0...3) with channels 4v...4v+3 and 16+4v...19+4v.
// Packing the four vectors restores the order, so weights, bias and scale follow it and nothing permutes.
#if defined(__x86_64__)
#include "avx2.h"
#include "depthwise_columns.h"

// A test replaces both, to run this source where the CPU lacks the instruction.
#ifndef EDGE_VNNI
#define EDGE_VNNI __attribute__((target("avx2,avxvnni")))
#define EDGE_DPBUSD(sums, a, b) _mm256_dpbusd_avx_epi32(sums, a, b)
#endif
#define EDGE_VNNI_INLINE static inline EDGE_VNNI __attribute__((always_inline))

typedef struct {
    __m256i v[4];
} Lanes;

/// 32 bytes, or the first `count` (1...31).
EDGE_VNNI_INLINE __m256i load32(const int8_t *p, int32_t count) {
    if (count >= 32) return _mm256_loadu_si256((const __m256i *)p);
    const __m128i low = loadBytes(p, count);
    return _mm256_set_m128i(count > 16 ? loadBytes(p + 16, count - 16) : _mm_setzero_si128(), low);
}

/// The bytes of four taps side by side for each channel.
EDGE_VNNI_INLINE Lanes interleave(__m256i a, __m256i b, __m256i c, __m256i d) {
    const __m256i ab0 = _mm256_unpacklo_epi8(a, b), ab1 = _mm256_unpackhi_epi8(a, b);
    const __m256i cd0 = _mm256_unpacklo_epi8(c, d), cd1 = _mm256_unpackhi_epi8(c, d);
    const Lanes r = {
        {_mm256_unpacklo_epi16(ab0, cd0), _mm256_unpackhi_epi16(ab0, cd0),
         _mm256_unpacklo_epi16(ab1, cd1), _mm256_unpackhi_epi16(ab1, cd1)}};
    return r;
}

EDGE_VNNI_INLINE Lanes accumulate(Lanes sums, Lanes x, const char *weights) {
    for (int v = 0; v < 4; ++v) {
        const __m256i w = _mm256_loadu_si256((const __m256i *)(weights + 32 * v));
        sums.v[v] = EDGE_DPBUSD(sums.v[v], x.v[v], w);
    }
    return sums;
}

/// Of 3 x 3 taps, each group is a column of the window and a zero, so that neighbouring pixels share it.
EDGE_VNNI_INLINE int32_t tapOf(int32_t taps, int32_t group, int32_t i) {
    if (taps == 9) return i < 3 ? 3 * i + group : -1;
    return 4 * group + i < taps ? 4 * group + i : -1;
}

EDGE_VNNI_INLINE int32_t groupsOf(int32_t taps) { return (taps + 3) / 4; }

// Prepared weights: [ceil(channels/32)], each [4 vectors] of -128 * sum(w), then [groups][4 vectors].
EDGE_VNNI void edgeDepthwisePrepareAVXVNNI(const EdgeDepthwisePrepare *p) {
    char *out = p->destination;
    const int32_t groups = groupsOf(p->tapCount);
    const __m256i each128 = _mm256_set1_epi8((char)0x80);
    for (int32_t channel = 0; channel < p->channels; channel += 32, out += 128 * (groups + 1)) {
        // Weights are padded to 16 channels only.
        const int32_t count = p->channels - channel > 16 ? 32 : 16;
        Lanes sums = {{_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                       _mm256_setzero_si256()}};
        for (int32_t group = 0; group < groups; ++group) {
            __m256i rows[4];
            for (int i = 0; i < 4; ++i) {
                const int32_t tap = tapOf(p->tapCount, group, i);
                rows[i] = tap < 0 ? _mm256_setzero_si256()
                                  : load32(p->weights + tap * p->weightStride + channel, count);
            }
            const Lanes w = interleave(rows[0], rows[1], rows[2], rows[3]);
            for (int v = 0; v < 4; ++v) {
                _mm256_storeu_si256((__m256i *)(out + 128 * (group + 1) + 32 * v), w.v[v]);
                sums.v[v] = EDGE_DPBUSD(sums.v[v], each128, w.v[v]);
            }
        }
        for (int v = 0; v < 4; ++v) {
            _mm256_storeu_si256(
                (__m256i *)(out + 32 * v), _mm256_sub_epi32(_mm256_setzero_si256(), sums.v[v]));
        }
    }
}

/// What a block of 32 channels keeps over its pixels.
typedef struct {
    Lanes start;
    __m256 scale[4];
    OutputRange range;
    __m256i lowQuantum;
} Block;

/// Two quarters of 4 values each; arrays hold a multiple of 16, so the upper one may be missing.
EDGE_VNNI_INLINE __m256i quarters(const void *p, int v, int32_t count) {
    const __m128i *low = (const __m128i *)p + v;
    return _mm256_set_m128i(_mm_loadu_si128(count > 16 ? low + 4 : low), _mm_loadu_si128(low));
}

EDGE_VNNI_INLINE Block blockOf(const EdgeDepthwiseRun *r, int32_t channel, int32_t count, const char *prepared) {
    Block b;
    b.range = outputRange(r->low, r->high, r->zeroPoint);
    b.lowQuantum = _mm256_broadcastsi128_si256(b.range.lowQuantum);
    for (int v = 0; v < 4; ++v) {
        const __m256i offset = _mm256_loadu_si256((const __m256i *)(prepared + 32 * v));
        b.start.v[v] = _mm256_add_epi32(quarters(r->bias + channel, v, count), offset);
        b.scale[v] = _mm256_castsi256_ps(quarters(r->scale + channel, v, count));
    }
    return b;
}

EDGE_VNNI_INLINE __m256i quanta(Lanes sums, const Block *b) {
    __m256i q[4];
    for (int v = 0; v < 4; ++v) {
        q[v] = roundBelow(_mm256_mul_ps(_mm256_cvtepi32_ps(sums.v[v]), b->scale[v]), b->range);
    }
    const __m256i low = _mm256_adds_epi16(_mm256_packs_epi32(q[0], q[1]), b->range.zeroPoint);
    const __m256i high = _mm256_adds_epi16(_mm256_packs_epi32(q[2], q[3]), b->range.zeroPoint);
    return _mm256_max_epi8(_mm256_packs_epi16(low, high), b->lowQuantum);
}

EDGE_VNNI_INLINE void store32(int8_t *p, __m256i v, int32_t count) {
    if (count >= 32) {
        _mm256_storeu_si256((__m256i *)p, v);
        return;
    }
    storeBytes(p, _mm256_castsi256_si128(v), count);
    if (count > 16) storeBytes(p + 16, _mm256_extracti128_si256(v, 1), count - 16);
}

/// Any taps, pixel by pixel.
EDGE_VNNI_INLINE void anyTaps(
    const EdgeDepthwiseRun *r, int32_t channel, int32_t count, const char *prepared, const int32_t taps) {
    const Block b = blockOf(r, channel, count, prepared);
    const __m256i flip = _mm256_set1_epi8((char)0x80);
    const int32_t groups = groupsOf(taps);
    int8_t *out = r->output + channel;
    int64_t offset = channel;
    for (int32_t pixel = 0; pixel < r->pixels; ++pixel, out += r->outputStep, offset += r->tapStep) {
        Lanes sums = b.start;
        for (int32_t group = 0; group < groups; ++group) {
            __m256i x[4];
            for (int i = 0; i < 4; ++i) {
                const int32_t tap = tapOf(taps, group, i);
                // A missing tap's weight is zero: its value does not matter.
                x[i] = tap < 0 ? flip : _mm256_xor_si256(load32(r->taps[tap] + offset, count), flip);
            }
            sums = accumulate(sums, interleave(x[0], x[1], x[2], x[3]), prepared + 128 * (group + 1));
        }
        store32(out, quanta(sums, &b), count);
    }
}

/// 3 x 3 windows that slide: every column is interleaved once, and adds to the three pixels it lies in.
EDGE_VNNI_INLINE void columns3x3(
    const EdgeDepthwiseRun *r, int32_t channel, int32_t count, const char *prepared) {
    const Block b = blockOf(r, channel, count, prepared);
    const __m256i flip = _mm256_set1_epi8((char)0x80);
    const int32_t columns = r->pixels + 2;
    const ptrdiff_t outputStep = r->outputStep;
    EdgeColumn next = edgeFirstColumn(r, channel, 0, 3);
    int8_t *out = r->output + channel;
    // `first` waits for its last column, `second` for its last two.
    Lanes first = b.start, second = b.start;
    for (int32_t column = 0; column < columns; ++column) {
        const int8_t *p[3];
        edgeTakeColumn(&next, p, 3);
        const Lanes x = interleave(
            _mm256_xor_si256(load32(p[0], count), flip), _mm256_xor_si256(load32(p[1], count), flip),
            _mm256_xor_si256(load32(p[2], count), flip), flip);
        if (column >= 2) {
            store32(out, quanta(accumulate(first, x, prepared + 384), &b), count);
            out += outputStep;
        }
        first = accumulate(second, x, prepared + 256);
        second = accumulate(b.start, x, prepared + 128);
    }
}

EDGE_VNNI static void blocks(const EdgeDepthwiseRun *r, int32_t channels, int32_t blockBytes) {
    const char *prepared = r->weights;
    for (int32_t channel = 0; channel < channels; channel += 32, prepared += blockBytes) {
        anyTaps(r, channel, 32, prepared, r->tapCount);
    }
}

EDGE_VNNI static void blocks9(const EdgeDepthwiseRun *r, int32_t channels, int32_t blockBytes) {
    const char *prepared = r->weights;
    for (int32_t channel = 0; channel < channels; channel += 32, prepared += blockBytes) {
        anyTaps(r, channel, 32, prepared, 9);
    }
}

EDGE_VNNI static void blocks25(const EdgeDepthwiseRun *r, int32_t channels, int32_t blockBytes) {
    const char *prepared = r->weights;
    for (int32_t channel = 0; channel < channels; channel += 32, prepared += blockBytes) {
        anyTaps(r, channel, 32, prepared, 25);
    }
}

EDGE_VNNI static void blocks3x3(const EdgeDepthwiseRun *r, int32_t channels, int32_t blockBytes) {
    const char *prepared = r->weights;
    for (int32_t channel = 0; channel < channels; channel += 32, prepared += blockBytes) {
        columns3x3(r, channel, 32, prepared);
    }
}

/// `count` is a constant where inlined so.
EDGE_VNNI_INLINE void part(
    const EdgeDepthwiseRun *r, int32_t channel, const int32_t count, const char *prepared) {
    if (r->slide.side == 3) {
        columns3x3(r, channel, count, prepared);
    } else if (r->tapCount == 9) {
        anyTaps(r, channel, count, prepared, 9);
    } else {
        anyTaps(r, channel, count, prepared, r->tapCount);
    }
}

EDGE_VNNI static void tail(const EdgeDepthwiseRun *r, int32_t channel, int32_t blockBytes) {
    const char *prepared = (const char *)r->weights + channel / 32 * blockBytes;
    // Channels come in multiples of 8 nearly always, so those loads are constant too.
    switch (r->channels - channel) {
    case 8: part(r, channel, 8, prepared); break;
    case 16: part(r, channel, 16, prepared); break;
    case 24: part(r, channel, 24, prepared); break;
    default: part(r, channel, r->channels - channel, prepared);
    }
}

EDGE_VNNI void edgeDepthwiseAVXVNNI(const EdgeDepthwiseRun *r) {
    const int32_t whole = r->channels / 32 * 32;
    const int32_t blockBytes = 128 * (groupsOf(r->tapCount) + 1);
    if (r->slide.side == 3) {
        blocks3x3(r, whole, blockBytes);
    } else if (r->tapCount == 9) {
        blocks9(r, whole, blockBytes);
    } else if (r->tapCount == 25) {
        blocks25(r, whole, blockBytes);
    } else {
        blocks(r, whole, blockBytes);
    }
    if (whole < r->channels) tail(r, whole, blockBytes);
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
