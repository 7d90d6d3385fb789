import CEdgeEmulatedSIMD
import EdgeKernelChecks
import EdgeKernels
import Testing

/// Kernels that run in every test run on this architecture, their special instructions emulated by their
/// definitions where the CPU lacks them.
#if arch(x86_64)
    let emulatedKernels: Set<String> = [
        "gemm.avxvnni", "depthwise.avxvnni", "gemm.avx512vnni", "gemm.avx512vnni.narrow",
        "depthwise.avx512vnni", "lookup.avx512",
        "add.avx512", "mul.avx512", "requantize.avx512", "scan.avx512",
    ]

    @Suite struct EmulatedKernelTests {
        @Test func avxVNNIGemm() throws {
            try check(gemmKernels, "gemm.avxvnni") { kernel, seed, memory in
                kernel.run = edgeGemmAVXVNNIEmulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
        }

        @Test func avxVNNIDepthwise() throws {
            try check(depthwiseKernels, "depthwise.avxvnni") { kernel, seed, memory in
                kernel.prepare = edgeDepthwisePrepareAVXVNNIEmulated
                kernel.run = edgeDepthwiseAVXVNNIEmulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
        }

        @Test func avx512VNNIGemm() throws {
            try check(gemmKernels, "gemm.avx512vnni") { kernel, seed, memory in
                kernel.run = edgeGemmAVX512VNNIEmulated
                kernel.pack = edgePackBiasedAVX512Emulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
            try check(gemmKernels, "gemm.avx512vnni.narrow") { kernel, seed, memory in
                kernel.run = edgeGemmNarrowAVX512VNNIEmulated
                kernel.pack = edgePackBiasedAVX512Emulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
        }

        @Test func avx512VNNIDepthwise() throws {
            try check(depthwiseKernels, "depthwise.avx512vnni") { kernel, seed, memory in
                kernel.prepare = edgeDepthwisePrepareAVX512VNNIEmulated
                kernel.run = edgeDepthwiseAVX512VNNIEmulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
        }

        @Test func avx512Lookup() throws {
            try check(lookupKernels, "lookup.avx512") { kernel, seed, memory in
                kernel.run = edgeLookupAVX512Emulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
        }

        @Test func avx512Scan() throws {
            try check(scanKernels, "scan.avx512") { kernel, seed, memory in
                kernel.int8 = edgeScanInt8AVX512Emulated
                kernel.float = edgeScanFloatAVX512Emulated
                return checkKernel(kernel, seed: seed, memory: memory)
            }
        }

        @Test func avx512Pointwise() throws {
            try check(addKernels, "add.avx512") { kernel, seed, memory in
                kernel.run = edgeAddAVX512Emulated
                return checkKernel(kernel, of: .add, seed: seed, memory: memory)
            }
            try check(mulKernels, "mul.avx512") { kernel, seed, memory in
                kernel.run = edgeMulAVX512Emulated
                return checkKernel(kernel, of: .mul, seed: seed, memory: memory)
            }
            try check(requantizeKernels, "requantize.avx512") { kernel, seed, memory in
                kernel.run = edgeRequantizeAVX512Emulated
                return checkKernel(kernel, of: .requantize, seed: seed, memory: memory)
            }
        }

        /// Checks the registered kernel `name` as `body` emulates it.
        private func check<let count: Int, Kernel: RegisteredKernel>(
            _ table: InlineArray<count, Kernel>, _ name: String,
            _ body: (inout Kernel, UInt64, FencedMemory) -> KernelCheck
        ) throws {
            try #require(ISA.avx2.runs(on: .detected), "these tests need a CPU with AVX2")
            let seed = UInt64.random(in: 1...999_999)
            print("emulation of \(name), seed \(seed)")
            let index = try #require(table.indices.first { "\(table[$0].name)" == name })
            var kernel = table[index]
            try withGuardedMemory { memory in
                let check = body(&kernel, seed, memory)
                #expect(check.executions > 0)
                #expect(check.isExact, "\(check.mismatches) of \(check.executions) cases differ")
            }
        }
    }
#else
    let emulatedKernels: Set<String> = []
#endif
