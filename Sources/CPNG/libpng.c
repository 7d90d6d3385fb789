#include "libpng.h"

#include <dlfcn.h>
#include <pthread.h>

#define TEXT(value) #value
#define NUMBER(value) TEXT(value)
/* The name that programs linked with these headers ask for. */
#define LIBRARY "libpng" NUMBER(PNG_LIBPNG_VER_SONUM) ".so." NUMBER(PNG_LIBPNG_VER_SONUM)

Libpng libpng;

static const char *fault;

static void load(void) {
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fault = LIBRARY " cannot be loaded";
        return;
    }
#define FIND(name)                                                                                         \
    *(void **)&libpng.name = dlsym(library, "png_" #name);                                                 \
    if (!libpng.name) {                                                                                    \
        fault = LIBRARY " has no png_" #name;                                                              \
        return;                                                                                            \
    }
    LIBPNG_FUNCTIONS(FIND)
}

const char *libpng_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return fault;
}
