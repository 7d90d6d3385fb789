// The contract between the drivers (Swift, EdgeKernels) and the micro-kernels (Swift or C).
//
// A micro-kernel never allocates, never reads a byte outside the ranges its arguments describe and
// writes only the outputs they describe. The arithmetic is normative: EdgeFormat/ARITHMETIC.md.
#ifndef CEDGESIMD_H
#define CEDGESIMD_H

#include <stddef.h>
#include <stdint.h>

#include "CEdgeVerify.h"
#include "CEdgePixels.h"

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

// ---- Matrix product: convolution and fully connected ---------------------------------------------

/// `rows` x K activations times the weights of `channels` output channels, requantized.
typedef struct {
    /// First row; element type is the kernel's panel format. K is padded to 4 * quads elements
    /// (the value of padding elements does not matter: their weights are zero).
    const void *panel;
    /// Bytes from one row to the next.
    ptrdiff_t panelStride;
    /// 1 ... the kernel's tile height.
    int32_t rows;
    /// ceil(K / 4), at least 1.
    int32_t quads;
    /// Output channels, at least 1; the arrays below hold a multiple of 16.
    int32_t channels;
    /// [ceil(channels/16)][quads][16][4]
    const int8_t *weights;
    const int32_t *bias;
    const int32_t *weightSum;
    const float *scale;
    /// Clamp bounds minus the zero point.
    float low, high;
    int32_t zeroPoint;
    /// int8, or float where `dequantize` is set (then low, high and zeroPoint are unused).
    void *output;
    /// Elements from one output row to the next.
    ptrdiff_t outputStride;
    int32_t dequantize;
    /// A row's activations lie in so many pieces of quads / runs quads each, `runStride` bytes apart. 1 but for
    /// kernels that are registered as reading runs.
    int32_t runs;
    ptrdiff_t runStride;
} EdgeGemmTile;

/// Copies windows into a panel, converting int8 to the panel's element: for each of `pixels` windows,
/// `rows` times `runs` times `length` bytes, without gaps in the destination. Windows are packed in
/// ascending order, and each may write up to 64 bytes past its end.
typedef struct {
    void *destination;
    const int8_t *source;
    /// End of the readable bytes of `source`.
    const int8_t *sourceEnd;
    int32_t pixels, rows, runs, length;
    /// Bytes in the source.
    ptrdiff_t pixelStep, rowStride, runStride;
    /// Bytes in the destination from one window to the next.
    ptrdiff_t destinationStep;
} EdgeGemmPack;

// ---- Winograd F(2x2, 3x3) --------------------------------------------------------------------------
//
// A 3x3 convolution of stride 1 in tiles of 2x2 outputs (Lavin and Gray, 2016), in integers: with G doubled in
// each dimension the transformed weights are whole numbers, and four times the output comes out. That is divided
// by exactly, so the result is the direct sum's. Sums are taken modulo 2^32: steps between may wrap.

/// U = 2G w (2G)^T of one block of 16 output channels.
typedef struct {
    /// [9][channels / 4][16][4]
    const int8_t *weights;
    /// Input channels: a multiple of 16.
    int32_t channels;
    /// 16 matrices of channels x 16, `step` elements apart, each in the kernel's own order.
    int16_t *transformed;
    ptrdiff_t step;
} EdgeWinogradWeights;

/// V = B^T d B of one 4x4 window.
typedef struct {
    /// Row by row, each to `channels` int8.
    const int8_t *_Nonnull const *_Nonnull taps;
    int32_t channels;
    /// 16 runs of `channels` elements, `step` elements apart.
    int16_t *transformed;
    ptrdiff_t step;
} EdgeWinogradInput;

/// The 16 products of `tiles` windows with one block.
typedef struct {
    /// [16][tiles][channels] and 16 matrices, each `…Step` elements apart.
    const int16_t *activations;
    ptrdiff_t activationStep;
    const int16_t *weights;
    ptrdiff_t weightStep;
    int32_t tiles, channels;
    /// [16][tiles][16]
    int32_t *sums;
} EdgeWinogradProduct;

