#include "shared.h"

#ifdef JPEG

bool cjpeg_is_available(void) { return true; }

/* A progressive file may repeat scans without end; encoders write about ten. */
enum { MAX_SCANS = 200 };
/* Bytes of working memory that libjpeg may take before it gives up; the coefficients of a progressive
 * picture of 100 million pixels need 600 MB. */
static const long MAX_WORKING_BYTES = 1L << 30;

/* Bytes given to libjpeg at a time. With 128 or more for each block of a unit, libjpeg-turbo reads Huffman codes by a
 * short way that takes a code which no table has for a zero and says nothing: a damaged picture would pass for a
 * good one. Its long way warns. */
enum { PIECE_BYTES = 127 };

/* Rows of blocks that end here: a multiple of every register. */
enum { ROW_ALIGNMENT = 64 };

typedef struct {
    struct jpeg_decompress_struct codec;
    ErrorManager errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    /* What libjpeg has not been given yet. */
    const uint8_t *rest;
    size_t rest_count, count;
    uint32_t options;
    /* Rows of one turn, of each component; four times two blocks at most. */
    JSAMPROW rows[3][4 * DCTSIZE];
} Decoder;

static Decoder *decoder_of(j_common_ptr codec) { return (Decoder *)codec; }

/* How far libjpeg has read. */
static size_t offset_of(const Decoder *decoder) {
    return decoder->count - decoder->rest_count - decoder->source.bytes_in_buffer;
}

/* libjpeg only warns about damage and paints gray. A photo that is partly invented must not be classified: all
 * warnings but those about harmless oddities end the decoding, or are counted. Bytes left over at the end are
 * harmless in a photo; in a camera's frame they are a sign that some went astray. */
static void on_message(j_common_ptr codec, int level) {
    if (level >= 0) return;
    Decoder *decoder = decoder_of(codec);
    const bool is_tolerant = decoder->options & CJPEG_TOLERANT;
    switch (codec->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
#ifdef LIBJPEG_TURBO_VERSION
    case JWRN_BOGUS_ICC:
#endif
        return;
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_TOO_MUCH_DATA:
        if (!is_tolerant) return;
        break;
    default:
        if (!is_tolerant) exit_with_error(codec);
    }
    CJPEGResult *result = decoder->errors.result;
    if (codec->err->msg_code == JWRN_EXTRANEOUS_DATA && result->leftovers < INT32_MAX) result->leftovers++;
    if (result->warnings < INT32_MAX && result->warnings++ > 0) return;
    char text[JMSG_LENGTH_MAX];
    codec->err->format_message(codec, text);
    fail(result, text);
    result->error_offset = offset_of(decoder);
}

static void on_progress(j_common_ptr codec) {
    Decoder *decoder = decoder_of(codec);
    if (decoder->codec.input_scan_number > MAX_SCANS) {
        fail(decoder->errors.result, "more than 200 scans");
        longjmp(decoder->errors.escape, 1);
    }
}

static void source_nothing(j_decompress_ptr codec) { (void)codec; }

static boolean source_fill(j_decompress_ptr codec) {
    Decoder *decoder = (Decoder *)codec;
    if (decoder->rest_count) {
        const size_t count = decoder->rest_count < PIECE_BYTES ? decoder->rest_count : PIECE_BYTES;
        codec->src->next_input_byte = decoder->rest;
        codec->src->bytes_in_buffer = count;
        decoder->rest += count;
        decoder->rest_count -= count;
        return TRUE;
    }
    fail(decoder->errors.result, "the data end early");
    longjmp(decoder->errors.escape, 1);
    return FALSE;
}

static void source_skip(j_decompress_ptr codec, long count) {
    if (count <= 0) return;
    while ((size_t)count > codec->src->bytes_in_buffer) {
        count -= (long)codec->src->bytes_in_buffer;
        codec->src->next_input_byte += codec->src->bytes_in_buffer;
        codec->src->bytes_in_buffer = 0;
        (void)source_fill(codec);
    }
    codec->src->next_input_byte += count;
    codec->src->bytes_in_buffer -= (size_t)count;
}

