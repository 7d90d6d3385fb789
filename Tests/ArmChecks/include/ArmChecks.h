// The A64 test program: C owns the operating system, Swift (embedded, without its standard library's
// operating system) the kernels.
#ifndef ARM_CHECKS_H
#define ARM_CHECKS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// From C.
void reportStart(const char *kernel);
void reportKernel(const char *kernel, const char *isa, ptrdiff_t executions, ptrdiff_t mismatches);
void reportMismatch(ptrdiff_t offset, int32_t expected, int32_t actual);
void reportField(const char *name, ptrdiff_t value);

// From Swift.
size_t edgeCheckRegionCount(void);
size_t edgeCheckRegionBytes(void);
/// Runs the sweep; returns the number of kernels that differ, or that never ran although this CPU has their
/// instruction set.
ptrdiff_t edgeCheckKernels(
    uint64_t seed, uint64_t capabilities, void *memory, size_t regionBytes, size_t regionStride);

#pragma clang assume_nonnull end
#endif
