#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A PNG decoder and encoder over libpng that cannot leave by longjmp into Swift, reads only the bytes it was given and
 * never allocates the picture: the caller reads the header, checks the size, brings the memory.
 *
 * Functions return false and leave one line of text in `message` when they fail. */

enum { CPNG_MESSAGE_BYTES = 256 };

typedef struct {
    int32_t width;
    int32_t height;
    /* Of the decoded form: 1 (gray) or 3 (RGB). Palettes are expanded, 16 bits scaled to 8, alpha dropped. */
    int32_t channels;
    /* Bytes read when it gave up; set on failure. */
    size_t error_offset;
    /* libpng, which the first call loads, is not to be had. */
    bool no_library;
    char message[CPNG_MESSAGE_BYTES];
} CPNGResult;

bool cpng_read_header(const uint8_t *bytes, size_t count, CPNGResult *result);

/* Decodes into `pixels`, width * height * channels bytes without row gaps, `capacity` being what is there. */
bool cpng_decode(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, CPNGResult *result);

/* The stored samples of a palette or gray picture of at most 8 bits, one byte each, unscaled: class indices.
 * With no `pixels`, only the size is read. */
bool cpng_decode_indices(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, CPNGResult *result);

/* Takes a piece of the file; false ends the encoding. */
typedef bool (*CPNGWrite)(void *context, const uint8_t *bytes, size_t count);

/* Encodes 8-bit gray (1 channel) or RGB (3), rows `stride` bytes apart. False with a message on failure: a size
 * that the format or libpng refuses, no memory, or `write` giving up. */
bool cpng_encode(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, size_t stride, CPNGWrite write,
    void *context, CPNGResult *result);

#endif
