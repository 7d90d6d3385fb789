/* edge.h from C99 and C++: results, errors, memory. Tools/test-faces builds and runs it.
 *   test_edge MODEL.edge PICTURE      prints "noise CRC" and "picture CRC" for comparison with edgerun bench */
#include <edge.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WITH_MALLOC_HOOK
#ifdef __cplusplus
extern "C" {
#endif
#include "CMallocHook.h"
#ifdef __cplusplus
}
#endif
#endif

static int failures = 0;

#define CHECK(condition)                                                                                       \
    do {                                                                                                       \
        if (!(condition)) {                                                                                    \
            printf("%s:%d: not so: %s (last error: %s)\n", __FILE__, __LINE__, #condition, edge_last_error()); \
            failures++;                                                                                        \
        }                                                                                                      \
    } while (0)

/* The call fails with this status, and says why in one line that has these words. */
#define REFUSED(call, status, words)                                                                             \
    do {                                                                                                         \
        edge_status got_ = (call);                                                                               \
        if (got_ != (status) || !strstr(edge_last_error(), (words)) || strchr(edge_last_error(), '\n')) {        \
            printf("%s:%d: %s gave %d: %s\n", __FILE__, __LINE__, #call, (int)got_, edge_last_error());          \
            failures++;                                                                                          \
        }                                                                                                        \
    } while (0)

static unsigned char *read_file(const char *path, size_t *count) {
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    long size = 0;
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET)) {
        perror(path);
        exit(1);
    }
    bytes = (unsigned char *)malloc((size_t)size + 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        exit(1);
    }
    fclose(file);
    *count = (size_t)size;
    return bytes;
}

/* SplitMix64 from seed 1: the input that edgerun bench makes. */
static void fill_noise(unsigned char *bytes, size_t count) {
    uint64_t state = 1;
    for (size_t i = 0; i < count; i++) {
        uint64_t z = state += 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        bytes[i] = (unsigned char)(z ^ (z >> 31));
    }
}

static void test_null(edge_model *model, edge_session *session) {
    edge_model *no_model = NULL;
    edge_session *no_session = NULL;
    edge_tensor tensor;
    edge_placement placement;
    size_t size = 0;
    void *data = NULL;
    const void *const_data = NULL;
    const char *text = NULL;
    uint32_t crc = 0;
    float number = 0;
    char byte = 0;

    REFUSED(edge_model_open(NULL, &no_model), EDGE_ERROR_ARGUMENT, "path is NULL");
    REFUSED(edge_model_open("x", NULL), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_model_open_memory(NULL, 1, &no_model), EDGE_ERROR_ARGUMENT, "bytes is NULL");
    REFUSED(edge_model_open_memory(&byte, 1, NULL), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_verify(NULL), EDGE_ERROR_ARGUMENT, "path is NULL");
    edge_model_close(NULL);
    CHECK(edge_model_input_count(NULL) == 0 && edge_model_output_count(NULL) == 0);
    CHECK(edge_model_metadata_count(NULL) == 0 && edge_model_label_count(NULL) == 0);
    CHECK(!edge_model_metadata(NULL, "task") && !edge_model_metadata(model, NULL) && !edge_model_label(NULL, 0));
    CHECK(edge_model_takes_pictures(NULL) == 0);
    REFUSED(edge_model_input(NULL, 0, &tensor), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_model_input(model, 0, NULL), EDGE_ERROR_ARGUMENT, "tensor is NULL");
    REFUSED(edge_model_output(NULL, 0, &tensor), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_model_output(model, 0, NULL), EDGE_ERROR_ARGUMENT, "tensor is NULL");
    REFUSED(edge_model_find_input(NULL, "x", &size), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_model_find_input(model, NULL, &size), EDGE_ERROR_ARGUMENT, "name is NULL");
    REFUSED(edge_model_find_output(model, "x", NULL), EDGE_ERROR_ARGUMENT, "index is NULL");
    REFUSED(edge_model_metadata_at(NULL, 0, &text, &text), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_model_metadata_at(model, 0, NULL, &text), EDGE_ERROR_ARGUMENT, "key is NULL");
    REFUSED(edge_model_arena_bytes(NULL, 1, &size), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_model_arena_bytes(model, 1, NULL), EDGE_ERROR_ARGUMENT, "bytes is NULL");
    REFUSED(edge_session_create(NULL, 1, NULL, 0, &no_session), EDGE_ERROR_ARGUMENT, "model is NULL");
    REFUSED(edge_session_create(model, 1, NULL, 0, NULL), EDGE_ERROR_ARGUMENT, "session is NULL");
    edge_session_destroy(NULL);
    REFUSED(edge_session_input_data(NULL, 0, &data, NULL), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_input_data(session, 0, NULL, NULL), EDGE_ERROR_ARGUMENT, "data is NULL");
    REFUSED(edge_session_set_input(NULL, 0, &byte, 1), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_set_input(session, 0, NULL, 1), EDGE_ERROR_ARGUMENT, "elements is NULL");
    REFUSED(edge_session_set_input_float(NULL, 0, &number, 1), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_set_input_float(session, 0, NULL, 1), EDGE_ERROR_ARGUMENT, "values is NULL");
    REFUSED(edge_session_set_picture(NULL, &byte, EDGE_GRAY8, 1, 1, 0), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_set_picture(session, NULL, EDGE_GRAY8, 1, 1, 0), EDGE_ERROR_ARGUMENT, "pixels is NULL");
    REFUSED(edge_session_set_image(session, NULL, 1), EDGE_ERROR_ARGUMENT, "file is NULL");
    REFUSED(edge_session_placement(NULL, &placement), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_placement(session, NULL), EDGE_ERROR_ARGUMENT, "placement is NULL");
    REFUSED(edge_session_run(NULL), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_set_min_score(NULL, 0), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_output_data(NULL, 0, &const_data, NULL), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_get_output(NULL, 0, &byte, 1), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_get_output_float(NULL, 0, &number, 1), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_output_crc32(NULL, &crc), EDGE_ERROR_ARGUMENT, "session is NULL");
    REFUSED(edge_session_recognize(session, &byte, EDGE_GRAY8, 1, 1, 0, NULL), EDGE_ERROR_ARGUMENT, "json is NULL");
    REFUSED(edge_session_recognize_image(NULL, &byte, 1, &text), EDGE_ERROR_ARGUMENT, "session is NULL");
    CHECK(!no_model && !no_session && !data && !const_data && !text);
}

