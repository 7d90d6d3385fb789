#if defined(__x86_64__)
#include "CEdgeEmulatedSIMD.h"
#include "avx512.h"

#define edgeDepthwisePrepareAVX512VNNI edgeDepthwisePrepareAVX512VNNIEmulated
#define edgeDepthwiseAVX512VNNI edgeDepthwiseAVX512VNNIEmulated
#include "../../Sources/CEdgeSIMD/x86/depthwise_avx512vnni.c"
#endif
