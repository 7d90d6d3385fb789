#if !arch(x86_64) && !arch(arm64)
    import CEdgeSIMD

    // One line registers a kernel, its exactness test and its benchmark. The first entry of an
    // instruction set is the one that dispatch selects.

    package let gemmKernels: InlineArray<_, GemmKernel> = [
        .portable
    ]

    package let gemm16Kernels: InlineArray<_, GemmKernel> = [
        .portable16
    ]

    package let winogradKernels: InlineArray<0, WinogradKernel> = []

    package let depthwise16Kernels: InlineArray<_, Depthwise16Kernel> = [
        .portable
    ]

    package let lookup16Kernels: InlineArray<_, Lookup16Kernel> = [
        .portable
    ]

    package let depthwiseKernels: InlineArray<_, DepthwiseKernel> = [
        .portable
    ]

    package let addKernels: InlineArray<_, PointwiseKernel> = [
        .portableAdd
    ]

    package let mulKernels: InlineArray<_, PointwiseKernel> = [
        .portableMul
    ]

    package let requantizeKernels: InlineArray<_, PointwiseKernel> = [
        .portableRequantize
    ]

    package let lookupKernels: InlineArray<_, LookupKernel> = [
        .portable
    ]

    package let transposeKernels: InlineArray<_, TransposeKernel> = [
        .portable
    ]

    package let maxPoolKernels: InlineArray<_, PoolKernel> = [
        .portableMax
    ]

    package let averagePoolKernels: InlineArray<_, PoolKernel> = [
        .portableAverage
    ]

    package let resizeLinearKernels: InlineArray<_, ResizeKernel> = [
        .portable
    ]
#endif
