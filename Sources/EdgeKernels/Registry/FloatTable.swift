// The float32 family, as the tables of the others: one line registers a kernel and its exactness test.

package let floatKernels: InlineArray<_, FloatKernel> = [
    .portable
]
