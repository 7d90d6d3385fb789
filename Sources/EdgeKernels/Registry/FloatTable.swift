// The float32 family, as the tables of the others: one line registers a kernel and its exactness test.

#if arch(x86_64)
    import CEdgeSIMD

    package let floatKernels: InlineArray<_, FloatKernel> = [
        .portable,
        .init(
            "float.avx2", .avx2, sigmoid: edgeSigmoidAVX2, softmax: edgeSoftmaxAVX2,
            exponentials: edgeExponentialsAVX2),
    ]
#else
    package let floatKernels: InlineArray<_, FloatKernel> = [
        .portable
    ]
#endif
