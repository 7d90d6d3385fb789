/* Tells what is on a raw picture of 8-bit red, green, blue:
 *
 *     ffmpeg -i photo.jpg -f rawvideo -pix_fmt rgb24 photo.rgb
 *     gcc classify.c -IPREFIX/include -LPREFIX/lib -Wl,-rpath,PREFIX/lib -ledge -o classify
 *     ./classify efficientnet-lite0.edge photo.rgb 600 400
 */
#include <edge.h>

#include <stdio.h>
#include <stdlib.h>

static void check(edge_status status) {
    if (status == EDGE_OK) return;
    fprintf(stderr, "error: %s\n", edge_last_error());
    exit(1);
}

int main(int count, char **arguments) {
    if (count != 5) {
        fprintf(stderr, "usage: classify MODEL.edge PICTURE.rgb WIDTH HEIGHT\n");
        return 64;
    }
    const int width = atoi(arguments[3]), height = atoi(arguments[4]);
    const size_t bytes = width > 0 && height > 0 ? (size_t)width * (size_t)height * 3 : 0;
    unsigned char *pixels = malloc(bytes + 1);
    FILE *file = fopen(arguments[2], "rb");
    if (!pixels || !file || fread(pixels, 1, bytes, file) != bytes) {
        fprintf(stderr, "error: %s: cannot read %d x %d pixels\n", arguments[2], width, height);
        return 1;
    }
    fclose(file);

    edge_model *model = NULL;
    edge_session *session = NULL;
    edge_tensor output;
    check(edge_model_open(arguments[1], &model));
    check(edge_session_create(model, 2, NULL, 0, &session));
    check(edge_model_output(model, 0, &output));

    /* A camera's frames would go round from here to the end of the output, and nothing more would be allocated. */
    check(edge_session_set_picture(session, pixels, EDGE_RGB24, width, height, 0));
    check(edge_session_run(session));
    float *scores = malloc(output.count * sizeof(float));
    if (!scores) return 1;
    check(edge_session_get_output_float(session, 0, scores, output.count));
    size_t best = 0;
    for (size_t i = 1; i < output.count; i++)
        if (scores[i] > scores[best]) best = i;
    const char *label = edge_model_label(model, best);
    printf("%s (class %zu, score %.3f)\n", label ? label : "?", best, scores[best]);

    /* The same with the scores as probabilities, and the five best of them. */
    const char *json = NULL;
    check(edge_session_recognize(session, pixels, EDGE_RGB24, width, height, 0, &json));
    puts(json);

    edge_session_destroy(session);
    edge_model_close(model);
    free(scores);
    free(pixels);
    return 0;
}
