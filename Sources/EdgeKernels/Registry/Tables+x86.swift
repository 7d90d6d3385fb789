#if arch(x86_64)
    import CEdgeSIMD

    // One line registers a kernel, its exactness test and its benchmark. The first entry of an
    // instruction set is the one that dispatch selects.

    package let gemmKernels: InlineArray<_, GemmKernel> = [
        .portable,
        .init(
            "gemm.avx2.bytes", .avx2, tileRows: 5, panel: .int8, isShallow: true, run: edgeGemmBytesAVX2,
            pack: edgePackInt8AVX2),
        .init(
            "gemm.avx2.words", .avx2, tileRows: 6, panel: .int16, run: edgeGemmAVX2, pack: edgePackInt16AVX2),
        .init(
            "gemm.avxvnni", .avxvnni, tileRows: 6, panel: .biasedUInt8, run: edgeGemmAVXVNNI,
            pack: edgePackBiasedAVX2),
    ]

    package let depthwiseKernels: InlineArray<_, DepthwiseKernel> = [
        .portable,
        .init(
            "depthwise.avx2", .avx2, prepare: edgeDepthwisePrepareAVX2, tapGroup: 2, preparedBytes: 2,
            run: edgeDepthwiseAVX2),
        .init(
            "depthwise.avxvnni", .avxvnni, prepare: edgeDepthwisePrepareAVXVNNI, tapGroup: 4,
            preparedBytes: 1, channelBlock: 32, channelBytes: 4, run: edgeDepthwiseAVXVNNI),
    ]

    package let addKernels: InlineArray<_, PointwiseKernel> = [
        .portableAdd,
        .init("add.avx2", .avx2, run: edgeAddAVX2),
    ]

    package let mulKernels: InlineArray<_, PointwiseKernel> = [
        .portableMul,
        .init("mul.avx2", .avx2, run: edgeMulAVX2),
    ]

    package let requantizeKernels: InlineArray<_, PointwiseKernel> = [
        .portableRequantize,
        .init("requantize.avx2", .avx2, run: edgeRequantizeAVX2),
    ]

    package let lookupKernels: InlineArray<_, LookupKernel> = [
        .portable,
        .init("lookup.avx2", .avx2, run: edgeLookupAVX2),
    ]

    package let maxPoolKernels: InlineArray<_, PoolKernel> = [
        .portableMax,
        .init("maxpool.avx2", .avx2, run: edgeMaxPoolAVX2),
    ]

    package let averagePoolKernels: InlineArray<_, PoolKernel> = [
        .portableAverage,
        .init("avgpool.avx2", .avx2, run: edgeAveragePoolAVX2),
    ]
#endif
