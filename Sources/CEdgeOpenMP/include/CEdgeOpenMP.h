// The parallel region that the runtime runs in. Built without OpenMP, it is serial.
#ifndef CEDGEOPENMP_H
#define CEDGEOPENMP_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#define EDGE_NULLABLE _Nullable
#else
#define EDGE_NULLABLE
#endif

/// Whether regions have more than one thread.
bool edgeHasOpenMP(void);

/// Calls `body(work, part, parts)` on `parts` threads at once, `1 <= parts <= threads`, and returns when
/// all have. The threads stay in OpenMP's pool for the next region. `context` is unused.
void edgeParallelRun(void *EDGE_NULLABLE context, ptrdiff_t threads,
                     void (*body)(void *work, ptrdiff_t part, ptrdiff_t parts), void *work);

/// Within a region: returns once all of its threads have called it.
void edgeParallelBarrier(void *EDGE_NULLABLE context);

#undef EDGE_NULLABLE
#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#endif
