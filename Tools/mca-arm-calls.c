// Calls of the A64 kernels, for Tools/mca-arm --calls: a line `NAME WORK UNIT` on standard output for each,
// then the call between traceBegin and traceEnd.
#include <stdio.h>
#include <stdlib.h>

#include "CEdgeSIMD.h"

__attribute__((noinline)) void traceBegin(void) { __asm__ volatile(""); }
__attribute__((noinline)) void traceEnd(void) { __asm__ volatile(""); }

static void begin(const char *kernel, const char *shape, long work, const char *unit) {
    printf("%s, %s|%ld|%s\n", kernel, shape, work, unit);
    fflush(stdout);
    traceBegin();
}

enum { bytes = 1 << 20 };

static void gemm(
    const char *name, void (*run)(const EdgeGemmTile *), int tileRows, int rows, int channels, int depth
) {
    EdgeGemmTile tile = {
        .panel = calloc(bytes, 1), .panelStride = depth, .rows = tileRows, .quads = depth / 4,
        .channels = channels, .weights = calloc(bytes, 1), .bias = calloc(bytes, 1),
        .weightSum = calloc(bytes, 1), .scale = calloc(bytes, 1), .low = -128, .high = 127,
        .output = calloc(bytes, 1), .outputStride = channels};
    char shape[64];
    snprintf(shape, sizeof shape, "%d x %d, K %d", rows, channels, depth);
    run(&tile);
    begin(name, shape, (long)rows * channels * depth, "MAC");
    for (int row = 0; row < rows; row += tileRows) run(&tile);
    traceEnd();
}

static void depthwise(
    const char *name, void (*kernel)(const EdgeDepthwiseRun *), int side, int stride, int pixels, int channels
) {
    const int8_t *taps[49];
    const int8_t *input = calloc(bytes, 1);
    for (int i = 0; i < side * side; ++i) taps[i] = input + (i / side * 64 + i % side) * channels;
    EdgeDepthwiseRun run = {
        .taps = taps, .tapCount = side * side, .pixels = pixels, .channels = channels,
        .tapStep = stride * channels, .weights = calloc(bytes, 1), .weightStride = channels,
        .bias = calloc(bytes, 1), .scale = calloc(bytes, 1), .low = -128, .high = 127,
        .output = calloc(bytes, 1), .outputStep = channels};
    char shape[64];
    snprintf(
        shape, sizeof shape, "%d x %d%s, %d x %d", side, side, stride == 2 ? " stride 2" : "", pixels, channels);
    kernel(&run);
    begin(name, shape, (long)pixels * channels * side * side, "MAC");
    kernel(&run);
    traceEnd();
}

static void pack(int pixels, int rows, int length, int rowStride) {
    int8_t *source = calloc(bytes, 1);
    EdgeGemmPack p = {
        .destination = calloc(bytes, 1), .source = source, .sourceEnd = source + bytes, .pixels = pixels,
        .rows = rows, .runs = 1, .length = length, .pixelStep = length / rows, .rowStride = rowStride,
        .destinationStep = (rows * length + 3) / 4 * 4};
    char shape[64];
    snprintf(shape, sizeof shape, "%d windows of %d runs of %d bytes", pixels, rows, length);
    edgePackInt8NEON(&p);
    begin("edgePackInt8NEON", shape, (long)pixels * rows * length, "bytes");
    edgePackInt8NEON(&p);
    traceEnd();
}

static void pointwise(const char *name, void (*run)(const EdgePointwise *), int count) {
    const EdgePointwise p = {
        .a = calloc(bytes, 1), .b = calloc(bytes, 1), .output = calloc(bytes, 1), .rows = 1, .count = count,
        .factorA = 0.5f, .factorB = 0.5f, .low = -128, .high = 127};
    char shape[64];
    snprintf(shape, sizeof shape, "%d elements", count);
    run(&p);
    begin(name, shape, count, "bytes");
    run(&p);
    traceEnd();
}

int main(void) {
    static const int depths[] = {16, 32, 128, 576};
    for (int i = 0; i < 4; ++i) gemm("edgeGemmNEON", edgeGemmNEON, 4, 8, 64, depths[i]);
    for (int i = 0; i < 4; ++i) gemm("edgeGemmDotprod", edgeGemmDotprod, 8, 8, 64, depths[i]);
    gemm("edgeGemmNEON", edgeGemmNEON, 1, 1, 64, 576);
    gemm("edgeGemmDotprod", edgeGemmDotprod, 1, 1, 64, 576);
    depthwise("edgeDepthwiseNEON", edgeDepthwiseNEON, 3, 1, 28, 64);
    depthwise("edgeDepthwiseNEON", edgeDepthwiseNEON, 3, 2, 28, 64);
    depthwise("edgeDepthwiseNEON", edgeDepthwiseNEON, 5, 1, 28, 64);
    depthwise("edgeDepthwiseDotprod", edgeDepthwiseDotprod, 3, 1, 28, 64);
    depthwise("edgeDepthwiseDotprod", edgeDepthwiseDotprod, 3, 2, 28, 64);
    depthwise("edgeDepthwiseDotprod", edgeDepthwiseDotprod, 5, 1, 28, 64);
    depthwise("edgeDepthwiseDotprod", edgeDepthwiseDotprod, 5, 2, 28, 64);
    pack(8, 3, 192, 56 * 64);
    pack(8, 3, 9, 224 * 3);
    pointwise("edgeAddNEON", edgeAddNEON, 1024);
    pointwise("edgeMulNEON", edgeMulNEON, 1024);
    pointwise("edgeRequantizeNEON", edgeRequantizeNEON, 1024);
    pointwise("edgeRequantizeNEON", edgeRequantizeNEON, 8192);
    return 0;
}