static void open_decoder(Decoder *decoder, const uint8_t *bytes, size_t count) {
    jpeg_create_decompress(&decoder->codec);
    decoder->codec.mem->max_memory_to_use = MAX_WORKING_BYTES;
    decoder->rest = bytes;
    decoder->rest_count = count;
    decoder->source.next_input_byte = bytes;
    decoder->source.bytes_in_buffer = 0;
    decoder->source.init_source = source_nothing;
    decoder->source.fill_input_buffer = source_fill;
    decoder->source.skip_input_data = source_skip;
    decoder->source.resync_to_restart = jpeg_resync_to_restart;
    decoder->source.term_source = source_nothing;
    decoder->codec.src = &decoder->source;
    decoder->progress.progress_monitor = on_progress;
    decoder->codec.progress = &decoder->progress;
}

/* libjpeg 7 and later scale blocks differently across and down. */
#if JPEG_LIB_VERSION >= 70
static int block_columns(const jpeg_component_info *c) { return c->DCT_h_scaled_size; }
static int block_rows(const jpeg_component_info *c) { return c->DCT_v_scaled_size; }
static int least_rows(j_decompress_ptr codec) { return codec->min_DCT_v_scaled_size; }
#else
static int block_columns(const jpeg_component_info *c) { return c->DCT_scaled_size; }
static int block_rows(const jpeg_component_info *c) { return c->DCT_scaled_size; }
static int least_rows(j_decompress_ptr codec) { return codec->min_DCT_scaled_size; }
#endif

static bool is_cmyk(j_decompress_ptr codec) {
    return codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
}

/* Whether the components' own sizes make a picture of planes, and which. */
static bool planar_layout(j_decompress_ptr codec, CJPEGLayout *layout) {
    if (codec->jpeg_color_space != JCS_YCbCr || codec->num_components != 3) return false;
    const jpeg_component_info *y = codec->comp_info, *u = y + 1, *v = y + 2;
    const JDIMENSION width = codec->output_width, height = codec->output_height;
    if (y->downsampled_width != width || y->downsampled_height != height) return false;
    if (u->downsampled_width != v->downsampled_width) return false;
    if (u->downsampled_height != v->downsampled_height) return false;
    for (int c = 0; c < 3; c++) {
        if (codec->comp_info[c].v_samp_factor * block_rows(y + c) > 4 * DCTSIZE) return false;
    }
    const bool half_columns = u->downsampled_width == (width + 1) / 2;
    const bool half_rows = u->downsampled_height == (height + 1) / 2;
    if (u->downsampled_width == width && u->downsampled_height == height) {
        *layout = CJPEG_YUV444;
    } else if (half_columns && u->downsampled_height == height) {
        *layout = CJPEG_YUV422;
    } else if (half_columns && half_rows) {
        *layout = CJPEG_YUV420;
    } else {
        return false;
    }
    return true;
}

/* Decides the form of the output and describes it. */
static void plan(Decoder *decoder, int32_t denominator, CJPEGResult *result) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    if (is_cmyk(codec)) {
        codec->out_color_space = JCS_CMYK;
    } else if (codec->jpeg_color_space != JCS_GRAYSCALE) {
        codec->out_color_space = JCS_RGB;
    }
    codec->scale_num = 1;
    codec->scale_denom = (unsigned)denominator;
    /* The exact integer transform: its SIMD forms give the same pixels as its C form. */
    codec->dct_method = JDCT_ISLOW;
    jpeg_calc_output_dimensions(codec);
    result->full_width = (int32_t)codec->image_width;
    result->full_height = (int32_t)codec->image_height;
    result->width = (int32_t)codec->output_width;
    result->height = (int32_t)codec->output_height;
    memset(result->row_bytes, 0, sizeof result->row_bytes);
    memset(result->rows, 0, sizeof result->rows);
    if (decoder->options & CJPEG_PLANAR && planar_layout(codec, &result->layout)) {
        codec->raw_data_out = TRUE;
        codec->out_color_space = JCS_YCbCr;
        for (int c = 0; c < 3; c++) {
            const jpeg_component_info *component = codec->comp_info + c;
            const JDIMENSION columns = component->width_in_blocks * (JDIMENSION)block_columns(component);
            result->row_bytes[c] = (int32_t)((columns + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT);
            result->rows[c] = (int32_t)codec->total_iMCU_rows * component->v_samp_factor
                * block_rows(component);
        }
    } else {
        result->layout = codec->jpeg_color_space == JCS_GRAYSCALE ? CJPEG_GRAY : CJPEG_RGB;
        result->row_bytes[0] = result->width * (result->layout == CJPEG_GRAY ? 1 : 3);
        result->rows[0] = result->height;
    }
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

static void read_rows(Decoder *decoder, uint8_t *pixels, size_t stride) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    JSAMPARRAY ink_row = NULL;
    if (is_cmyk(codec)) {
        ink_row = codec->mem->alloc_sarray(
            (j_common_ptr)codec, JPOOL_IMAGE, codec->output_width * 4, 1);
    }
    while (codec->output_scanline < codec->output_height) {
        uint8_t *row = pixels + stride * codec->output_scanline;
        if (ink_row) {
            jpeg_read_scanlines(codec, ink_row, 1);
            cmyk_to_rgb(ink_row[0], row, codec->output_width, codec->saw_Adobe_marker);
        } else {
            jpeg_read_scanlines(codec, &row, 1);
        }
    }
}

