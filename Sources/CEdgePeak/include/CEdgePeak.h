// The instruction rates that the matrix product kernels are measured against.
#ifndef CEDGEPEAK_H
#define CEDGEPEAK_H

#include <stdint.h>

/// Runs `rounds` times 8 independent multiply-accumulate chains from registers; returns the number of
/// multiply-accumulates, 0 where this build or CPU family has no such loop. `sink` keeps the result alive.
int64_t edgePeakInt16(int64_t rounds, int32_t *_Nonnull sink);
int64_t edgePeakPairs(int64_t rounds, int32_t *_Nonnull sink);
int64_t edgePeakFourTap(int64_t rounds, int32_t *_Nonnull sink);
int64_t edgePeakDotProduct(int64_t rounds, int32_t *_Nonnull sink);
int64_t edgePeakWideDotProduct(int64_t rounds, int32_t *_Nonnull sink);

#endif
