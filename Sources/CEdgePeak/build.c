#include "CEdgePeak.h"

const char *edgeBuildCCompiler(void) {
#if defined(__VERSION__)
    return __VERSION__;
#else
    return "unknown";
#endif
}
