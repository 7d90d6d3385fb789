// The scans of detect: four vectors at a time until one holds a number that reaches the threshold.
#if defined(__aarch64__)
#include "neon.h"

/// Four bits for each byte, from the lowest.
EDGE_INLINE uint64_t reaching(int8x16_t x, int8x16_t threshold) {
    const uint16x8_t pairs = vreinterpretq_u16_u8(vcgeq_s8(x, threshold));
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(pairs, 4)), 0);
}

ptrdiff_t edgeScanInt8NEON(const int8_t *x, ptrdiff_t count, int8_t threshold) {
    const int8x16_t t = vdupq_n_s8(threshold);
    ptrdiff_t i = 0;
    for (; i + 64 <= count; i += 64) {
        const int8x16_t first = vmaxq_s8(vld1q_s8(x + i), vld1q_s8(x + i + 16));
        const int8x16_t second = vmaxq_s8(vld1q_s8(x + i + 32), vld1q_s8(x + i + 48));
        if (vmaxvq_s8(vmaxq_s8(first, second)) >= threshold) break;
    }
    for (; i < count; i += 16) {
        const int32_t rest = count - i < 16 ? (int32_t)(count - i) : 16;
        uint64_t found = reaching(loadBytes(x + i, rest), t);
        if (rest < 16) found &= ((uint64_t)1 << 4 * rest) - 1;
        if (found) return i + __builtin_ctzll(found) / 4;
    }
    return count;
}

EDGE_INLINE uint32x4_t floatsReaching(const float *x, float32x4_t threshold) {
    return vcgeq_f32(vld1q_f32(x), threshold);
}

ptrdiff_t edgeScanFloatNEON(const float *x, ptrdiff_t count, float threshold) {
    const float32x4_t t = vdupq_n_f32(threshold);
    ptrdiff_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const uint32x4_t first = vorrq_u32(floatsReaching(x + i, t), floatsReaching(x + i + 4, t));
        const uint32x4_t second = vorrq_u32(floatsReaching(x + i + 8, t), floatsReaching(x + i + 12, t));
        if (vmaxvq_u32(vorrq_u32(first, second))) break;
    }
    while (i < count && !(x[i] >= threshold)) ++i;
    return i;
}
#else
typedef int edge_translation_unit_is_not_empty;
#endif