/// Y = A^T M A / 4, plus bias, requantized: of `tiles` tiles beside each other.
typedef struct {
    /// The first tile's sums; those of the other products `step` elements on.
    const int32_t *sums;
    ptrdiff_t step;
    int32_t tiles;
    /// Pixels to write: 1 or 2 rows of 2 * tiles columns, or of one less.
    int32_t rows, columns;
    /// Output channels, 1 ... 16; the arrays below hold 16.
    int32_t channels;
    const int32_t *bias;
    const float *scale;
    /// Clamp bounds minus the zero point.
    float low, high;
    int32_t zeroPoint;
    /// int8, or float where `dequantize` is set.
    void *output;
    /// Elements.
    ptrdiff_t pixelStride, rowStride;
    int32_t dequantize;
} EdgeWinogradOutput;

// ---- Depthwise convolution -------------------------------------------------------------------------

/// Windows of `side` columns each of which is the last one moved by `stride` columns, whatever lies inside the input:
/// of the `(pixels - 1) * stride + side` columns, `inside` from `before` on are the input's and the others padding.
typedef struct {
    /// 3 or 5, as the kernel allows; 0: the windows are those of `taps`.
    int32_t side;
    /// 1, or 2 where the kernel allows.
    int32_t stride;
    int32_t before, inside;
    /// For each kernel row its first column inside the input, and the bytes to the next: 0, to padding, for a row
    /// that lies outside.
    const int8_t *_Nullable rows[5];
    ptrdiff_t rowSteps[5];
    /// A pixel of padding.
    const int8_t *_Nullable padding;
} EdgeDepthwiseSlide;

/// Arrays of C come to Swift as tuples, which have no subscript.
static inline void edgeSetSlideRow(
    EdgeDepthwiseSlide *_Nonnull slide, int32_t ky, const int8_t *_Nonnull first, ptrdiff_t step) {
    slide->rows[ky] = first;
    slide->rowSteps[ky] = step;
}

/// `pixels` output pixels of one row whose windows lie at a constant step.
typedef struct {
    /// First pixel's window: `tapCount` pointers to `channels` int8. Not read where the windows slide.
    const int8_t *_Nonnull const *_Nonnull taps;
    EdgeDepthwiseSlide slide;
    int32_t tapCount;
    int32_t pixels;
    int32_t channels;
    /// Bytes from one pixel's window to the next (0 allowed where pixels is 1).
    ptrdiff_t tapStep;
    /// As the kernel's `prepare` wrote them, or plain [tapCount][weightStride] int8.
    const void *weights;
    ptrdiff_t weightStride;
    const int32_t *bias;
    const float *scale;
    float low, high;
    int32_t zeroPoint;
    int8_t *output;
    ptrdiff_t outputStep;
} EdgeDepthwiseRun;

/// The same of int16 activations, with weights as the file stores them.
typedef struct {
    /// First pixel's window: `tapCount` pointers to `channels` int16.
    const int16_t *_Nonnull const *_Nonnull taps;
    int32_t tapCount;
    int32_t pixels;
    int32_t channels;
    /// Elements from one pixel's window to the next.
    ptrdiff_t tapStep;
    /// [tapCount][weightStride]
    const int8_t *weights;
    ptrdiff_t weightStride;
    const int32_t *bias;
    const float *scale;
    float low, high;
    int32_t zeroPoint;
    /// int8, or int16 where `isWide` is set (then the zero point is 0).
    void *output;
    int32_t isWide;
    /// Elements from one pixel to the next.
    ptrdiff_t outputStep;
} EdgeDepthwiseRun16;

/// Rearranges the weights of `channels` channels for one depthwise kernel.
typedef struct {
    void *destination;
    const int8_t *weights;
    ptrdiff_t weightStride;
    int32_t tapCount, channels;
} EdgeDepthwisePrepare;

// ---- Element by element ----------------------------------------------------------------------------

/// `rows` runs of `count` elements. The meaning of the factors is the operator's.
typedef struct {
    const int8_t *a;
    /// Second operand of add and mul; equal to `a` elsewhere.
    const int8_t *b;
    int8_t *output;
    int32_t rows, count;
    ptrdiff_t strideA, strideB, outputStride;
    int32_t zeroPointA, zeroPointB;
    float factorA, factorB;
    float low, high;
    int32_t zeroPoint;
} EdgePointwise;

/// output = table[input + 128]
typedef struct {
    const int8_t *input;
    int8_t *output;
    const int8_t *table;
    int32_t rows, count;
    ptrdiff_t inputStride, outputStride;
} EdgeLookup;

