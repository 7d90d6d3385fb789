// Calls of Linux whose headers want a macro that Swift's importer does not set.
#define _GNU_SOURCE
#include "CEdgePeak.h"

#if defined(__linux__)
#include <sched.h>

int edgeGetAffinity(void *mask, int64_t bytes) { return sched_getaffinity(0, (size_t)bytes, mask); }

int edgeSetAffinity(const void *mask, int64_t bytes) { return sched_setaffinity(0, (size_t)bytes, mask); }
#else
int edgeGetAffinity(void *mask, int64_t bytes) {
    (void)mask, (void)bytes;
    return -1;
}

int edgeSetAffinity(const void *mask, int64_t bytes) {
    (void)mask, (void)bytes;
    return -1;
}
#endif
