#if arch(arm64)
    import CEdgeSIMD

    // One line registers a kernel, its exactness test and its benchmark. The first entry of an
    // instruction set is the one that dispatch selects.

    package let gemmKernels: InlineArray<_, GemmKernel> = [
        .portable,
        .init(
            "gemm.neon", .neon, tileRows: 4, panel: .int8, run: edgeGemmNEON, pack: edgePackInt8NEON),
        .init(
            "gemm.dotprod", .dotprod, tileRows: 8, panel: .int8, run: edgeGemmDotprod,
            pack: edgePackInt8NEON),
    ]

    package let gemm16Kernels: InlineArray<_, GemmKernel> = [
        .portable16,
        .init(
            "gemm16.neon", .neon, tileRows: 2, panel: .words, run: edgeGemm16NEON, pack: edgePackInt8NEON),
    ]

    package let winogradKernels: InlineArray<_, WinogradKernel> = [
        .init(
            // Cortex-A53 and A72 share 512 KiB or 1 MiB of L2 among four cores.
            "winograd.neon", .neon, activationBytes: 128 * 1024, leastChannels: 64,
            weights: edgeWinogradWeightsNEON, input: edgeWinogradInputNEON,
            product: edgeWinogradProductNEON, output: edgeWinogradOutputNEON)
    ]

    package let depthwise16Kernels: InlineArray<_, Depthwise16Kernel> = [
        .portable,
        .init("depthwise16.neon", .neon, run: edgeDepthwise16NEON),
    ]

    package let lookup16Kernels: InlineArray<_, Lookup16Kernel> = [
        .portable
    ]

    package let depthwiseKernels: InlineArray<_, DepthwiseKernel> = [
        .portable,
        .init("depthwise.neon", .neon, run: edgeDepthwiseNEON),
        .init(
            // 5 x 5 takes 40 bytes a channel: five columns of twice four rows.
            "depthwise.dotprod", .dotprod, prepare: edgeDepthwisePrepareDotprod, tapGroup: 20,
            preparedBytes: 1, run: edgeDepthwiseDotprod),
    ]

    package let addKernels: InlineArray<_, PointwiseKernel> = [
        .portableAdd,
        .init("add.neon", .neon, run: edgeAddNEON),
    ]

    package let mulKernels: InlineArray<_, PointwiseKernel> = [
        .portableMul,
        .init("mul.neon", .neon, run: edgeMulNEON),
    ]

    package let requantizeKernels: InlineArray<_, PointwiseKernel> = [
        .portableRequantize,
        .init("requantize.neon", .neon, run: edgeRequantizeNEON),
    ]

    package let lookupKernels: InlineArray<_, LookupKernel> = [
        .portable,
        .init("lookup.neon", .neon, run: edgeLookupNEON),
    ]

    package let transposeKernels: InlineArray<_, TransposeKernel> = [
        .portable,
        .init("transpose.neon", .neon, run: edgeTransposeNEON),
    ]

    package let maxPoolKernels: InlineArray<_, PoolKernel> = [
        .portableMax,
        .init("maxpool.neon", .neon, run: edgeMaxPoolNEON),
    ]

    package let averagePoolKernels: InlineArray<_, PoolKernel> = [
        .portableAverage,
        .init("avgpool.neon", .neon, run: edgeAveragePoolNEON),
    ]

    package let resizeLinearKernels: InlineArray<_, ResizeKernel> = [
        .portable
    ]
#endif
