#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A JPEG decoder over libjpeg(-turbo) that cannot leave by longjmp into Swift, reads only the bytes it was
 * given and never allocates the picture: the caller reads the header, checks the size, brings the memory.
 *
 * Functions return false and leave one line of text in `message` when they fail. */

enum { CJPEG_MESSAGE_BYTES = 256 };

typedef struct {
    int32_t width;
    int32_t height;
    /* Of the decoded form: 1 (gray) or 3 (RGB; CMYK is converted). */
    int32_t channels;
    /* Offset of the last byte the decoder had asked for when it gave up; set on failure. */
    size_t error_offset;
    char message[CJPEG_MESSAGE_BYTES];
} CJPEGResult;

/* False where this was built without libjpeg; every other function then fails and says so. */
bool cjpeg_is_available(void);

/* Reads the header. `denominator` is 1, 2, 4 or 8: the size given back is the one that
 * `cjpeg_decode` with the same denominator writes. */
bool cjpeg_read_header(const uint8_t *bytes, size_t count, int32_t denominator, CJPEGResult *result);

/* Decodes into `pixels`, width * height * channels bytes without row gaps, `capacity` being what is there.
 * A picture whose data end early or are corrupt is an error, not a gray area. */
bool cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, uint8_t *pixels, size_t capacity,
    CJPEGResult *result);

#endif
