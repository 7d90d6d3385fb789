// Counts heap allocations of the threads that ask to be watched, so that tests running beside are not
// counted. glibc only: the functions here take the place of the C library's and pass every call on to it.
#ifndef CMALLOCHOOK_H
#define CMALLOCHOOK_H

#include <stdbool.h>

/// Starts or stops watching the calling thread.
void edgeMallocWatchThread(bool watch);

/// Calls of malloc, calloc, realloc and the aligned forms by all watched threads so far.
long edgeMallocCount(void);

/// Whether the hooks are in place in this build (not under a sanitizer, which has its own).
bool edgeMallocCountIsAvailable(void);

#endif