static void test_models(const char *path, const edge_model *model, edge_tensor *input, edge_tensor *output) {
    edge_model *other = NULL;
    size_t count = 0, index = 99;
    unsigned char *bytes = read_file(path, &count);

    CHECK(edge_verify(path) == EDGE_OK);
    REFUSED(edge_model_open("/no/such.edge", &other), EDGE_ERROR_FILE, "/no/such.edge");
    REFUSED(edge_verify("/"), EDGE_ERROR_FILE, "not a regular file");
    REFUSED(edge_model_open_memory(bytes, 0, &other), EDGE_ERROR_MODEL, "");
    REFUSED(edge_model_open_memory(bytes, count - 1, &other), EDGE_ERROR_MODEL, "");
    REFUSED(edge_model_open_memory(bytes, (size_t)-1, &other), EDGE_ERROR_SIZE, "count");
    bytes[count / 2] ^= 1;
    REFUSED(edge_model_open_memory(bytes, count, &other), EDGE_ERROR_MODEL, "damaged");
    bytes[count / 2] ^= 1;
    CHECK(!other);
    CHECK(edge_model_open_memory(bytes, count, &other) == EDGE_OK);
    memset(bytes, 0, count);
    free(bytes);

    CHECK(edge_model_input_count(other) == 1 && edge_model_output_count(other) == 1);
    CHECK(edge_model_input(other, 0, input) == EDGE_OK && edge_model_output(other, 0, output) == EDGE_OK);
    CHECK(!strcmp(input->name, "input") && input->type == EDGE_INT8 && input->rank == 4);
    edge_model_close(other);

    CHECK(edge_model_input(model, 0, input) == EDGE_OK && edge_model_output(model, 0, output) == EDGE_OK);
    CHECK(input->shape[0] == 1 && input->shape[1] == 224 && input->shape[2] == 224 && input->shape[3] == 3);
    CHECK(input->shape[4] == 1 && input->count == 224 * 224 * 3 && input->bytes == input->count);
    CHECK(input->scale > 0 && output->count == 1000);
    REFUSED(edge_model_input(model, 1, input), EDGE_ERROR_ARGUMENT, "input 1: the model has 1");
    REFUSED(edge_model_output(model, (size_t)-1, output), EDGE_ERROR_ARGUMENT, "the model has 1");
    CHECK(edge_model_find_input(model, "input", &index) == EDGE_OK && index == 0);
    CHECK(edge_model_find_output(model, output->name, &index) == EDGE_OK && index == 0);
    REFUSED(edge_model_find_input(model, "nobody", &index), EDGE_ERROR_ARGUMENT, "no input named 'nobody'");

    CHECK(edge_model_label_count(model) == 1000 && !strcmp(edge_model_label(model, 504), "coffee mug"));
    CHECK(!edge_model_label(model, 1000) && !edge_model_label(model, (size_t)-1));
    CHECK(edge_model_takes_pictures(model) == 1);
    CHECK(!edge_model_metadata(model, "no such key"));
    CHECK(edge_model_metadata_count(model) > 0);
    for (size_t i = 0; i < edge_model_metadata_count(model); i++) {
        const char *key = NULL, *value = NULL;
        CHECK(edge_model_metadata_at(model, i, &key, &value) == EDGE_OK);
        CHECK(key && value && edge_model_metadata(model, key) && !strcmp(edge_model_metadata(model, key), value));
    }
}

