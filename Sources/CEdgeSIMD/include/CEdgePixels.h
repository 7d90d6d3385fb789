// The contract of the picture kernels: 8-bit rows taken apart, resized, turned into red, green, blue, and put
// together again. Exact integer arithmetic throughout, hence the same bytes from every one of them.
//
// Rows read may be a caller's picture: no byte outside of what is described is read. Outputs never overlap
// inputs.
#ifndef CEDGEPIXELS_H
#define CEDGEPIXELS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

// ---- Resize ----------------------------------------------------------------------------------------
//
// A weight is a fraction in 22 bits, 0 ... 2^22, kept as 2048 * high + low with low in 0 ... 2047, so that its
// product with a byte is two products of 16 bits. Sums are taken modulo 2^32; the whole sum of an output, with
// one half added, is less than 2^31. An output is min(255, (sum + 2^21) >> 22).

/// The weights of two taps.
typedef struct {
    int16_t high[2], low[2];
} EdgeTapPair;

/// `count` outputs, each a weighted sum of the samples of 2 * `pairs` rows below one another.
typedef struct {
    const uint8_t *_Nonnull const *_Nonnull rows;
    const EdgeTapPair *weights;
    int32_t pairs;
    int32_t count;
    uint8_t *output;
} EdgeBlendRows;

/// Tap pairs of eight outputs along a row: for each pair, in the order of the outputs.
typedef struct {
    /// Per output four bytes: the two taps' places in the output's window, each followed by 0x80; 0x80 for none.
    uint8_t places[32];
    int16_t high[16];
    int16_t low[16];
} EdgeWindowTaps;

/// 8 * `blocks` outputs along a row, each a weighted sum of some of 16 samples side by side.
typedef struct {
    const uint8_t *source;
    /// [blocks][2]: where the windows of the first and second four outputs of a block begin.
    const int32_t *windows;
    /// [blocks][pairs]
    const EdgeWindowTaps *taps;
    int32_t blocks, pairs;
    uint8_t *output;
} EdgeResampleWindows;

/// `outputs` outputs along a row, each a weighted sum of `taps` samples side by side.
typedef struct {
    const uint8_t *source;
    /// [outputs]: first sample of each.
    const int32_t *starts;
    /// [outputs][taps], whole weights.
    const int32_t *weights;
    int32_t outputs;
    /// A multiple of 8.
    int32_t taps;
    uint8_t *output;
} EdgeResampleSpans;

// ---- Rows apart and together -----------------------------------------------------------------------

/// `count` samples of each of two or three planes, side by side in `source`.
typedef struct {
    const uint8_t *source;
    int32_t count;
    uint8_t *first, *second;
    /// Not used where there are two.
    uint8_t *third;
} EdgeSplitRow;

/// The other way round, each byte by exclusive or with `flip`.
typedef struct {
    const uint8_t *first, *second, *third;
    int32_t count;
    uint8_t flip;
    uint8_t *output;
} EdgeMergeRow;

// ---- Colour ----------------------------------------------------------------------------------------

/// With y = Y - lumaOffset, u = U - 128, v = V - 128, in 16-bit fixed point:
/// out = clamp(y + whole . (u, v) + ((lumaFraction * y + fraction . (u, v) + 2^15) >> 16), 0, 255)
typedef struct {
    int16_t lumaOffset, lumaFraction;
    /// [red, green, blue][u, v]
    int16_t whole[3][2], fraction[3][2];
} EdgeColourMatrix;

typedef struct {
    const uint8_t *y, *u, *v;
    int32_t count;
    const EdgeColourMatrix *matrix;
    uint8_t *red, *green, *blue;
} EdgeColourRow;

/// luma = (19595 red + 38470 green + 7471 blue + 2^15) >> 16, of BT.601
typedef struct {
    const uint8_t *red, *green, *blue;
    int32_t count;
    uint8_t *luma;
} EdgeLumaRow;

#define EDGE_PIXEL_KERNELS(SET)                               \
    void edgeBlendRows##SET(const EdgeBlendRows *p);           \
    void edgeResampleWindows##SET(const EdgeResampleWindows *p); \
    void edgeResampleSpans##SET(const EdgeResampleSpans *p);   \
    void edgeSplit2##SET(const EdgeSplitRow *p);               \
    void edgeSplit3##SET(const EdgeSplitRow *p);               \
    void edgeMerge3##SET(const EdgeMergeRow *p);               \
    void edgeColourRow##SET(const EdgeColourRow *p);           \
    void edgeLumaRow##SET(const EdgeLumaRow *p);

#if defined(__x86_64__)
EDGE_PIXEL_KERNELS(SSE41)
EDGE_PIXEL_KERNELS(AVX2)
#endif
#if defined(__aarch64__)
EDGE_PIXEL_KERNELS(NEON)
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#endif
