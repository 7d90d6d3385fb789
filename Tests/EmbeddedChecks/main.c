// embedded-checks sweep SEED: every registered kernel that this CPU runs against the portable one. Prints
// `KERNEL ISA EXECUTIONS MISMATCHES`, a line each; exits with 0 if all are exact.
//
// embedded-checks run FILE.edge…: each model on every instruction set of this CPU, whole and in three parts.
// Prints `FILE ISA CRC32`, a line each; exits with 0 if all ran and the parts made no difference.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "EmbeddedChecks.h"

static const char *current = "none";

void reportStart(const char *kernel) { current = kernel; }

void reportKernel(const char *kernel, const char *isa, ptrdiff_t executions, ptrdiff_t mismatches) {
    printf("%s %s %td %td\n", kernel, isa, executions, mismatches);
}

void reportMismatch(ptrdiff_t offset, int32_t expected, int32_t actual) {
    fprintf(stderr, "error: %s: byte %td is %d, expected %d, in case\n", current, offset, actual, expected);
}

void reportField(const char *name, ptrdiff_t value) { fprintf(stderr, "    %s %td\n", name, value); }

void reportFormatError(const char *subject, uint32_t record, const char *field, const char *rule) {
    fprintf(stderr, "error: %s: %s %u: %s %s\n", current, subject, record, field, rule);
}

static void stopped(int signal) {
    static const char text[] = ": stopped by a signal: an access outside its arguments?\n";
    (void)!write(2, "error: ", 7);
    (void)!write(2, current, strlen(current));
    (void)!write(2, text, sizeof text - 1);
    _exit(128 + signal);
}

/// Reserved, not used, until it is written to.
static char *pages(size_t bytes) {
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory != MAP_FAILED) return memory;
    perror("error: mmap");
    exit(1);
}

static int sweep(uint64_t seed) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t regionBytes = (edgeCheckRegionBytes() + page - 1) / page * page;
    const size_t stride = regionBytes + page, count = edgeCheckRegionCount();
    char *memory = pages(count * stride);
    for (size_t i = 0; i < count; ++i) {
        if (mprotect(memory + i * stride + regionBytes, page, PROT_NONE)) {
            perror("error: mprotect");
            return 1;
        }
    }
    return edgeCheckKernels(seed, getauxval(AT_HWCAP), memory, regionBytes, stride) != 0;
}

static int run(const char *path, char *memory, size_t memoryBytes) {
    current = path;
    const int file = open(path, O_RDONLY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts)) {
        perror(path);
        return 1;
    }
    const size_t bytes = (size_t)facts.st_size;
    void *model = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (model == MAP_FAILED) {
        perror(path);
        return 1;
    }
    int failed = 0;
    const char *name = edgeISAName(0);
    for (ptrdiff_t isa = 0; name; name = edgeISAName(++isa)) {
        if (!edgeRunsISA(isa, getauxval(AT_HWCAP))) continue;
        const int64_t crc = edgeRunModel(model, bytes, isa, 1, memory, memoryBytes);
        const int64_t inParts = edgeRunModel(model, bytes, isa, 3, memory, memoryBytes);
        printf("%s %s %08x\n", path, name, (unsigned)crc);
        if (crc < 0) failed = 1;
        if (crc != inParts) {
            fprintf(stderr, "error: %s on %s: %08x in three parts\n", path, name, (unsigned)inParts);
            failed = 1;
        }
    }
    munmap(model, bytes);
    return failed;
}

int main(int argc, char **argv) {
    signal(SIGSEGV, stopped);
    signal(SIGILL, stopped);
    signal(SIGTRAP, stopped);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 3 && !strcmp(argv[1], "sweep")) return sweep(strtoull(argv[2], NULL, 10));
    if (argc < 3 || strcmp(argv[1], "run")) {
        fprintf(stderr, "usage: embedded-checks sweep SEED | embedded-checks run FILE.edge…\n");
        return 64;
    }
    const size_t bytes = (size_t)512 << 20;
    char *memory = pages(bytes);
    int failed = 0;
    for (int i = 2; i < argc; ++i) failed |= run(argv[i], memory, bytes);
    return failed;
}
