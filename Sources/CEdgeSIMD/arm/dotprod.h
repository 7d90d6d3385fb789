// What the kernels with sdot share.
#ifndef EDGE_ARM_DOTPROD_H
#define EDGE_ARM_DOTPROD_H

#include "neon.h"

#if defined(__clang__)
#define EDGE_DOTPROD __attribute__((target("dotprod")))
#else
#define EDGE_DOTPROD __attribute__((target("+dotprod")))
#endif
#define EDGE_DOTPROD_INLINE static inline __attribute__((always_inline)) EDGE_DOTPROD

/// Loads 8 bytes, in program order. As ld1, which Cortex-A55's model issues beside a multiplication, where ldr
/// or an increment of the address would wait a cycle.
EDGE_INLINE int8x8_t load8InOrder(const int8_t *p) {
    int8x8_t x;
    __asm__ volatile("ld1 {%0.8b}, [%1]" : "=w"(x) : "r"(p) : "memory");
    return x;
}

#endif
