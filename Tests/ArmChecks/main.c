// ArmChecks SEED: every registered kernel that this CPU runs against the portable one. Prints one line a
// kernel, `KERNEL ISA EXECUTIONS MISMATCHES`; exits with 0 if all of them are exact.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ArmChecks.h"

static const char *current = "none";

void reportStart(const char *kernel) { current = kernel; }

void reportKernel(const char *kernel, const char *isa, ptrdiff_t executions, ptrdiff_t mismatches) {
    printf("%s %s %td %td\n", kernel, isa, executions, mismatches);
}

void reportMismatch(ptrdiff_t offset, int32_t expected, int32_t actual) {
    fprintf(stderr, "error: %s: byte %td is %d, expected %d, in case", current, offset, actual, expected);
}

void reportField(const char *name, ptrdiff_t value) { fprintf(stderr, " %s %td\n", name, value); }

static void stopped(int signal) {
    static const char text[] = ": stopped by a signal: an access outside its arguments?\n";
    (void)!write(2, "error: ", 7);
    (void)!write(2, current, strlen(current));
    (void)!write(2, text, sizeof text - 1);
    _exit(128 + signal);
}

int main(int argc, char **argv) {
    const uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t regionBytes = (edgeCheckRegionBytes() + page - 1) / page * page;
    const size_t stride = regionBytes + page, count = edgeCheckRegionCount();
    char *memory = mmap(NULL, count * stride, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return perror("error: mmap"), 1;
    for (size_t i = 0; i < count; ++i) {
        if (mprotect(memory + i * stride + regionBytes, page, PROT_NONE)) return perror("error: mprotect"), 1;
    }
    signal(SIGSEGV, stopped);
    signal(SIGILL, stopped);
    signal(SIGTRAP, stopped);
    return edgeCheckKernels(seed, getauxval(AT_HWCAP), memory, regionBytes, stride) != 0;
}