/* A row of blocks of every component at a time. */
static void read_planes(Decoder *decoder, uint8_t *const planes[3], const size_t strides[3]) {
    struct jpeg_decompress_struct *codec = &decoder->codec;
    JSAMPARRAY arrays[3] = {decoder->rows[0], decoder->rows[1], decoder->rows[2]};
    const JDIMENSION turn = (JDIMENSION)(codec->max_v_samp_factor * least_rows(codec));
    for (size_t at = 0; codec->output_scanline < codec->output_height; at++) {
        for (int c = 0; c < 3; c++) {
            const jpeg_component_info *component = codec->comp_info + c;
            const size_t rows = (size_t)(component->v_samp_factor * block_rows(component));
            for (size_t i = 0; i < rows; i++) {
                decoder->rows[c][i] = planes[c] + (at * rows + i) * strides[c];
            }
        }
        jpeg_read_raw_data(codec, arrays, turn);
    }
}

/* Header, decoded size and, with `planes`, the picture. */
static bool run(
    Decoder *decoder, const uint8_t *bytes, size_t count, int32_t denominator, uint8_t *const *planes,
    const size_t *strides, CJPEGResult *result) {
    decoder->count = count;
    open_errors(&decoder->errors, result);
    decoder->errors.base.emit_message = on_message;
    decoder->codec.err = &decoder->errors.base;
    /* Everything used after the jump lives in *decoder and *result: no local to be clobbered. */
    if (setjmp(decoder->errors.escape)) {
        result->error_offset = offset_of(decoder);
        jpeg_destroy_decompress(&decoder->codec);
        return false;
    }
    open_decoder(decoder, bytes, count);
    jpeg_read_header(&decoder->codec, TRUE);
    plan(decoder, denominator, result);
    if (planes) {
        jpeg_start_decompress(&decoder->codec);
        if (decoder->codec.raw_data_out) {
            read_planes(decoder, planes, strides);
        } else {
            read_rows(decoder, planes[0], strides[0]);
        }
        jpeg_finish_decompress(&decoder->codec);
    }
    jpeg_destroy_decompress(&decoder->codec);
    return true;
}

static bool start(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, uint8_t *const *planes,
    const size_t *strides, CJPEGResult *result) {
    memset(result, 0, sizeof *result);
    if (denominator != 1 && denominator != 2 && denominator != 4 && denominator != 8) {
        return fail(result, "a scale that is not 1, 1/2, 1/4 or 1/8");
    }
    Decoder decoder;
    memset(&decoder, 0, sizeof decoder);
    decoder.options = options;
    return run(&decoder, bytes, count, denominator, planes, strides, result);
}

bool cjpeg_read_header(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, CJPEGResult *result) {
    return start(bytes, count, denominator, options, NULL, NULL, result);
}

bool cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t denominator, uint32_t options, uint8_t *const planes[3],
    const size_t strides[3], CJPEGResult *result) {
    return start(bytes, count, denominator, options, planes, strides, result);
}

#endif
