// Where a product form belongs to another CPU family.
#include "CEdgePeak.h"

#define EDGE_NO_PEAK(NAME)                              \
    int64_t NAME(int64_t rounds, int32_t *sink) {       \
        (void)rounds, (void)sink;                       \
        return 0;                                       \
    }

#if !defined(__x86_64__)
EDGE_NO_PEAK(edgePeakInt16)
EDGE_NO_PEAK(edgePeakInt16Narrow)
EDGE_NO_PEAK(edgePeakPairs)
EDGE_NO_PEAK(edgePeakPairsNarrow)
EDGE_NO_PEAK(edgePeakFourTap)
EDGE_NO_PEAK(edgePeakFourTapNarrow)
EDGE_NO_PEAK(edgePeakDotProduct)
EDGE_NO_PEAK(edgePeakWideDotProduct)
#endif
#if !defined(__aarch64__)
EDGE_NO_PEAK(edgePeakWidening)
EDGE_NO_PEAK(edgePeakLong)
EDGE_NO_PEAK(edgePeakSignedDotProduct)
#endif
