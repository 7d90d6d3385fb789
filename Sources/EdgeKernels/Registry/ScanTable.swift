// The scans of detect, as the tables of the other families: one line registers a kernel, its exactness test
// and its benchmark.

#if arch(x86_64)
    import CEdgeSIMD

    package let scanKernels: InlineArray<_, ScanKernel> = [
        .portable,
        .init("scan.sse41", .sse41, int8: edgeScanInt8SSE41, float: edgeScanFloatSSE41),
        .init("scan.avx2", .avx2, int8: edgeScanInt8AVX2, float: edgeScanFloatAVX2),
        .init("scan.avx512", .avx512vnni, int8: edgeScanInt8AVX512, float: edgeScanFloatAVX512),
    ]
#elseif arch(arm64)
    import CEdgeSIMD

    package let scanKernels: InlineArray<_, ScanKernel> = [
        .portable,
        .init("scan.neon", .neon, int8: edgeScanInt8NEON, float: edgeScanFloatNEON),
    ]
#else
    package let scanKernels: InlineArray<_, ScanKernel> = [
        .portable
    ]
#endif
