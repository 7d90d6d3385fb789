#include "EdgeLastError.h"

static _Thread_local char text[EDGE_LAST_ERROR_BYTES];

char *edgeLastErrorText(void) { return text; }
