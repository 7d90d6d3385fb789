// What this machine can do at most, measured: the roofs that kernels and networks are held against.
#ifndef CEDGEPEAK_H
#define CEDGEPEAK_H

#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

// Rates of the products that the matrix kernels are made of. Each function runs independent chains of
// multiply-accumulates from registers, `rounds` times, and returns their number; 0 where the product belongs
// to another CPU family. The CPU must have the instructions. `sink` keeps the result alive.

/// SSE4.1: int16 in pairs.
int64_t edgePeakInt16Narrow(int64_t rounds, int32_t *sink);
/// SSE4.1: two int8 products to an int16 sum.
int64_t edgePeakPairsNarrow(int64_t rounds, int32_t *sink);
/// SSE4.1: four int8 products to an int16 sum.
int64_t edgePeakFourTapNarrow(int64_t rounds, int32_t *sink);
/// AVX2: int16 in pairs.
int64_t edgePeakInt16(int64_t rounds, int32_t *sink);
/// AVX2: two int8 products to an int16 sum.
int64_t edgePeakPairs(int64_t rounds, int32_t *sink);
/// AVX2: four int8 products to an int16 sum.
int64_t edgePeakFourTap(int64_t rounds, int32_t *sink);
/// AVX-VNNI.
int64_t edgePeakDotProduct(int64_t rounds, int32_t *sink);
/// AVX-512 with VNNI.
int64_t edgePeakWideDotProduct(int64_t rounds, int32_t *sink);
/// NEON: int8 to int16, two products, to int32.
int64_t edgePeakWidening(int64_t rounds, int32_t *sink);
/// smlal of int16 into int32.
int64_t edgePeakLong(int64_t rounds, int32_t *sink);
/// NEON with dot products.
int64_t edgePeakSignedDotProduct(int64_t rounds, int32_t *sink);

// Reads `bytes` bytes (in steps of 8 vectors) at a multiple of 64, `passes` times, with vectors of 16, 32
// (AVX2) or 64 (AVX-512) bytes; other CPU families take 16. Returns the number of bytes read.
int64_t edgeRead16(const void *base, int64_t bytes, int64_t passes, int64_t *sink);
int64_t edgeRead32(const void *base, int64_t bytes, int64_t passes, int64_t *sink);
int64_t edgeRead64(const void *base, int64_t bytes, int64_t passes, int64_t *sink);

/// Additions one after the other, each a cycle: returns their number, 64 a round; 0 on CPU families without
/// such a loop.
int64_t edgeClockChain(int64_t rounds, int64_t *sink);

/// The processors that this thread may run on: a bit each, `bytes` bytes of them. 0, or -1 with `errno`.
int edgeGetAffinity(void *mask, int64_t bytes);
int edgeSetAffinity(const void *mask, int64_t bytes);

/// The C compiler and its version.
const char *edgeBuildCCompiler(void);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#endif
