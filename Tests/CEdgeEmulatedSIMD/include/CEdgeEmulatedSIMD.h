// Kernels of instructions that this CPU may lack, with the instruction replaced by an exact emulation.
#ifndef CEDGEEMULATEDSIMD_H
#define CEDGEEMULATEDSIMD_H

#include "CEdgeSIMD.h"

#if defined(__x86_64__)
/// edgeGemmAVXVNNI on any CPU with AVX2.
void edgeGemmAVXVNNIEmulated(const EdgeGemmTile *_Nonnull tile);
#endif

#endif
