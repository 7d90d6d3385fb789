#include "CPNG.h"

#include <stdio.h>
#include <string.h>

#include "libpng.h"

typedef struct {
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t count;
    size_t position;
    bool indices;
    CPNGResult *result;
} Decoder;

static bool fail(CPNGResult *result, const char *text) {
    snprintf(result->message, sizeof result->message, "%s", text);
    return false;
}

static bool find_library(CPNGResult *result) {
    const char *fault = libpng_load();
    result->no_library = fault;
    return !fault || fail(result, fault);
}

static void on_error(png_structp png, png_const_charp text) {
    const Decoder *decoder = libpng.get_error_ptr(png);
    fail(decoder->result, text);
    libpng.longjmp(png, 1);
}

/* libpng warns about ancillary chunks (colour profiles, text); pixels are guarded by errors. */
static void on_warning(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
    Decoder *decoder = libpng.get_io_ptr(png);
    if (count > decoder->count - decoder->position) {
        decoder->position = decoder->count;
        libpng.error(png, "the data end early");
    }
    memcpy(to, decoder->bytes + decoder->position, count);
    decoder->position += count;
}

/* Ask for 8-bit gray or RGB, whatever is stored. Gamma is left alone and alpha dropped, as the training
 * stacks do. Indices are the stored samples themselves: of a palette, its entries. */
static void set_transforms(Decoder *decoder) {
    png_structp png = decoder->png;
    const png_byte type = libpng.get_color_type(png, decoder->info);
    if (decoder->indices) {
        libpng.set_packing(png);
        libpng.set_strip_alpha(png);
        return;
    }
    if (type == PNG_COLOR_TYPE_PALETTE) {
        libpng.set_palette_to_rgb(png);
    } else if (libpng.get_bit_depth(png, decoder->info) < 8) {
        libpng.set_expand_gray_1_2_4_to_8(png);
    }
    libpng.set_scale_16(png);
    libpng.set_strip_alpha(png);
}

static bool run(
    Decoder *decoder, const uint8_t *bytes, size_t count, bool indices, uint8_t *pixels, size_t capacity,
    CPNGResult *result) {
    memset(decoder, 0, sizeof *decoder);
    memset(result, 0, sizeof *result);
    if (!find_library(result)) return false;
    decoder->indices = indices;
    decoder->bytes = bytes;
    decoder->count = count;
    decoder->result = result;
    decoder->png = libpng.create_read_struct(PNG_LIBPNG_VER_STRING, decoder, on_error, on_warning);
    if (!decoder->png) return fail(result, "libpng of another version, or no memory");
    /* Everything used after the jump lives in *decoder and *result: no local to be clobbered. */
    if (setjmp(*libpng.set_longjmp_fn(decoder->png, longjmp, sizeof(jmp_buf)))) {
        result->error_offset = decoder->position;
        libpng.destroy_read_struct(&decoder->png, &decoder->info, NULL);
        return false;
    }
    decoder->info = libpng.create_info_struct(decoder->png);
    if (!decoder->info) libpng.error(decoder->png, "no memory");
    libpng.set_read_fn(decoder->png, decoder, read_bytes);
    /* The caller judges the size; these bound what text and colour chunks may expand to. */
    libpng.set_user_limits(decoder->png, 0x7fffffff, 0x7fffffff);
    libpng.set_chunk_malloc_max(decoder->png, 8 << 20);
    libpng.set_chunk_cache_max(decoder->png, 64);
    libpng.read_info(decoder->png, decoder->info);

    const png_byte type = libpng.get_color_type(decoder->png, decoder->info);
    result->width = (int32_t)libpng.get_image_width(decoder->png, decoder->info);
    result->height = (int32_t)libpng.get_image_height(decoder->png, decoder->info);
    result->channels = type == PNG_COLOR_TYPE_GRAY || type == PNG_COLOR_TYPE_GRAY_ALPHA ? 1 : 3;
    if (indices) {
        if (type & PNG_COLOR_MASK_COLOR && type != PNG_COLOR_TYPE_PALETTE) {
            libpng.error(decoder->png, "full colour where class indices are wanted");
        }
        if (libpng.get_bit_depth(decoder->png, decoder->info) > 8) {
            libpng.error(decoder->png, "16 bits where class indices of 8 are wanted");
        }
        result->channels = 1;
    }

    if (pixels) {
        const size_t row_bytes = (size_t)result->width * (size_t)result->channels;
        if (row_bytes * (size_t)result->height > capacity) {
            libpng.error(decoder->png, "the buffer is too small for the picture");
        }
        set_transforms(decoder);
        const int passes = libpng.set_interlace_handling(decoder->png);
        libpng.read_update_info(decoder->png, decoder->info);
        if (libpng.get_rowbytes(decoder->png, decoder->info) != row_bytes) {
            libpng.error(decoder->png, "a row of unexpected length");
        }
        for (int pass = 0; pass < passes; pass++) {
            for (int32_t y = 0; y < result->height; y++) {
                libpng.read_row(decoder->png, pixels + row_bytes * (size_t)y, NULL);
            }
        }
        /* Reads to the end chunk, so that a cut file is noticed. */
        libpng.read_end(decoder->png, NULL);
    }
    libpng.destroy_read_struct(&decoder->png, &decoder->info, NULL);
    return true;
}