static void test_sizes_and_order(edge_model *model, const edge_tensor *input, const edge_tensor *output) {
    edge_session *session = NULL;
    size_t bytes = 0;
    const char *json = NULL;
    unsigned char *block = NULL, *arena = NULL;
    signed char *elements = (signed char *)calloc(input->count, sizeof(float));
    edge_placement placement;
    uint32_t crc = 0;
    const void *data = NULL;

    REFUSED(edge_model_arena_bytes(model, 0, &bytes), EDGE_ERROR_ARGUMENT, "0 threads");
    REFUSED(edge_model_arena_bytes(model, 1025, &bytes), EDGE_ERROR_ARGUMENT, "1025 threads");
    REFUSED(edge_session_create(model, -1, NULL, 0, &session), EDGE_ERROR_ARGUMENT, "-1 threads");
    CHECK(edge_model_arena_bytes(model, 1, &bytes) == EDGE_OK && bytes > 0);
    block = (unsigned char *)malloc(bytes + 128);
    arena = block + (64 - (uintptr_t)block % 64) % 64;
    REFUSED(edge_session_create(model, 1, arena, bytes - 1, &session), EDGE_ERROR_SIZE, "bytes");
    REFUSED(edge_session_create(model, 1, arena + 1, bytes, &session), EDGE_ERROR_SIZE, "multiple of 64");
    CHECK(!session);
    CHECK(edge_session_create(model, 1, NULL, 0, &session) == EDGE_OK);

    REFUSED(edge_session_set_input(session, 0, elements, input->bytes - 1), EDGE_ERROR_SIZE, "'input' takes 150528");
    REFUSED(edge_session_set_input(session, 1, elements, input->bytes), EDGE_ERROR_ARGUMENT, "input 1");
    REFUSED(edge_session_set_input_float(session, 0, (float *)elements, 7), EDGE_ERROR_SIZE, "7 numbers");
    REFUSED(edge_session_get_output(session, 0, elements, output->bytes), EDGE_ERROR_ORDER, "edge_session_run");
    REFUSED(edge_session_output_data(session, 0, &data, NULL), EDGE_ERROR_ORDER, "edge_session_run");
    REFUSED(edge_session_output_crc32(session, &crc), EDGE_ERROR_ORDER, "edge_session_run");
    REFUSED(edge_session_placement(session, &placement), EDGE_ERROR_ORDER, "no picture");
    REFUSED(edge_session_set_picture(session, elements, EDGE_RGB24, 0, 5, 0), EDGE_ERROR_ARGUMENT, "0 x 5");
    REFUSED(edge_session_set_picture(session, elements, EDGE_RGB24, 5, 65537, 0), EDGE_ERROR_ARGUMENT, "65537");
    REFUSED(edge_session_set_picture(session, elements, EDGE_RGB24, 8, 8, 23), EDGE_ERROR_SIZE, "24");
    REFUSED(edge_session_set_picture(session, elements, EDGE_NV12, 8, 8, 9), EDGE_ERROR_SIZE, "no gaps");
    REFUSED(edge_session_set_picture(session, elements, (edge_pixels)6, 8, 8, 0), EDGE_ERROR_ARGUMENT, "unknown");
    REFUSED(edge_session_set_image(session, elements, 64), EDGE_ERROR_PICTURE, "not a known picture");
    REFUSED(edge_session_set_image(session, elements, 0), EDGE_ERROR_PICTURE, "empty");
    REFUSED(edge_session_recognize_image(session, elements, 64, &json), EDGE_ERROR_PICTURE, "not a known picture");
    REFUSED(edge_session_set_min_score(session, (float)NAN), EDGE_ERROR_ARGUMENT, "not a number");

    CHECK(edge_session_run(session) == EDGE_OK);
    REFUSED(edge_session_get_output(session, 1, elements, 1), EDGE_ERROR_ARGUMENT, "output 1");
    REFUSED(edge_session_get_output(session, 0, elements, output->bytes + 1), EDGE_ERROR_SIZE, "takes");
    REFUSED(edge_session_get_output_float(session, 0, (float *)elements, 1001), EDGE_ERROR_SIZE, "takes 1000");
    REFUSED(edge_session_get_output(session, 0, NULL, output->bytes), EDGE_ERROR_ARGUMENT, "elements is NULL");
    CHECK(edge_session_output_data(session, 0, &data, NULL) == EDGE_OK && data);
    edge_session_destroy(session);
    free(elements);
    free(block);
}

