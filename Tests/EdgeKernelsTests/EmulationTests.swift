import CEdgeEmulatedSIMD
import EdgeKernelChecks
import EdgeKernels
import Testing

/// Kernels that run in every test run on this architecture, their special instruction emulated where the
/// CPU lacks it.
#if arch(x86_64)
    let emulatedKernels: Set<String> = ["gemm.avxvnni", "depthwise.avxvnni"]

    @Suite struct EmulatedKernelTests {
        /// vpdpbusd by its definition; needs AVX2.
        @Test func avxVNNIGemmEqualsPortable() throws {
            try #require(ISA.avx2.runs(on: .detected), "these tests need a CPU with AVX2")
            let seed = UInt64.random(in: 1...999_999)
            print("AVX-VNNI emulation, seed \(seed)")
            var kernel = GemmKernel.portable
            for i in gemmKernels.indices where "\(gemmKernels[i].name)" == "gemm.avxvnni" {
                kernel = gemmKernels[i]
            }
            #expect(kernel.isa == .avxvnni)
            kernel.run = edgeGemmAVXVNNIEmulated
            try withGuardedMemory { memory in
                let check = checkKernel(kernel, seed: seed, memory: memory)
                #expect(check.isExact, "\(check.mismatches) of \(check.executions) cases differ")
            }
        }

        @Test func avxVNNIDepthwiseEqualsPortable() throws {
            try #require(ISA.avx2.runs(on: .detected), "these tests need a CPU with AVX2")
            let seed = UInt64.random(in: 1...999_999)
            print("AVX-VNNI depthwise emulation, seed \(seed)")
            var kernel = DepthwiseKernel.portable
            for i in depthwiseKernels.indices where "\(depthwiseKernels[i].name)" == "depthwise.avxvnni" {
                kernel = depthwiseKernels[i]
            }
            #expect(kernel.isa == .avxvnni)
            kernel.prepare = edgeDepthwisePrepareAVXVNNIEmulated
            kernel.run = edgeDepthwiseAVXVNNIEmulated
            try withGuardedMemory { memory in
                let check = checkKernel(kernel, seed: seed, memory: memory)
                #expect(check.isExact, "\(check.mismatches) of \(check.executions) cases differ")
            }
        }
    }
#else
    let emulatedKernels: Set<String> = []
#endif
