// CRC-32C by the processor's instruction. Its portable twin is EdgeFormat's `portableCRC32C`.
#ifndef CEDGECHECKSUM_H
#define CEDGECHECKSUM_H

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

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#endif
