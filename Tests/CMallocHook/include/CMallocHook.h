// Counts heap allocations of the threads that ask to be watched, so that tests running beside are not
// counted. glibc only: the functions here take the place of the C library's and pass every call on to it.
#ifndef CMALLOCHOOK_H
#define CMALLOCHOOK_H

#include <stdbool.h>

/// A counter of one's own, as several tests count at a time: 1...4095.
int edgeMallocCounter(void);

/// Counts the calling thread's calls with `counter` from now on, or with none where it is 0.
void edgeMallocWatchThread(int counter);

/// Calls of malloc, calloc, realloc and the aligned forms counted with `counter` so far.
long edgeMallocCount(int counter);

/// Whether the hooks are in place in this build (not under a sanitizer, which has its own).
bool edgeMallocCountIsAvailable(void);

#endif
