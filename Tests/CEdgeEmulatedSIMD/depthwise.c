#if defined(__x86_64__)
#include "CEdgeEmulatedSIMD.h"
#include "vnni.h"

#define edgeDepthwisePrepareAVXVNNI edgeDepthwisePrepareAVXVNNIEmulated
#define edgeDepthwiseAVXVNNI edgeDepthwiseAVXVNNIEmulated
#include "../../Sources/CEdgeSIMD/x86/depthwise_avxvnni.c"
#endif
