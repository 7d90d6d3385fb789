// A test program of the embedded core: C owns the operating system and prints, Swift, compiled without
// allocations, does the rest.
#ifndef EMBEDDED_CHECKS_H
#define EMBEDDED_CHECKS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// From C.
void reportStart(const char *kernel);
void reportKernel(const char *kernel, const char *isa, ptrdiff_t executions, ptrdiff_t mismatches);
void reportMismatch(ptrdiff_t offset, int32_t expected, int32_t actual);
void reportField(const char *name, ptrdiff_t value);
void reportFormatError(const char *subject, uint32_t record, const char *field, const char *rule);

// From Swift.
size_t edgeCheckRegionCount(void);
size_t edgeCheckRegionBytes(void);
/// Runs the sweep; returns the number of kernels that differ, or that never ran although this CPU has their
/// instruction set.
ptrdiff_t edgeCheckKernels(
    uint64_t seed, uint64_t capabilities, void *memory, size_t regionBytes, size_t regionStride);

/// The name of an instruction set, or null past the last one.
const char *_Nullable edgeISAName(ptrdiff_t index);
int32_t edgeRunsISA(ptrdiff_t index, uint64_t capabilities);
/// Loads the model in `file` (at a multiple of 64), fills its inputs with the noise of `edgerun bench`, runs
/// it in `parts` parts, one after the other, and returns the CRC-32 of its outputs, as `edgerun bench` prints
/// it; -1 after a reported error.
int64_t edgeRunModel(
    const void *file, size_t fileBytes, ptrdiff_t isa, ptrdiff_t parts, void *memory, size_t memoryBytes);

#pragma clang assume_nonnull end
#endif
