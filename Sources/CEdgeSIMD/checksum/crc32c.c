// CRC-32C (Castagnoli; RFC 3720, appendix B.4) with the instruction of SSE4.2 or of A64's CRC extension.
//
// The instruction takes 8 bytes with a latency of three cycles and a throughput of one, so three
// independent streams run side by side. Their remainders are joined by multiplying with x^(8 * bytes)
// modulo the polynomial, as zlib's crc32_combine explains the algebra.
#include "CEdgeVerify.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <nmmintrin.h>
#define CRC_TARGET __attribute__((target("sse4.2")))
#define CRC_WORD(crc, word) ((uint32_t)_mm_crc32_u64((crc), (word)))
#define CRC_BYTE(crc, byte) (_mm_crc32_u8((crc), (byte)))
#elif defined(__aarch64__)
#include <arm_acle.h>
#define CRC_TARGET __attribute__((target("+crc")))
#define CRC_WORD(crc, word) (__crc32cd((crc), (word)))
#define CRC_BYTE(crc, byte) (__crc32cb((crc), (byte)))
#endif

bool edgeHasCRC32C(unsigned long armCapabilities) {
#if defined(__x86_64__)
    (void)armCapabilities;
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2) != 0;
#elif defined(__aarch64__)
    return (armCapabilities & (1ul << 7)) != 0; // HWCAP_CRC32
#else
    (void)armCapabilities;
    return false;
#endif
}

#if defined(CRC_TARGET)

enum { STREAM_WORDS = 1024, STREAM_BYTES = STREAM_WORDS * 8 };

/// Product of two polynomials modulo the CRC's, all bit-reflected (bit 31 is x^0).
static uint32_t multiply(uint32_t a, uint32_t b) {
    uint32_t product = 0;
    for (int i = 31; i >= 0; i--) {
        product ^= b & (0u - ((a >> i) & 1u));
        b = (b >> 1) ^ (0x82F63B78u & (0u - (b & 1u)));
    }
    return product;
}

/// x^(8 * STREAM_BYTES): STREAM_BYTES is a power of two, so squaring alone gets there.
static uint32_t streamShift(void) {
    uint32_t power = 1u << 30; // x^1
    for (int bits = 1; bits < 8 * STREAM_BYTES; bits *= 2) power = multiply(power, power);
    return power;
}

static inline uint64_t loadWord(const uint8_t *bytes) {
    uint64_t word;
    __builtin_memcpy(&word, bytes, 8);
    return word;
}

CRC_TARGET uint32_t edgeCRC32C(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    crc = ~crc;
    if (count >= 3 * STREAM_BYTES) {
        const uint32_t shift = streamShift();
        const uint32_t doubleShift = multiply(shift, shift);
        while (count >= 3 * STREAM_BYTES) {
            uint32_t second = 0, third = 0;
            for (size_t i = 0; i < STREAM_BYTES; i += 8) {
                crc = CRC_WORD(crc, loadWord(p + i));
                second = CRC_WORD(second, loadWord(p + STREAM_BYTES + i));
                third = CRC_WORD(third, loadWord(p + 2 * STREAM_BYTES + i));
            }
            crc = multiply(crc, doubleShift) ^ multiply(second, shift) ^ third;
            p += 3 * STREAM_BYTES;
            count -= 3 * STREAM_BYTES;
        }
    }
    for (; count >= 8; count -= 8, p += 8) crc = CRC_WORD(crc, loadWord(p));
    for (; count > 0; count--, p++) crc = CRC_BYTE(crc, *p);
    return ~crc;
}

#else

/// Never called: `edgeHasCRC32C` is false here.
uint32_t edgeCRC32C(uint32_t crc, const void *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return crc;
}

#endif
