// How fast memory is read: every vector of a buffer, again and again, into independent sums.
#include "CEdgePeak.h"

typedef int64_t Vector16 __attribute__((vector_size(16), aligned(16)));

// Without unrolling the loop's own instructions would be the limit in the first-level cache.
#define EDGE_READ(NAME, VECTOR)                                                             \
    int64_t NAME(const void *base, int64_t bytes, int64_t passes, int64_t *sink) {          \
        VECTOR sums[8] = {{0}};                                                             \
        const int64_t count = bytes / (int64_t)sizeof(VECTOR) / 8 * 8;                      \
        for (int64_t p = 0; p < passes; ++p) {                                              \
            const VECTOR *v = (const VECTOR *)base;                                         \
            /* The buffer may have changed, as far as the compiler knows: read it again. */ \
            __asm__ volatile("" : "+r"(v) : : "memory");                                    \
            for (int64_t i = 0; i < count; i += 8) {                                        \
                for (int j = 0; j < 8; ++j) sums[j] += v[i + j];                            \
            }                                                                               \
        }                                                                                   \
        for (int j = 1; j < 8; ++j) sums[0] += sums[j];                                     \
        *sink += sums[0][0];                                                                \
        return passes * count * (int64_t)sizeof(VECTOR);                                    \
    }

EDGE_READ(edgeRead16, Vector16)

#if defined(__x86_64__)
typedef int64_t Vector32 __attribute__((vector_size(32), aligned(32)));
typedef int64_t Vector64 __attribute__((vector_size(64), aligned(64)));

__attribute__((target("avx2"))) EDGE_READ(edgeRead32, Vector32)
__attribute__((target("avx512f"))) EDGE_READ(edgeRead64, Vector64)
#else
int64_t edgeRead32(const void *base, int64_t bytes, int64_t passes, int64_t *sink) {
    return edgeRead16(base, bytes, passes, sink);
}

int64_t edgeRead64(const void *base, int64_t bytes, int64_t passes, int64_t *sink) {
    return edgeRead16(base, bytes, passes, sink);
}
#endif
