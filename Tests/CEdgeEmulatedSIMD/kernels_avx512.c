#if defined(__x86_64__)
#include "CEdgeEmulatedSIMD.h"
#include "avx512.h"

#define edgeGemmAVX512VNNI edgeGemmAVX512VNNIEmulated
#define edgeGemmNarrowAVX512VNNI edgeGemmNarrowAVX512VNNIEmulated
#include "../../Sources/CEdgeSIMD/x86/gemm_avx512vnni.c"
#define edgePackBiasedAVX512 edgePackBiasedAVX512Emulated
#include "../../Sources/CEdgeSIMD/x86/pack_avx512.c"
#define edgeLookupAVX512 edgeLookupAVX512Emulated
#include "../../Sources/CEdgeSIMD/x86/lookup_avx512.c"
#define edgeAddAVX512 edgeAddAVX512Emulated
#define edgeMulAVX512 edgeMulAVX512Emulated
#define edgeRequantizeAVX512 edgeRequantizeAVX512Emulated
#include "../../Sources/CEdgeSIMD/x86/pointwise_avx512.c"
#define edgeScanInt8AVX512 edgeScanInt8AVX512Emulated
#define edgeScanFloatAVX512 edgeScanFloatAVX512Emulated
#include "../../Sources/CEdgeSIMD/x86/scan_avx512.c"
#endif
