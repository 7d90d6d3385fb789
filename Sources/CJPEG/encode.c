#include <stdlib.h>

#include "shared.h"

void cjpeg_free(CJPEGFile *file) {
    free(file->bytes);
    memset(file, 0, sizeof *file);
}

#ifdef JPEG

typedef struct {
    struct jpeg_compress_struct codec;
    ErrorManager errors;
    struct jpeg_destination_mgr destination;
    CJPEGFile *file;
} Encoder;

static const size_t FIRST_BYTES = 1 << 16;

static void give_room(Encoder *encoder, size_t used) {
    encoder->destination.next_output_byte = encoder->file->bytes + used;
    encoder->destination.free_in_buffer = encoder->file->capacity - used;
}

/* False, with a message, where there is no memory. */
static bool grow(CJPEGFile *file, size_t capacity, CJPEGResult *result) {
    uint8_t *bytes = realloc(file->bytes, capacity);
    if (!bytes) return fail(result, "no memory for the encoded picture");
    file->bytes = bytes;
    file->capacity = capacity;
    return true;
}

static void destination_init(j_compress_ptr codec) { give_room((Encoder *)codec, 0); }

/* Called with a full buffer only. */
static boolean destination_empty(j_compress_ptr codec) {
    Encoder *encoder = (Encoder *)codec;
    const size_t used = encoder->file->capacity;
    if (!grow(encoder->file, 2 * used, encoder->errors.result)) longjmp(encoder->errors.escape, 1);
    give_room(encoder, used);
    return TRUE;
}

static void destination_end(j_compress_ptr codec) {
    Encoder *encoder = (Encoder *)codec;
    encoder->file->count = encoder->file->capacity - encoder->destination.free_in_buffer;
}

static bool run(
    Encoder *encoder, const uint8_t *pixels, size_t stride, int32_t width, int32_t height,
    J_COLOR_SPACE space, int32_t channels, int32_t quality, CJPEGResult *result) {
    open_errors(&encoder->errors, result);
    encoder->codec.err = &encoder->errors.base;
    if (setjmp(encoder->errors.escape)) {
        jpeg_destroy_compress(&encoder->codec);
        return false;
    }
    struct jpeg_compress_struct *codec = &encoder->codec;
    jpeg_create_compress(codec);
    encoder->destination.init_destination = destination_init;
    encoder->destination.empty_output_buffer = destination_empty;
    encoder->destination.term_destination = destination_end;
    codec->dest = &encoder->destination;
    codec->image_width = (JDIMENSION)width;
    codec->image_height = (JDIMENSION)height;
    codec->input_components = channels;
    codec->in_color_space = space;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, quality, TRUE);
    codec->dct_method = JDCT_ISLOW;
    jpeg_start_compress(codec, TRUE);
    while (codec->next_scanline < codec->image_height) {
        /* libjpeg only reads it. */
        JSAMPROW row = (JSAMPROW)(uintptr_t)(pixels + stride * codec->next_scanline);
        jpeg_write_scanlines(codec, &row, 1);
    }
    jpeg_finish_compress(codec);
    jpeg_destroy_compress(codec);
    return true;
}

bool cjpeg_encode(
    const uint8_t *pixels, size_t stride, int32_t width, int32_t height, int32_t channels, bool swapped,
    int32_t quality, CJPEGFile *file, CJPEGResult *result) {
    memset(result, 0, sizeof *result);
    J_COLOR_SPACE space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    if (swapped && channels == 3) {
#ifdef JCS_EXTENSIONS
        space = JCS_EXT_BGR;
#else
        return fail(result, "this libjpeg cannot encode pixels of blue, green, red");
#endif
    }
    if (file->capacity == 0 && !grow(file, FIRST_BYTES, result)) return false;
    Encoder encoder;
    memset(&encoder, 0, sizeof encoder);
    encoder.file = file;
    file->count = 0;
    return run(&encoder, pixels, stride, width, height, space, channels, quality, result);
}

#endif
