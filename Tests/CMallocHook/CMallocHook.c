#include "CMallocHook.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#define EDGE_COUNTERS 4096

static atomic_long calls[EDGE_COUNTERS];
static atomic_int counters;
static _Thread_local int watching;

int edgeMallocCounter(void) { return 1 + atomic_fetch_add(&counters, 1) % (EDGE_COUNTERS - 1); }

void edgeMallocWatchThread(int counter) { watching = counter; }

long edgeMallocCount(int counter) { return atomic_load(&calls[counter]); }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

bool edgeMallocCountIsAvailable(void) { return true; }

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void note(void) {
    if (watching) atomic_fetch_add(&calls[watching], 1);
}

void *malloc(size_t size) {
    note();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note();
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    note();
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    note();
    void *memory = __libc_memalign(alignment, size);
    if (!memory) return ENOMEM;
    *result = memory;
    return 0;
}

#else

bool edgeMallocCountIsAvailable(void) { return false; }

#endif
