// A chain of additions, each of which waits for the one before: one a cycle on every CPU that has caches, so
// that its rate is the clock's, also where the system does not tell it.
#include "CEdgePeak.h"

#define ADD4 ADD ADD ADD ADD
#define ADD16 ADD4 ADD4 ADD4 ADD4

int64_t edgeClockChain(int64_t rounds, int64_t *sink) {
    int64_t sum = *sink;
    // Not an immediate, which some CPUs add while renaming registers.
    const int64_t step = sum | 1;
    for (int64_t r = 0; r < rounds; ++r) {
#if defined(__x86_64__)
#define ADD "add %1, %0\n\t"
        __asm__ volatile(ADD16 ADD16 ADD16 ADD16 : "+r"(sum) : "r"(step) : "cc");
#elif defined(__aarch64__)
#define ADD "add %0, %0, %1\n\t"
        __asm__ volatile(ADD16 ADD16 ADD16 ADD16 : "+r"(sum) : "r"(step));
#else
        (void)step;
        return 0;
#endif
    }
    *sink = sum;
    return rounds * 64;
}
