#include "CJPEG.h"

#include <stdio.h>
#include <string.h>

static bool fail(CJPEGResult *result, const char *text) {
    snprintf(result->message, sizeof result->message, "%s", text);
    return false;
}

#ifdef JPEG

#include <setjmp.h>

#include <jpeglib.h>
/* After jpeglib.h, which it needs. */
#include <jerror.h>

bool cjpeg_is_available(void) { return true; }

/* A progressive file may repeat scans without end; encoders write about ten. */
enum { MAX_SCANS = 200 };
/* Bytes of working memory that libjpeg may take before it gives up; the coefficients of a progressive
 * picture of 100 million pixels need 600 MB. */
static const long MAX_WORKING_BYTES = 1L << 30;

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf escape;
    CJPEGResult *result;
} ErrorManager;

typedef struct {
    struct jpeg_decompress_struct codec;
    ErrorManager errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    size_t count;
} Decoder;

static void exit_with_error(j_common_ptr codec) {
    ErrorManager *errors = (ErrorManager *)codec->err;
    char text[JMSG_LENGTH_MAX];
    errors->base.format_message(codec, text);
    fail(errors->result, text);
    longjmp(errors->escape, 1);
}

/* libjpeg only warns about damage and paints gray. A picture that is partly invented must not be
 * classified: all warnings but those about harmless oddities end the decoding. */
static void on_message(j_common_ptr codec, int level) {
    if (level >= 0) return;
    switch (codec->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA:
#ifdef LIBJPEG_TURBO_VERSION
    case JWRN_BOGUS_ICC:
#endif
        return;
    default:
        exit_with_error(codec);
    }
}

static void ignore_output(j_common_ptr codec) { (void)codec; }

static void on_progress(j_common_ptr codec) {
    const struct jpeg_decompress_struct *decoder = (const struct jpeg_decompress_struct *)codec;
    ErrorManager *errors = (ErrorManager *)codec->err;
    if (decoder->input_scan_number > MAX_SCANS) {
        fail(errors->result, "more than 200 scans");
        longjmp(errors->escape, 1);
    }
}

static void source_nothing(j_decompress_ptr codec) { (void)codec; }

static boolean source_fill(j_decompress_ptr codec) {
    ErrorManager *errors = (ErrorManager *)codec->err;
    fail(errors->result, "the data end early");
    longjmp(errors->escape, 1);
    return FALSE;
}

static void source_skip(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    if ((size_t)count > codec->src->bytes_in_buffer) {
        codec->src->next_input_byte += codec->src->bytes_in_buffer;
        codec->src->bytes_in_buffer = 0;
        (void)source_fill(codec);
        return;
    }
    codec->src->next_input_byte += count;
    codec->src->bytes_in_buffer -= (size_t)count;
}

static void open_decoder(Decoder *decoder, const uint8_t *bytes, size_t count) {
    jpeg_create_decompress(&decoder->codec);
    decoder->codec.mem->max_memory_to_use = MAX_WORKING_BYTES;
    decoder->source.next_input_byte = bytes;
    decoder->source.bytes_in_buffer = count;
    decoder->source.init_source = source_nothing;
    decoder->source.fill_input_buffer = source_fill;
    decoder->source.skip_input_data = source_skip;
    decoder->source.resync_to_restart = jpeg_resync_to_restart;
    decoder->source.term_source = source_nothing;
    decoder->codec.src = &decoder->source;
    decoder->progress.progress_monitor = on_progress;
    decoder->codec.progress = &decoder->progress;
}

/* CMYK as Adobe programs write it (inverted) or as the standard would have it. */
static void cmyk_to_rgb(const uint8_t *from, uint8_t *to, size_t pixels, bool inverted) {
    for (size_t i = 0; i < pixels; i++) {
        const unsigned k = inverted ? from[4 * i + 3] : 255u - from[4 * i + 3];
        for (size_t c = 0; c < 3; c++) {
            const unsigned ink = inverted ? from[4 * i + c] : 255u - from[4 * i + c];
            to[3 * i + c] = (uint8_t)((ink * k + 127) / 255);
        }
    }
}

