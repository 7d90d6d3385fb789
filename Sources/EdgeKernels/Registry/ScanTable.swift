// The scans of detect, as the tables of the other families: one line registers a kernel, its exactness test
// and its benchmark.

package let scanKernels: InlineArray<_, ScanKernel> = [
    .portable
]