/* The same bytes into sessions of either kind of arena and of any thread count; nothing is allocated in a run. */
static uint32_t test_runs(edge_model *model, const edge_tensor *input, const edge_tensor *output) {
    unsigned char *noise = (unsigned char *)malloc(input->bytes);
    signed char *elements = (signed char *)malloc(output->bytes);
    float *reals = (float *)malloc(output->count * sizeof(float));
    float *values = (float *)malloc(input->count * sizeof(float));
    uint32_t first = 0;

    fill_noise(noise, input->bytes);
    for (size_t i = 0; i < input->count; i++)
        values[i] = input->scale * (float)((int)(signed char)noise[i] - input->zero_point);
    for (int threads = 1; threads <= 2; threads++) {
        for (int own = 0; own < 2; own++) {
            edge_session *session = NULL;
            size_t bytes = 0, stride = 0;
            void *block = NULL, *arena = NULL, *place = NULL;
            const void *data = NULL;
            uint32_t crc = 0;

            CHECK(edge_model_arena_bytes(model, threads, &bytes) == EDGE_OK);
            if (own) {
                block = malloc(bytes + 128);
                arena = (void *)(((uintptr_t)block + 63) / 64 * 64);
                memset((char *)arena + bytes, 0xA5, 64);
            }
            CHECK(edge_session_create(model, threads, arena, own ? bytes : 0, &session) == EDGE_OK);
            for (int way = 0; way < 3; way++) {
                if (way == 0) {
                    CHECK(edge_session_set_input(session, 0, noise, input->bytes) == EDGE_OK);
                } else if (way == 1) {
                    CHECK(edge_session_set_input_float(session, 0, values, input->count) == EDGE_OK);
                } else {
                    CHECK(edge_session_input_data(session, 0, &place, &stride) == EDGE_OK && stride == 3);
                    CHECK(!own || ((char *)place >= (char *)arena && (char *)place < (char *)arena + bytes));
                    memcpy(place, noise, input->bytes);
                }
                CHECK(edge_session_run(session) == EDGE_OK);
                CHECK(edge_session_output_crc32(session, &crc) == EDGE_OK);
                if (!first) first = crc;
                CHECK(crc == first);
            }
            CHECK(edge_session_output_data(session, 0, &data, NULL) == EDGE_OK);
            CHECK(edge_session_get_output(session, 0, elements, output->bytes) == EDGE_OK);
            CHECK(!memcmp(data, elements, output->bytes));
            CHECK(edge_session_get_output_float(session, 0, reals, output->count) == EDGE_OK);
            for (size_t i = 0; i < output->count; i++)
                CHECK(output->type == EDGE_FLOAT32
                          ? reals[i] == ((const float *)data)[i]
                          : reals[i] == output->scale * (float)(elements[i] - output->zero_point));
#ifdef WITH_MALLOC_HOOK
            if (!edgeMallocCountIsAvailable()) {
                printf("%s:%d: malloc is not counted\n", __FILE__, __LINE__);
                failures++;
            }
            {
                int counter = edgeMallocCounter();
                edgeMallocWatchThread(counter);
                void *volatile seen = malloc(1);
                for (int i = 0; i < 20; i++) {
                    edge_session_set_input(session, 0, noise, input->bytes);
                    edge_session_run(session);
                    edge_session_get_output_float(session, 0, reals, output->count);
                }
                edgeMallocWatchThread(0);
                free(seen);
                CHECK(edgeMallocCount(counter) == 1);
            }
#endif
            edge_session_destroy(session);
            if (own) {
                for (int i = 0; i < 64; i++) CHECK(((unsigned char *)arena)[bytes + i] == 0xA5);
                free(block);
            }
        }
    }
    free(noise);
    free(elements);
    free(reals);
    free(values);
    return first;
}

