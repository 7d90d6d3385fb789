import EdgeKernels

/// Compares every registered kernel that this CPU runs with the portable one of its family: through its own
/// arguments and through whole operators, over all remainders and extreme values. Exactly: every output
/// byte, and every byte that is none.
///
/// - Parameters:
///   - seed: of the cases' sizes and values; the same seed gives every kernel of a family the same values.
///   - best: the best instruction set of this CPU. Kernels that it cannot run are reported with no
///     executions.
///   - memory: overwritten.
package func checkKernels<Reporter: KernelCheckReporter & ~Copyable>(
    seed: UInt64, on best: ISA, memory: FencedMemory, reporter: inout Reporter
) {
    sweep(gemmKernels, seed, best, memory, &reporter) { checker, kernel in
        checkMatrixProducts(kernel, &checker)
    }
    sweep(gemm16Kernels, seed, best, memory, &reporter) { checker, kernel in
        checkGemm16(kernel, &checker)
    }
    sweep(winogradKernels, seed, best, memory, &reporter) { checker, kernel in
        checkWinograd(kernel, &checker)
    }
    sweep(depthwise16Kernels, seed, best, memory, &reporter) { checker, kernel in
        checkDepthwise16(kernel, &checker)
    }
    sweep(lookup16Kernels, seed, best, memory, &reporter) { checker, kernel in
        checkLookup16(kernel, &checker)
    }
    sweep(depthwiseKernels, seed, best, memory, &reporter) { checker, kernel in
        checkDepthwiseFamily(kernel, &checker)
    }
    sweep(addKernels, seed, best, memory, &reporter) { checker, kernel in
        checkPointwise(.add, kernel, &checker)
    }
    sweep(mulKernels, seed, best, memory, &reporter) { checker, kernel in
        checkPointwise(.mul, kernel, &checker)
    }
    sweep(requantizeKernels, seed, best, memory, &reporter) { checker, kernel in
        checkPointwise(.requantize, kernel, &checker)
    }
    sweep(lookupKernels, seed, best, memory, &reporter) { checker, kernel in
        checkLookup(kernel, &checker)
    }
    sweep(transposeKernels, seed, best, memory, &reporter) { checker, kernel in
        checkTranspose(kernel, &checker)
    }
    sweep(maxPoolKernels, seed, best, memory, &reporter) { checker, kernel in
        checkPool(.max, kernel, &checker)
    }
    sweep(averagePoolKernels, seed, best, memory, &reporter) { checker, kernel in
        checkPool(.average, kernel, &checker)
    }
    sweep(resizeLinearKernels, seed, best, memory, &reporter) { checker, kernel in
        checkResizeLinear(kernel, &checker)
    }
    sweep(floatKernels, seed, best, memory, &reporter) { checker, kernel in
        checkFloat(kernel, &checker)
    }
    sweep(pixelKernels, seed, best, memory, &reporter) { checker, kernel in
        checkPixels(kernel, &checker)
    }
    sweep(scanKernels, seed, best, memory, &reporter) { checker, kernel in
        checkScan(kernel, &checker)
    }
}

/// The same for one kernel that is in no table: an emulated one.
package func checkKernel(_ kernel: GemmKernel, seed: UInt64, memory: FencedMemory) -> KernelCheck {
    var checker = Checker(memory: memory, seed: seed, name: kernel.name, isa: kernel.isa)
    checkMatrixProducts(kernel, &checker)
    return checker.check
}

package func checkKernel(_ kernel: DepthwiseKernel, seed: UInt64, memory: FencedMemory) -> KernelCheck {
    var checker = Checker(memory: memory, seed: seed, name: kernel.name, isa: kernel.isa)
    checkDepthwiseFamily(kernel, &checker)
    return checker.check
}

package func checkKernel(_ kernel: LookupKernel, seed: UInt64, memory: FencedMemory) -> KernelCheck {
    var checker = Checker(memory: memory, seed: seed, name: kernel.name, isa: kernel.isa)
    checkLookup(kernel, &checker)
    return checker.check
}

package func checkKernel(_ kernel: ScanKernel, seed: UInt64, memory: FencedMemory) -> KernelCheck {
    var checker = Checker(memory: memory, seed: seed, name: kernel.name, isa: kernel.isa)
    checkScan(kernel, &checker)
    return checker.check
}

/// - Parameter family: what the kernel computes.
package func checkKernel(
    _ kernel: PointwiseKernel, of family: PointwiseFamily, seed: UInt64, memory: FencedMemory
) -> KernelCheck {
    var checker = Checker(memory: memory, seed: seed, name: kernel.name, isa: kernel.isa)
    checkPointwise(family, kernel, &checker)
    return checker.check
}

private func checkDepthwiseFamily(_ kernel: DepthwiseKernel, _ checker: inout Checker) {
    checkDepthwise(kernel, &checker)
    checkDepthwiseConvolution(kernel, &checker)
}

private func checkMatrixProducts(_ kernel: GemmKernel, _ checker: inout Checker) {
    checkGemm(kernel, &checker)
    checkConvolution(kernel, &checker)
    if kernel.use.needs == .none {
        checkInt16Output(kernel, &checker)
        var kernels = KernelSet(isa: .portable)
        kernels.gemm = kernel
        checkAttention(kernels, &checker)
    }
    checkFullyConnected(kernel, &checker)
    checkTransposed(kernel, &checker)
}

private func sweep<let count: Int, Kernel: RegisteredKernel, Reporter: KernelCheckReporter & ~Copyable>(
    _ table: InlineArray<count, Kernel>, _ seed: UInt64, _ best: ISA, _ memory: FencedMemory,
    _ reporter: inout Reporter, _ body: (inout Checker, Kernel) -> Void
) {
    for i in table.indices {
        var checker = Checker(memory: memory, seed: seed, name: table[i].name, isa: table[i].isa)
        reporter.willCheck(table[i].name, table[i].isa)
        if table[i].isa.runs(on: best) { body(&checker, table[i]) }
        reporter.didCheck(checker.check)
    }
}
