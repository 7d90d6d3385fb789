/*
 * edge.h: int8 neural networks on Linux boards, from C and C++.
 *
 *     edge_model *model = NULL;
 *     edge_session *session = NULL;
 *     if (edge_model_open("net.edge", &model) != EDGE_OK ||
 *         edge_session_create(model, 1, NULL, 0, &session) != EDGE_OK) {
 *         fprintf(stderr, "%s\n", edge_last_error());
 *         exit(1);
 *     }
 *     edge_session_set_picture(session, pixels, EDGE_RGB24, width, height, 0);
 *     edge_session_run(session);
 *     edge_session_get_output_float(session, 0, scores, 1000);
 *     edge_session_destroy(session);
 *     edge_model_close(model);
 *
 * Link with -ledge (a shared or a static library: Tools/build-libedge makes both).
 *
 * Errors. Whatever can fail returns an edge_status: EDGE_OK is 0, anything else leaves all results as they were, and
 * edge_last_error() then says in one line what is wrong, where, and how to mend it. No argument that this page does
 * not forbid ends the process: NULL handles and results, indices and sizes out of range, bytes that are no model and
 * calls in the wrong order are all refused. Only pointers that point to nothing valid, or to fewer bytes than said,
 * are beyond what a library can see.
 *
 * Threads. A model may be used by any number of threads at a time. A session is used by one thread at a time, and may
 * go from one to another between calls. Sessions of one model share its weights and nothing else.
 *
 * Memory. Tensors that were handed out as pointers lie in the session's arena, or in the model's mapped file, and stay
 * where they are until the session is destroyed. Texts handed out as pointers are UTF-8, end with a zero byte, and
 * belong to the model unless said otherwise.
 *
 * Layout. Tensors of four dimensions are pictures with the channels last, [1, height, width, channels]; all others
 * are row-major as the network has them. The last dimension is the densest in both. A quantized element q stands for
 * scale * (q - zero_point).
 */
#ifndef EDGE_H
#define EDGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------------------------- */
/* Errors and version                                                                                               */

typedef enum edge_status {
    EDGE_OK = 0,
    /* NULL where something is needed, an index out of range, an unknown pixel format, a bad number of threads. */
    EDGE_ERROR_ARGUMENT = 1,
    /* The file cannot be opened or read. */
    EDGE_ERROR_FILE = 2,
    /* The bytes are no valid model. */
    EDGE_ERROR_MODEL = 3,
    /* The system has no memory left for it. */
    EDGE_ERROR_MEMORY = 4,
    /* A buffer or an arena of the wrong size or alignment. */
    EDGE_ERROR_SIZE = 5,
    /* The tensor's elements are of another type, or the model takes no pictures. */
    EDGE_ERROR_TYPE = 6,
    /* Outputs were asked for before the first run, or a placement before the first picture. */
    EDGE_ERROR_ORDER = 7,
    /* EDGE_ISA in the environment names what this processor does not run. */
    EDGE_ERROR_CPU = 8,
    /* The bytes are no picture, or a damaged one. */
    EDGE_ERROR_PICTURE = 9
} edge_status;

/*
 * What was wrong with the last call of this thread that did not return EDGE_OK: one line, "" where there was none.
 * Valid until the next call of this thread that fails.
 */
const char *edge_last_error(void);

/* The version of this header, and of the library that runs. */
#define EDGE_VERSION "0.1.0"
const char *edge_version(void);

/* ---------------------------------------------------------------------------------------------------------------- */
/* Models                                                                                                           */

/* A verified network. Its file is mapped, not read into memory; weights are used where they lie. */
typedef struct edge_model edge_model;

/*
 * Maps a file and verifies all of it: structure, meaning and checksums. Replace a model's file by renaming a new one
 * over it, as truncating a mapped file ends the process when its lost bytes are read.
 *
 * *model is closed by the caller with edge_model_close.
 */
edge_status edge_model_open(const char *path, edge_model **model);

/* The same of the contents of a file in memory, which is copied and may be freed afterwards. */
edge_status edge_model_open_memory(const void *bytes, size_t count, edge_model **model);

/*
 * Gives the caller's hold on a model back; NULL is ignored. Sessions of it keep what they need, so that it may be
 * closed before them, but texts handed out become invalid.
 */
void edge_model_close(edge_model *model);

/* Whether a file is a valid model, without keeping it: EDGE_OK, EDGE_ERROR_FILE or EDGE_ERROR_MODEL. */
edge_status edge_verify(const char *path);