static uint32_t test_pictures(edge_model *model, const char *path) {
    edge_session *session = NULL;
    size_t bytes = 0;
    unsigned char *file = read_file(path, &bytes);
    const int width = 37, height = 23, stride = 3 * 37 + 5;
    unsigned char *pixels = (unsigned char *)malloc((size_t)stride * height);
    unsigned char *packed = (unsigned char *)malloc(3 * 37 * 23);
    edge_placement placement;
    const char *json = NULL;
    uint32_t crc = 0, strided = 0, dense = 0, swapped = 0;

    CHECK(edge_session_create(model, 1, NULL, 0, &session) == EDGE_OK);
    fill_noise(pixels, (size_t)stride * height);
    for (int y = 0; y < height; y++) memcpy(packed + 3 * width * y, pixels + stride * y, 3 * width);
    CHECK(edge_session_set_picture(session, pixels, EDGE_RGB24, width, height, stride) == EDGE_OK);
    CHECK(edge_session_run(session) == EDGE_OK && edge_session_output_crc32(session, &strided) == EDGE_OK);
    CHECK(edge_session_set_picture(session, packed, EDGE_RGB24, width, height, 0) == EDGE_OK);
    CHECK(edge_session_run(session) == EDGE_OK && edge_session_output_crc32(session, &dense) == EDGE_OK);
    CHECK(edge_session_set_picture(session, packed, EDGE_BGR24, width, height, 0) == EDGE_OK);
    CHECK(edge_session_run(session) == EDGE_OK && edge_session_output_crc32(session, &swapped) == EDGE_OK);
    CHECK(strided == dense && swapped != dense);
#ifdef WITH_MALLOC_HOOK
    {
        int counter = edgeMallocCounter();
        edgeMallocWatchThread(counter);
        for (int i = 0; i < 5; i++) {
            edge_session_set_picture(session, packed, EDGE_BGR24, width, height, 0);
            edge_session_run(session);
        }
        edgeMallocWatchThread(0);
        CHECK(edgeMallocCount(counter) == 0);
    }
#endif
    CHECK(edge_session_set_picture(session, packed, EDGE_I420, width - 1, height, width - 1) == EDGE_OK);

    CHECK(edge_session_set_image(session, file, bytes) == EDGE_OK);
    CHECK(edge_session_run(session) == EDGE_OK && edge_session_output_crc32(session, &crc) == EDGE_OK);
    /* 600 x 400, the centre 350 x 350 of which becomes 224 x 224. */
    CHECK(edge_session_placement(session, &placement) == EDGE_OK);
    CHECK(fabs(placement.scale_x - 350.0 / 224) < 0.01 && fabs(placement.scale_y - 350.0 / 224) < 0.01);
    CHECK(fabs(placement.offset_x - 125) < 1 && fabs(placement.offset_y - 25) < 1);

    CHECK(edge_session_recognize_image(session, file, bytes, &json) == EDGE_OK && json);
    CHECK(json && strstr(json, "{\"task\": \"classify\", \"classes\": [{\"index\": 967, \"label\": \"espresso\"") == json);
    CHECK(edge_session_recognize(session, packed, EDGE_RGB24, width, height, 0, &json) == EDGE_OK);
    edge_session_destroy(session);
    free(file);
    free(pixels);
    free(packed);
    return crc;
}

int main(int count, char **arguments) {
    edge_model *model = NULL;
    edge_session *session = NULL;
    edge_tensor input, output;
    uint32_t noise = 0, picture = 0;

    if (count != 3) return 64;
    CHECK(!strcmp(edge_version(), EDGE_VERSION));
    CHECK(!strcmp(edge_last_error(), ""));
    CHECK(edge_model_open(arguments[1], &model) == EDGE_OK);
    if (!model) return 1;
    test_models(arguments[1], model, &input, &output);
    CHECK(edge_session_create(model, 1, NULL, 0, &session) == EDGE_OK);
    test_null(model, session);
    edge_session_destroy(session);
    test_sizes_and_order(model, &input, &output);
    noise = test_runs(model, &input, &output);
    picture = test_pictures(model, arguments[2]);

    /* A session outlives the caller's hold on its model. */
    CHECK(edge_session_create(model, 1, NULL, 0, &session) == EDGE_OK);
    edge_model_close(model);
    CHECK(edge_session_run(session) == EDGE_OK);
    edge_session_destroy(session);

    printf("noise %08x\npicture %08x\n", noise, picture);
    return failures != 0;
}
