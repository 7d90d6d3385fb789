#include "CBLAS.h"

/* Nothing to define: the target exists for its header and for linking the system's OpenBLAS. */
typedef int edge_cblas_is_a_header_only_shim;
