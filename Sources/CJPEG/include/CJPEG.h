#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* JPEG over libjpeg(-turbo), which cannot leave by longjmp into Swift and reads only the bytes it was given.
 * Memory of pictures is the caller's: it reads the header, checks the size, brings the planes.
 *
 * Functions return false and leave one line of text in `message` when they fail. Every call stands for itself:
 * nothing of one picture is known to the next. */

enum { CJPEG_MESSAGE_BYTES = 256 };

typedef enum {
    CJPEG_GRAY,
    /* Red, green, blue side by side; CMYK is converted. */
    CJPEG_RGB,
    /* Planes Y, Cb, Cr; both chroma planes of whole size, of half the columns, or of half the columns and rows. */
    CJPEG_YUV444,
    CJPEG_YUV422,
    CJPEG_YUV420,
} CJPEGLayout;

enum {
    /* Planes of YCbCr, as they are stored, where their sizes allow it: saves the upsampling and conversion. */
    CJPEG_PLANAR = 1,
    /* Corrupt data are counted, not an error: the decoder goes on with what it makes of them. */
    CJPEG_TOLERANT = 2,
};

typedef struct {
    /* Of the decoded form. */
    int32_t width, height;
    CJPEGLayout layout;
    /* Of each plane that the layout has: the bytes a row takes, and the rows. Planes of YCbCr come in whole
     * blocks, and so have more than the picture. */
    int32_t row_bytes[3];
    int32_t rows[3];
    /* Of the whole picture, before scaling. */
    int32_t full_width, full_height;
    /* Times that the data were corrupt; then `message` is about the first of them. */
    int32_t warnings;
    /* How many of them are about bytes behind the data of a scan, which some cameras leave there. */
    int32_t leftovers;
    /* Offset of the last byte the decoder had asked for when it gave up, or at the first warning. */
    size_t error_offset;
    char message[CJPEG_MESSAGE_BYTES];
} CJPEGResult;

/* False where this was built without libjpeg; every other function then fails and says so. */
bool cjpeg_is_available(void);

/* Reads the header. `denominator` is 1, 2, 4 or 8: the sizes given back are those that `cjpeg_decode` with the
 * same denominator and options writes. */
bool cjpeg_read_header(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, CJPEGResult *result);

/* Decodes into `planes`, which hold as many rows of as many bytes as the header's result says, `strides` bytes
 * apart. Data that end early are an error, not a gray area, and so are corrupt data but for CJPEG_TOLERANT. */
bool cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, uint8_t *const planes[3],
    const size_t strides[3], CJPEGResult *result);

/* A file in the making. All zero at first; grows when it must, keeps its memory for the next file. */
typedef struct {
    uint8_t *bytes;
    size_t count, capacity;
} CJPEGFile;

/* Encodes gray (1 channel) or red, green, blue (3; blue first if `swapped`), chroma at half size.
 * `quality` is 1...100. */
bool cjpeg_encode(
    const uint8_t *pixels, size_t stride, int32_t width, int32_t height, int32_t channels, bool swapped,
    int32_t quality, CJPEGFile *file, CJPEGResult *result);

void cjpeg_free(CJPEGFile *file);

#endif
