// Kernels of instructions that this CPU may lack, with the instruction replaced by an exact emulation.
#ifndef CEDGEEMULATEDSIMD_H
#define CEDGEEMULATEDSIMD_H

#include "CEdgeSIMD.h"

#if defined(__x86_64__)
// As their namesakes without "Emulated", on any CPU with AVX2.
void edgeGemmAVXVNNIEmulated(const EdgeGemmTile *_Nonnull tile);
void edgeDepthwisePrepareAVXVNNIEmulated(const EdgeDepthwisePrepare *_Nonnull prepare);
void edgeDepthwiseAVXVNNIEmulated(const EdgeDepthwiseRun *_Nonnull run);
void edgeGemmAVX512VNNIEmulated(const EdgeGemmTile *_Nonnull tile);
void edgeGemmNarrowAVX512VNNIEmulated(const EdgeGemmTile *_Nonnull tile);
void edgePackBiasedAVX512Emulated(const EdgeGemmPack *_Nonnull pack);
void edgeDepthwisePrepareAVX512VNNIEmulated(const EdgeDepthwisePrepare *_Nonnull prepare);
void edgeDepthwiseAVX512VNNIEmulated(const EdgeDepthwiseRun *_Nonnull run);
void edgeLookupAVX512Emulated(const EdgeLookup *_Nonnull lookup);
void edgeAddAVX512Emulated(const EdgePointwise *_Nonnull p);
void edgeMulAVX512Emulated(const EdgePointwise *_Nonnull p);
void edgeRequantizeAVX512Emulated(const EdgePointwise *_Nonnull p);
ptrdiff_t edgeScanInt8AVX512Emulated(const int8_t *_Nonnull x, ptrdiff_t count, int8_t threshold);
ptrdiff_t edgeScanFloatAVX512Emulated(const float *_Nonnull x, ptrdiff_t count, float threshold);
#endif

#endif