/* The type of a tensor's elements. Models use EDGE_INT8 and EDGE_FLOAT32 for inputs and outputs today. */
typedef enum edge_type {
    EDGE_INT4 = 1,
    EDGE_INT8 = 2,
    EDGE_UINT8 = 3,
    EDGE_INT16 = 4,
    EDGE_INT32 = 5,
    EDGE_FLOAT16 = 6,
    EDGE_FLOAT32 = 7
} edge_type;

/* What an input or an output is. */
typedef struct edge_tensor {
    const char *name;
    edge_type type;
    /* 0 to 6. */
    uint32_t rank;
    /* As many as rank; the rest is 1. */
    int64_t shape[6];
    /* 0 where the tensor is not quantized. */
    float scale;
    int32_t zero_point;
    /* Elements, and the bytes that they take without gaps. */
    size_t count;
    size_t bytes;
} edge_tensor;

/* How many inputs and outputs there are; 0 of NULL. */
size_t edge_model_input_count(const edge_model *model);
size_t edge_model_output_count(const edge_model *model);

/* Describes input or output index. */
edge_status edge_model_input(const edge_model *model, size_t index, edge_tensor *tensor);
edge_status edge_model_output(const edge_model *model, size_t index, edge_tensor *tensor);

/* The index of the input or output of this name; EDGE_ERROR_ARGUMENT where there is none. */
edge_status edge_model_find_input(const edge_model *model, const char *name, size_t *index);
edge_status edge_model_find_output(const edge_model *model, const char *name, size_t *index);

/* The value of a key of the file's metadata, such as "task" or "name"; NULL where there is none. */
const char *edge_model_metadata(const edge_model *model, const char *key);

/* The metadata in their order; EDGE_ERROR_ARGUMENT past the last one. */
size_t edge_model_metadata_count(const edge_model *model);
edge_status edge_model_metadata_at(const edge_model *model, size_t index, const char **key, const char **value);

/* The name of a class; NULL past the last one. A model may have none. */
size_t edge_model_label_count(const edge_model *model);
const char *edge_model_label(const edge_model *model, size_t index);

/* 1 where edge_session_set_picture works with this model, else 0. */
int edge_model_takes_pictures(const edge_model *model);

/* ---------------------------------------------------------------------------------------------------------------- */
/* Sessions                                                                                                         */

/* A model ready to run: its arena and its threads. */
typedef struct edge_session edge_session;

/* What edge_session_create wants an arena's address to be a multiple of. */
#define EDGE_ARENA_ALIGNMENT 64

/*
 * The bytes that a session's arena takes on this machine, exactly: activations, scratch of all threads, prepared
 * operators. Nothing that running needs lies outside of it, but for the weights, which stay in the file, and some
 * kilobytes for handles.
 */
edge_status edge_model_arena_bytes(const edge_model *model, int32_t threads, size_t *bytes);

/*
 * Prepares a model to run on 1 to 1024 threads, the calling one among them. The others belong to OpenMP, wait for the
 * next run between runs, and are shared by all sessions that one thread uses. Outputs do not depend on their number.
 *
 * arena: NULL, and the library finds and frees the memory; or arena_bytes bytes, at least edge_model_arena_bytes, at
 * a multiple of EDGE_ARENA_ALIGNMENT, which nobody else touches (but through pointers handed out below) and which the
 * caller frees after the session.
 *
 * *session is destroyed by the caller with edge_session_destroy. The instruction set is this processor's best, or what
 * EDGE_ISA in the environment says; outputs do not depend on it.
 */
edge_status edge_session_create(
    edge_model *model, int32_t threads, void *arena, size_t arena_bytes, edge_session **session);

/* NULL is ignored. */
void edge_session_destroy(edge_session *session);

/* ---- Inputs: all of them must be written before every run, as running may use their bytes for something else. ---- */

/*
 * Where input index lies, to be written in place.
 *
 * pixel_stride: NULL, or where to put the bytes from one pixel (all elements of the last dimension) to the next. That
 * is more than a pixel's own bytes where a tensor is a slice of another one's channels; without a place for it, such
 * a tensor is refused with EDGE_ERROR_TYPE.
 */
edge_status edge_session_input_data(edge_session *session, size_t index, void **data, size_t *pixel_stride);

/* Copies elements of the tensor's own type, without gaps; bytes is what edge_tensor says. */
edge_status edge_session_set_input(edge_session *session, size_t index, const void *elements, size_t bytes);

/*
 * Quantizes real numbers into an int8 input (to the nearest, ties to even, clamped; NaN becomes 0), or copies them
 * into one of float32. count is what edge_tensor says.
 */
edge_status edge_session_set_input_float(edge_session *session, size_t index, const float *values, size_t count);