/// The same of int16 by lines between 1025 entries (ARITHMETIC.md, "Lookup"). Strides count elements.
typedef struct {
    const int16_t *input;
    int16_t *output;
    const int16_t *table;
    /// 0, or 1025 where each of `count` channels has a table of its own.
    ptrdiff_t tableStride;
    int32_t rows, count;
    ptrdiff_t inputStride, outputStride;
} EdgeLookup16;

// ---- Transpose -------------------------------------------------------------------------------------

/// output[column][row] = input[row][column], which do not overlap. Strides are bytes from row to row.
typedef struct {
    const int8_t *input;
    int8_t *output;
    int32_t rows, columns;
    ptrdiff_t inputStride, outputStride;
} EdgeTranspose;

// ---- Pooling ---------------------------------------------------------------------------------------

/// One output pixel: the valid part of its window, `rows` x `columns` input pixels (both at least 1).
typedef struct {
    const int8_t *input;
    int32_t rows, columns, channels;
    ptrdiff_t rowStep, columnStep;
    int8_t *output;
    /// Average only.
    int32_t inputZeroPoint;
    float multiplier;
    float low, high;
    int32_t zeroPoint;
} EdgePool;

// ---- Linear resize ---------------------------------------------------------------------------------

/// `pixels` output pixels of one row.
typedef struct {
    /// First pixels of the two input rows.
    const int8_t *top, *bottom;
    /// In 128ths; `bottom` is not read where it is 0.
    int32_t bottomWeight;
    /// [pixels]: 256 * left column + weight of the right one, which is not read where that is 0
    const int32_t *columns;
    int32_t pixels, channels;
    ptrdiff_t inputStep, outputStep;
    int32_t inputZeroPoint;
    float factor;
    float low, high;
    int32_t zeroPoint;
    int8_t *output;
} EdgeResizeRow;

#if defined(__x86_64__)
/// Bits: 0 SSE4.1, 1 AVX2, 2 AVX-VNNI, 3 AVX-512 (F, BW, DQ, VL, VNNI, VBMI); with the operating system's support of the registers.
uint32_t edgeX86Features(void);

void edgeGemmSSE41(const EdgeGemmTile *tile);
void edgeGemm16SSE41(const EdgeGemmTile *tile);
void edgeDepthwise16SSE41(const EdgeDepthwiseRun16 *run);
void edgeLookup16AVX2(const EdgeLookup16 *p);
void edgeGemmPairSSE41(const EdgeGemmTile *tile);
void edgeGemmFourTapSSE41(const EdgeGemmTile *tile);
void edgePackInt8SSE41(const EdgeGemmPack *pack);
void edgePackBiasedSSE41(const EdgeGemmPack *pack);
void edgeDepthwiseSSE41(const EdgeDepthwiseRun *run);
void edgeAddSSE41(const EdgePointwise *p);
void edgeMulSSE41(const EdgePointwise *p);
void edgeRequantizeSSE41(const EdgePointwise *p);
void edgeLookupSSE41(const EdgeLookup *p);
void edgeMaxPoolSSE41(const EdgePool *p);
void edgeAveragePoolSSE41(const EdgePool *p);
void edgeGemmAVX2(const EdgeGemmTile *tile);
void edgeGemmBytesAVX2(const EdgeGemmTile *tile);
void edgeGemmPairAVX2(const EdgeGemmTile *tile);
void edgeGemmFourTapAVX2(const EdgeGemmTile *tile);
void edgePackInt8AVX2(const EdgeGemmPack *pack);
void edgeWinogradWeightsSSE41(const EdgeWinogradWeights *p);
void edgeWinogradInputSSE41(const EdgeWinogradInput *p);
void edgeWinogradProductSSE41(const EdgeWinogradProduct *p);
void edgeWinogradOutputSSE41(const EdgeWinogradOutput *p);
void edgeWinogradWeightsAVX2(const EdgeWinogradWeights *p);
void edgeWinogradInputAVX2(const EdgeWinogradInput *p);
void edgeWinogradProductAVX2(const EdgeWinogradProduct *p);
void edgeWinogradOutputAVX2(const EdgeWinogradOutput *p);
void edgePackInt16AVX2(const EdgeGemmPack *pack);
void edgeGemmAVXVNNI(const EdgeGemmTile *tile);
void edgePackBiasedAVX2(const EdgeGemmPack *pack);
void edgeDepthwisePrepareAVX2(const EdgeDepthwisePrepare *prepare);
void edgeDepthwiseAVX2(const EdgeDepthwiseRun *run);
void edgeDepthwisePrepareAVXVNNI(const EdgeDepthwisePrepare *prepare);
void edgeDepthwiseAVXVNNI(const EdgeDepthwiseRun *run);
void edgeGemmAVX512VNNI(const EdgeGemmTile *tile);
void edgeGemmNarrowAVX512VNNI(const EdgeGemmTile *tile);
void edgePackBiasedAVX512(const EdgeGemmPack *pack);
void edgeDepthwisePrepareAVX512VNNI(const EdgeDepthwisePrepare *prepare);
void edgeDepthwiseAVX512VNNI(const EdgeDepthwiseRun *run);
void edgeAddAVX512(const EdgePointwise *p);
void edgeMulAVX512(const EdgePointwise *p);
void edgeRequantizeAVX512(const EdgePointwise *p);
void edgeLookupAVX512(const EdgeLookup *p);
void edgeAddAVX2(const EdgePointwise *p);
void edgeMulAVX2(const EdgePointwise *p);
void edgeRequantizeAVX2(const EdgePointwise *p);
void edgeLookupAVX2(const EdgeLookup *p);
void edgeTransposeAVX2(const EdgeTranspose *p);
void edgeMaxPoolAVX2(const EdgePool *p);
void edgeAveragePoolAVX2(const EdgePool *p);
void edgeResizeLinearAVX2(const EdgeResizeRow *r);
/// Sigmoid of `count` numbers; `y` may be `x`.
void edgeSigmoidAVX2(const float *x, float *y, ptrdiff_t count);
/// Softmax of `columns` columns of `size` numbers each, `from` and `to` elements apart in input and output.
void edgeSoftmaxAVX2(
    const float *x, ptrdiff_t from, float *y, ptrdiff_t to, ptrdiff_t size, ptrdiff_t columns);
