#if arch(x86_64)
    import CEdgeSIMD

    // One line registers a kernel, its exactness test and its benchmark. The first entry of an
    // instruction set is the one that dispatch selects.

    package let gemmKernels: InlineArray<_, GemmKernel> = [
        .portable,
        .init(
            "gemm.sse41", .sse41, tileRows: 4, panel: .int8, run: edgeGemmSSE41, pack: edgePackInt8SSE41),
        .init(
            "gemm.sse41.pairs", .sse41, tileRows: 4, panel: .biasedUInt8, use: .pairSafe,
            run: edgeGemmPairSSE41, pack: edgePackBiasedSSE41),
        .init(
            "gemm.sse41.fourtap", .sse41, tileRows: 4, panel: .biasedUInt8, use: .fourTapSafe,
            run: edgeGemmFourTapSSE41, pack: edgePackBiasedSSE41),
        .init(
            "gemm.avx2.words", .avx2, tileRows: 6, panel: .int16, run: edgeGemmAVX2, pack: edgePackInt16AVX2),
        .init(
            "gemm.avx2.bytes", .avx2, tileRows: 5, runQuads: 1, panel: .int8, use: .shortSums,
            run: edgeGemmBytesAVX2,
            pack: edgePackInt8AVX2),
        .init(
            "gemm.avx2.pairs", .avx2, tileRows: 6, runQuads: 1, panel: .biasedUInt8, use: .pairSafe,
            run: edgeGemmPairAVX2, pack: edgePackBiasedAVX2),
        .init(
            "gemm.avx2.fourtap", .avx2, tileRows: 6, runQuads: 2, panel: .biasedUInt8, use: .fourTapSafe,
            run: edgeGemmFourTapAVX2, pack: edgePackBiasedAVX2),
        .init(
            "gemm.avxvnni", .avxvnni, tileRows: 6, runQuads: 1, panel: .biasedUInt8, run: edgeGemmAVXVNNI,
            pack: edgePackBiasedAVX2),
        .init(
            "gemm.avx512vnni", .avx512vnni, tileRows: 8, tileBlocks: 2, runQuads: 1, panel: .biasedUInt8,
            run: edgeGemmAVX512VNNI, pack: edgePackBiasedAVX512),
        .init(
            "gemm.avx512vnni.narrow", .avx512vnni, tileRows: 16, runQuads: 1, panel: .biasedUInt8,
            use: .narrow, run: edgeGemmNarrowAVX512VNNI, pack: edgePackBiasedAVX512),
    ]

    package let gemm16Kernels: InlineArray<_, GemmKernel> = [
        .portable16,
        .init(
            "gemm16.sse41", .sse41, tileRows: 2, panel: .words, run: edgeGemm16SSE41, pack: edgePackInt8SSE41),
        .init("gemm16.avx2", .avx2, tileRows: 6, panel: .words, run: edgeGemmAVX2, pack: edgePackInt8AVX2),
    ]

    package let winogradKernels: InlineArray<_, WinogradKernel> = [
        .init(
            "winograd.sse41", .sse41, weights: edgeWinogradWeightsSSE41, input: edgeWinogradInputSSE41,
            product: edgeWinogradProductSSE41, output: edgeWinogradOutputSSE41),
        .init(
            "winograd.avx2", .avx2, weights: edgeWinogradWeightsAVX2, input: edgeWinogradInputAVX2,
            product: edgeWinogradProductAVX2, output: edgeWinogradOutputAVX2),
    ]

    package let depthwise16Kernels: InlineArray<_, Depthwise16Kernel> = [
        .portable,
        .init("depthwise16.sse41", .sse41, run: edgeDepthwise16SSE41),
    ]

    package let lookup16Kernels: InlineArray<_, Lookup16Kernel> = [
        .portable,
        .init("lookup16.avx2", .avx2, run: edgeLookup16AVX2),
    ]

    package let depthwiseKernels: InlineArray<_, DepthwiseKernel> = [
        .portable,
        .init("depthwise.sse41", .sse41, run: edgeDepthwiseSSE41),
        .init(
            "depthwise.avx2", .avx2, prepare: edgeDepthwisePrepareAVX2, tapGroup: 2, preparedBytes: 2,
            slidingSide: 5, slidingStride: 2, run: edgeDepthwiseAVX2),
        .init(
            "depthwise.avxvnni", .avxvnni, prepare: edgeDepthwisePrepareAVXVNNI, tapGroup: 4,
            preparedBytes: 1, channelBlock: 32, channelBytes: 4, slidingSide: 3, run: edgeDepthwiseAVXVNNI),
        .init(
            "depthwise.avx512vnni", .avx512vnni, prepare: edgeDepthwisePrepareAVX512VNNI, tapGroup: 4,
            preparedBytes: 1, channelBlock: 64, channelBytes: 4, slidingSide: 5, run: edgeDepthwiseAVX512VNNI),
    ]

    package let addKernels: InlineArray<_, PointwiseKernel> = [
        .portableAdd,
        .init("add.sse41", .sse41, run: edgeAddSSE41),
        .init("add.avx2", .avx2, run: edgeAddAVX2),
        .init("add.avx512", .avx512vnni, run: edgeAddAVX512),
    ]

    package let mulKernels: InlineArray<_, PointwiseKernel> = [
        .portableMul,
        .init("mul.sse41", .sse41, run: edgeMulSSE41),
        .init("mul.avx2", .avx2, run: edgeMulAVX2),
        .init("mul.avx512", .avx512vnni, run: edgeMulAVX512),
    ]

    package let requantizeKernels: InlineArray<_, PointwiseKernel> = [
        .portableRequantize,
        .init("requantize.sse41", .sse41, run: edgeRequantizeSSE41),
        .init("requantize.avx2", .avx2, run: edgeRequantizeAVX2),
        .init("requantize.avx512", .avx512vnni, run: edgeRequantizeAVX512),
    ]

    package let lookupKernels: InlineArray<_, LookupKernel> = [
        .portable,
        .init("lookup.sse41", .sse41, run: edgeLookupSSE41),
        .init("lookup.avx2", .avx2, run: edgeLookupAVX2),
        .init("lookup.avx512", .avx512vnni, run: edgeLookupAVX512),
    ]

    package let transposeKernels: InlineArray<_, TransposeKernel> = [
        .portable,
        .init("transpose.avx2", .avx2, run: edgeTransposeAVX2),
    ]

    package let maxPoolKernels: InlineArray<_, PoolKernel> = [
        .portableMax,
        .init("maxpool.sse41", .sse41, run: edgeMaxPoolSSE41),
        .init("maxpool.avx2", .avx2, run: edgeMaxPoolAVX2),
    ]

    package let averagePoolKernels: InlineArray<_, PoolKernel> = [
        .portableAverage,
        .init("avgpool.sse41", .sse41, run: edgeAveragePoolSSE41),
        .init("avgpool.avx2", .avx2, run: edgeAveragePoolAVX2),
    ]

    package let resizeLinearKernels: InlineArray<_, ResizeKernel> = [
        .portable,
        .init("resizelinear.avx2", .avx2, run: edgeResizeLinearAVX2),
    ]
#endif