/* How the samples of a picture lie in memory; 8 bits each. */
typedef enum edge_pixels {
    /* Red, green, blue side by side. */
    EDGE_RGB24 = 0,
    EDGE_BGR24 = 1,
    EDGE_GRAY8 = 2,
    /* Y0 U Y1 V of full range (JPEG, webcams): two pixels in four bytes. */
    EDGE_YUYV = 3,
    /* A plane of Y, then one of U V pairs at half the width and height, full range. */
    EDGE_NV12 = 4,
    /* Planes of Y, U and V; U and V at half the width and height, rounded up, full range. */
    EDGE_I420 = 5
} edge_pixels;

/*
 * Makes the model's input from a picture as the file says: resize (letterbox, crop or stretch), normalize, quantize.
 * EDGE_ERROR_TYPE where the model has not exactly one input that is a picture, or does not say how it is made.
 *
 * width, height: in pixels, 1 to 65536.
 * row_bytes: from one row to the next; 0 for rows without gaps, as planes (NV12, I420) must have them.
 *
 * The first picture of a size and format allocates its tables, later ones of the same shape allocate nothing.
 */
edge_status edge_session_set_picture(
    edge_session *session, const void *pixels, edge_pixels format, int32_t width, int32_t height, size_t row_bytes);

/*
 * The same of a JPEG, PNG, BMP or PPM file's contents, told apart by content and turned as a photo's Exif says.
 * EDGE_ERROR_PICTURE where they are none. Decoding allocates.
 */
edge_status edge_session_set_image(edge_session *session, const void *file, size_t bytes);

/*
 * Where the last picture landed: x and y in pixels of the input tensor (boxes of a detector are in them) are
 * x * scale_x + offset_x and y * scale_y + offset_y in pixels of the picture.
 */
typedef struct edge_placement {
    float scale_x;
    float scale_y;
    float offset_x;
    float offset_y;
} edge_placement;

/* Of edge_session_set_picture or edge_session_set_image; EDGE_ERROR_ORDER before the first. */
edge_status edge_session_placement(const edge_session *session, edge_placement *placement);

/* ---- Running ---- */

/*
 * Runs the network. After edge_session_create nothing here allocates, locks or does I/O, and it fails only for NULL.
 * (With more than one thread, OpenMP starts its threads again for each further calling thread, at its first run.)
 */
edge_status edge_session_run(edge_session *session);

/*
 * Lets a detector give only what scores at least score, which also makes it faster; clamped to the file's own least
 * score and to 1. It holds from the next run on and does nothing to other models.
 */
edge_status edge_session_set_min_score(edge_session *session, float score);

/* ---- Outputs: valid from a run to the next one or to the writing of an input; EDGE_ERROR_ORDER before the first. - */

/* Where output index lies. pixel_stride as for inputs. */
edge_status edge_session_output_data(
    const edge_session *session, size_t index, const void **data, size_t *pixel_stride);

/* Copies the elements of their own type, without gaps; bytes is what edge_tensor says. */
edge_status edge_session_get_output(const edge_session *session, size_t index, void *elements, size_t bytes);

/* The same as real numbers: of int8, scale * (q - zero_point). count is what edge_tensor says. */
edge_status edge_session_get_output_float(const edge_session *session, size_t index, float *values, size_t count);

/* CRC-32 (zlib's) of all outputs' elements in order, without gaps: what edgerun bench prints. */
edge_status edge_session_output_crc32(const edge_session *session, uint32_t *crc);

/* ---- Pictures to results ---- */

/*
 * A picture in, what the model sees out: edge_session_set_picture, edge_session_run and the decoding of the outputs by
 * the model's task. *json is one object, the fields of a line of `edgerun run --json`:
 *
 *     {"task": "classify", "classes": [{"index": 504, "label": "coffee mug", "score": 0.91}, ...]}
 *     {"task": "detect", "boxes": [{"class": 0, "label": "face", "score": 0.92, "box": [x1, y1, x2, y2]}, ...]}
 *
 * with boxes in pixels of the picture, and so on for segment, embed, image and pose. It belongs to the session until
 * its next call of this function or of the next one, and is newly allocated for each. Boxes that score less than .25 are left out, unless
 * edge_session_set_min_score has said otherwise.
 */
edge_status edge_session_recognize(
    edge_session *session, const void *pixels, edge_pixels format, int32_t width, int32_t height, size_t row_bytes,
    const char **json);

/* The same of a JPEG, PNG, BMP or PPM file's contents. */
edge_status edge_session_recognize_image(
    edge_session *session, const void *file, size_t bytes, const char **json);

#ifdef __cplusplus
}
#endif

#endif