bool cpng_read_header(const uint8_t *bytes, size_t count, CPNGResult *result) {
    Decoder decoder;
    return run(&decoder, bytes, count, false, NULL, 0, result);
}

bool cpng_decode(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, CPNGResult *result) {
    Decoder decoder;
    return run(&decoder, bytes, count, false, pixels, capacity, result);
}

bool cpng_decode_indices(
    const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, CPNGResult *result) {
    Decoder decoder;
    return run(&decoder, bytes, count, true, pixels, capacity, result);
}

typedef struct {
    png_structp png;
    png_infop info;
    CPNGWrite write;
    void *context;
    CPNGResult *result;
} Encoder;

static void on_encoder_error(png_structp png, png_const_charp text) {
    const Encoder *encoder = libpng.get_error_ptr(png);
    fail(encoder->result, text);
    libpng.longjmp(png, 1);
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
    const Encoder *encoder = libpng.get_io_ptr(png);
    if (!encoder->write(encoder->context, bytes, count)) libpng.error(png, "cannot write");
}

static void flush_bytes(png_structp png) { (void)png; }

bool cpng_encode(
    const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, size_t stride, CPNGWrite write,
    void *context, CPNGResult *result) {
    Encoder encoder = {.write = write, .context = context, .result = result};
    memset(result, 0, sizeof *result);
    if (!find_library(result)) return false;
    encoder.png = libpng.create_write_struct(PNG_LIBPNG_VER_STRING, &encoder, on_encoder_error, on_warning);
    if (!encoder.png) return fail(result, "libpng of another version, or no memory");
    /* As in `run`: nothing used after the jump is a local that changes. */
    if (setjmp(*libpng.set_longjmp_fn(encoder.png, longjmp, sizeof(jmp_buf)))) {
        libpng.destroy_write_struct(&encoder.png, &encoder.info);
        return false;
    }
    encoder.info = libpng.create_info_struct(encoder.png);
    if (!encoder.info) libpng.error(encoder.png, "no memory");
    libpng.set_write_fn(encoder.png, &encoder, write_bytes, flush_bytes);
    libpng.set_user_limits(encoder.png, 0x7fffffff, 0x7fffffff);
    libpng.set_IHDR(
        encoder.png, encoder.info, (png_uint_32)width, (png_uint_32)height, 8,
        channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    /* A third of the time of the default level, for a few percent more bytes. */
    libpng.set_compression_level(encoder.png, 3);
    libpng.write_info(encoder.png, encoder.info);
    for (int32_t y = 0; y < height; y++) libpng.write_row(encoder.png, pixels + stride * (size_t)y);
    libpng.write_end(encoder.png, encoder.info);
    libpng.destroy_write_struct(&encoder.png, &encoder.info);
    return true;
}