/// Of each score `exponential(x - largest) * top`, rounded; returns their sum.
int32_t edgeExponentialsAVX2(const float *x, ptrdiff_t count, float top, int16_t *y);
/// Scans: where the first of `count` numbers that is at least `threshold` lies; `count` where none is. NaN is
/// not.
ptrdiff_t edgeScanInt8SSE41(const int8_t *x, ptrdiff_t count, int8_t threshold);
ptrdiff_t edgeScanFloatSSE41(const float *x, ptrdiff_t count, float threshold);
ptrdiff_t edgeScanInt8AVX2(const int8_t *x, ptrdiff_t count, int8_t threshold);
ptrdiff_t edgeScanFloatAVX2(const float *x, ptrdiff_t count, float threshold);
ptrdiff_t edgeScanInt8AVX512(const int8_t *x, ptrdiff_t count, int8_t threshold);
ptrdiff_t edgeScanFloatAVX512(const float *x, ptrdiff_t count, float threshold);
#endif

#if defined(__aarch64__)
void edgeGemmNEON(const EdgeGemmTile *tile);
void edgeGemm16NEON(const EdgeGemmTile *tile);
void edgeDepthwise16NEON(const EdgeDepthwiseRun16 *run);
void edgeGemmDotprod(const EdgeGemmTile *tile);
void edgePackInt8NEON(const EdgeGemmPack *pack);
void edgeWinogradWeightsNEON(const EdgeWinogradWeights *p);
void edgeWinogradInputNEON(const EdgeWinogradInput *p);
void edgeWinogradProductNEON(const EdgeWinogradProduct *p);
void edgeWinogradOutputNEON(const EdgeWinogradOutput *p);
void edgeDepthwiseNEON(const EdgeDepthwiseRun *run);
void edgeDepthwisePrepareDotprod(const EdgeDepthwisePrepare *prepare);
void edgeDepthwiseDotprod(const EdgeDepthwiseRun *run);
void edgeAddNEON(const EdgePointwise *p);
void edgeMulNEON(const EdgePointwise *p);
void edgeRequantizeNEON(const EdgePointwise *p);
void edgeLookupNEON(const EdgeLookup *p);
void edgeTransposeNEON(const EdgeTranspose *p);
void edgeMaxPoolNEON(const EdgePool *p);
void edgeAveragePoolNEON(const EdgePool *p);
/// Scans: where the first of `count` numbers that is at least `threshold` lies; `count` where none is. NaN is
/// not.
ptrdiff_t edgeScanInt8NEON(const int8_t *x, ptrdiff_t count, int8_t threshold);
ptrdiff_t edgeScanFloatNEON(const float *x, ptrdiff_t count, float threshold);
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#endif