/* Header, decoded size and, with `pixels`, the picture. */
static bool run(
    Decoder *decoder, const uint8_t *bytes, size_t count, int32_t denominator, uint8_t *pixels,
    size_t capacity, CJPEGResult *result) {
    memset(decoder, 0, sizeof *decoder);
    memset(result, 0, sizeof *result);
    decoder->count = count;
    decoder->codec.err = jpeg_std_error(&decoder->errors.base);
    decoder->errors.base.error_exit = exit_with_error;
    decoder->errors.base.emit_message = on_message;
    decoder->errors.base.output_message = ignore_output;
    decoder->errors.result = result;
    /* Everything used after the jump lives in *decoder and *result: no local to be clobbered. */
    if (setjmp(decoder->errors.escape)) {
        result->error_offset = decoder->count - decoder->source.bytes_in_buffer;
        jpeg_destroy_decompress(&decoder->codec);
        return false;
    }
    open_decoder(decoder, bytes, count);
    struct jpeg_decompress_struct *codec = &decoder->codec;
    jpeg_read_header(codec, TRUE);

    const bool is_cmyk =
        codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
    if (is_cmyk) {
        codec->out_color_space = JCS_CMYK;
    } else if (codec->jpeg_color_space != JCS_GRAYSCALE) {
        codec->out_color_space = JCS_RGB;
    }
    codec->scale_num = 1;
    codec->scale_denom = (unsigned)denominator;
    /* The exact integer transform: its SIMD forms give the same pixels as its C form. */
    codec->dct_method = JDCT_ISLOW;
    jpeg_calc_output_dimensions(codec);
    result->width = (int32_t)codec->output_width;
    result->height = (int32_t)codec->output_height;
    result->channels = codec->jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;

    if (pixels) {
        const size_t row_bytes = (size_t)result->width * (size_t)result->channels;
        if (row_bytes * (size_t)result->height > capacity) {
            jpeg_destroy_decompress(codec);
            return fail(result, "the buffer is too small for the picture");
        }
        jpeg_start_decompress(codec);
        JSAMPARRAY ink_row = NULL;
        if (is_cmyk) {
            ink_row = codec->mem->alloc_sarray(
                (j_common_ptr)codec, JPOOL_IMAGE, codec->output_width * 4, 1);
        }
        while (codec->output_scanline < codec->output_height) {
            uint8_t *row = pixels + row_bytes * codec->output_scanline;
            if (is_cmyk) {
                jpeg_read_scanlines(codec, ink_row, 1);
                cmyk_to_rgb(ink_row[0], row, codec->output_width, codec->saw_Adobe_marker);
            } else {
                jpeg_read_scanlines(codec, &row, 1);
            }
        }
        jpeg_finish_decompress(codec);
    }
    jpeg_destroy_decompress(codec);
    return true;
}

static bool check_denominator(int32_t denominator, CJPEGResult *result) {
    if (denominator == 1 || denominator == 2 || denominator == 4 || denominator == 8) return true;
    memset(result, 0, sizeof *result);
    return fail(result, "a scale that is not 1, 1/2, 1/4 or 1/8");
}

bool cjpeg_read_header(const uint8_t *bytes, size_t count, int32_t denominator, CJPEGResult *result) {
    Decoder decoder;
    return check_denominator(denominator, result)
        && run(&decoder, bytes, count, denominator, NULL, 0, result);
}

bool cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, uint8_t *pixels, size_t capacity,
    CJPEGResult *result) {
    Decoder decoder;
    return check_denominator(denominator, result)
        && run(&decoder, bytes, count, denominator, pixels, capacity, result);
}

#else

static const char *const MISSING = "built without JPEG (SwiftPM trait \"JPEG\")";

bool cjpeg_is_available(void) { return false; }

bool cjpeg_read_header(const uint8_t *bytes, size_t count, int32_t denominator, CJPEGResult *result) {
    (void)bytes;
    (void)count;
    (void)denominator;
    memset(result, 0, sizeof *result);
    return fail(result, MISSING);
}

bool cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, uint8_t *pixels, size_t capacity,
    CJPEGResult *result) {
    (void)bytes;
    (void)count;
    (void)denominator;
    (void)pixels;
    (void)capacity;
    memset(result, 0, sizeof *result);
    return fail(result, MISSING);
}

#endif
