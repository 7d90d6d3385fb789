#include "CEdgeStart.h"

#include <stdlib.h> /* __GLIBC__ */

/* Before `main`, Swift's runtime reads and parses /proc/self/maps to find where on the stack the arguments lie: .1 to
 * .2 ms of each start, and 200 KB of the C library's scanf and streams that nothing else here needs. glibc hands
 * them to constructors. The runtime's functions are found here first; were there ever more of them in its object
 * file, these weak ones would give way to it. */
#ifdef __GLIBC__

static int count;
static char **arguments;

__attribute__((constructor)) static void take_arguments(int argc, char **argv) {
    count = argc;
    arguments = argv;
}

char **_swift_stdlib_getUnsafeArgvArgc(int *argc);
void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc);

__attribute__((weak)) char **_swift_stdlib_getUnsafeArgvArgc(int *argc) {
    *argc = count;
    return arguments;
}

__attribute__((weak)) void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc) {
    arguments = argv;
    count = argc;
}

#endif
