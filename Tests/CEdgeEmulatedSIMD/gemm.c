#if defined(__x86_64__)
#include "CEdgeEmulatedSIMD.h"
#include "vnni.h"

#define edgeGemmAVXVNNI edgeGemmAVXVNNIEmulated
#define edgePackBiasedAVX2 edgePackBiasedEmulated
#include "../../Sources/CEdgeSIMD/x86/gemm_avxvnni.c"
#endif
