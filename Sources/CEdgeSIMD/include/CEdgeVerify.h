// What verifying a model's weights takes most of its time with, by the processor's instructions. The portable twins
// are EdgeFormat's `portableCRC32C` and `BlockSums`.
#ifndef CEDGEVERIFY_H
#define CEDGEVERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// Whether this CPU has the instruction. On A64 only the operating system knows: `armCapabilities` is
/// the ELF auxiliary vector's AT_HWCAP (ignored elsewhere).
bool edgeHasCRC32C(unsigned long armCapabilities);

/// Continues `crc` (0 at the start) over `count` bytes. Only where `edgeHasCRC32C` says so.
uint32_t edgeCRC32C(uint32_t crc, const void *bytes, size_t count);

// As EdgeFormat's BlockFinding.
enum {
    EDGE_BLOCK_HAS_MINIMUM = 1,   // some weight is -128
    EDGE_BLOCK_EXCEEDS_PAIRS = 2, // not pair-safe, and not four-tap safe
    EDGE_BLOCK_EXCEEDS_FOURS = 4, // not four-tap safe
};

/// Of blocked weights [quads][16 channels][4]: 16 sums, then 16 sums of magnitudes, to `totals`; the result is
/// what of the above holds.
uint32_t edgeBlockSumsAVX2(const void *weights, size_t quads, intptr_t *totals);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#endif
