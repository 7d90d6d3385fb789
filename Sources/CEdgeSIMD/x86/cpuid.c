// CPU facts of x86. ARM's come from the operating system, so the host passes them in.
#if defined(__x86_64__)
#include <cpuid.h>

#include "CEdgeSIMD.h"

static uint64_t xgetbv0(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((uint64_t)high << 32) | low;
}

uint32_t edgeX86Features(void) {
    uint32_t a, b, c, d, features = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
    if (c & (1u << 19)) features |= 1;
    const int osSavesRegisters = (c & (1u << 27)) != 0;
    const int avx = (c & (1u << 28)) != 0;
    if (!osSavesRegisters || !avx || (xgetbv0() & 6) != 6) return features;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return features;
    if (!(b & (1u << 5))) return features;
    features |= 2;
    const uint32_t foundation = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
    const uint32_t vbmiAndVNNI = 1u << 1 | 1u << 11;
    const int osSavesAVX512 = (xgetbv0() & 0xE6) == 0xE6;
    if (osSavesAVX512 && (b & foundation) == foundation && (c & vbmiAndVNNI) == vbmiAndVNNI) features |= 8;
    if (a >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 4))) features |= 4;
    return features;
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
