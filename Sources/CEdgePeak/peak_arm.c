#if defined(__aarch64__)
#include "CEdgePeak.h"

#include <arm_neon.h>

// Sums in registers beside the operands, enough for 4 cycles of latency at 2 instructions a cycle.
#define CHAINS 8

// smull, smlal2 into int16, sadalp: 16 to a round and chain, as gemm_neon.c has them.
int64_t edgePeakWidening(int64_t rounds, int32_t *sink) {
    int32x4_t sums[CHAINS];
    const int8x16_t x = vdupq_n_s8((int8_t)*sink);
    for (int i = 0; i < CHAINS; ++i) sums[i] = vdupq_n_s32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            // Its own sum as a factor, or the product would be computed once.
            const int8x16_t own = vreinterpretq_s8_s32(sums[i]);
            const int16x8_t pairs =
                vmlal_s8(vmull_s8(vget_low_s8(own), vget_low_s8(x)), vget_high_s8(own), vget_high_s8(x));
            sums[i] = vpadalq_s16(sums[i], pairs);
        }
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = veorq_s32(sums[0], sums[i]);
    *sink = vgetq_lane_s32(sums[0], 0);
    return rounds * CHAINS * 16;
}

// smlal, smlal2 by lane: 8 to a round and chain, as winograd_neon.c has them.
int64_t edgePeakLong(int64_t rounds, int32_t *sink) {
    int32x4_t sums[2 * CHAINS];
    const int16x8_t x = vdupq_n_s16((int16_t)*sink);
    for (int i = 0; i < 2 * CHAINS; ++i) sums[i] = vdupq_n_s32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) {
            // Its own sums as factors, or the products would be computed once.
            const int16x8_t w = vreinterpretq_s16_s32(sums[2 * i]), v = vreinterpretq_s16_s32(sums[2 * i + 1]);
            sums[2 * i] = vmlal_laneq_s16(sums[2 * i], vget_low_s16(w), x, 3);
            sums[2 * i + 1] = vmlal_high_laneq_s16(sums[2 * i + 1], v, x, 3);
        }
    }
    for (int i = 1; i < 2 * CHAINS; ++i) sums[0] = veorq_s32(sums[0], sums[i]);
    *sink = vgetq_lane_s32(sums[0], 0);
    return rounds * CHAINS * 8;
}

#if defined(__clang__)
__attribute__((target("dotprod")))
#else
__attribute__((target("arch=armv8.2-a+dotprod")))
#endif
// sdot: 16 to a round and chain.
int64_t edgePeakSignedDotProduct(int64_t rounds, int32_t *sink) {
    int32x4_t sums[CHAINS];
    const int8x16_t x[2] = {vdupq_n_s8((int8_t)*sink), vdupq_n_s8(3)};
    for (int i = 0; i < CHAINS; ++i) sums[i] = vdupq_n_s32(i);
    for (int64_t r = 0; r < rounds; ++r) {
        for (int i = 0; i < CHAINS; ++i) sums[i] = vdotq_s32(sums[i], x[0], x[i & 1]);
    }
    for (int i = 1; i < CHAINS; ++i) sums[0] = veorq_s32(sums[0], sums[i]);
    *sink = vgetq_lane_s32(sums[0], 0);
    return rounds * CHAINS * 16;
}
#endif
