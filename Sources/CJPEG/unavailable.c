/* What a build without libjpeg has to say. */
#ifndef JPEG

#include <stdio.h>
#include <string.h>

#include "CJPEG.h"

static bool refuse(CJPEGResult *result) {
    memset(result, 0, sizeof *result);
    snprintf(result->message, sizeof result->message, "built without JPEG (SwiftPM trait \"JPEG\")");
    return false;
}

bool cjpeg_is_available(void) { return false; }

bool cjpeg_read_header(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, CJPEGResult *result) {
    (void)bytes;
    (void)count;
    (void)denominator;
    (void)options;
    return refuse(result);
}

bool cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, uint8_t *const planes[3],
    const size_t strides[3], CJPEGResult *result) {
    (void)bytes;
    (void)count;
    (void)denominator;
    (void)options;
    (void)planes;
    (void)strides;
    return refuse(result);
}

bool cjpeg_encode(
    const uint8_t *pixels, size_t stride, int32_t width, int32_t height, int32_t channels, bool swapped,
    int32_t quality, CJPEGFile *file, CJPEGResult *result) {
    (void)pixels;
    (void)stride;
    (void)width;
    (void)height;
    (void)channels;
    (void)swapped;
    (void)quality;
    (void)file;
    return refuse(result);
}

#else
typedef int cjpeg_translation_unit_is_not_empty;
#endif
