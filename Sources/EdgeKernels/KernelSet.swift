/// The kernels of one instruction set, one of each family: trivially copyable, chosen once when a model
/// is loaded.
///
/// Its methods run one operator. They never fail, allocate or lock; what they read and write is exactly
/// what their arguments describe, plus `scratch`. The arguments must satisfy what their documentation
/// says (the file verifier proves it): nothing is checked here.
///
/// `part` and `parts` split an operator statically over threads: calls with every `part` in `0..<parts`
/// together write the whole output, each its own bytes, and the same bytes at any `parts`.
///
///     let kernels = KernelSet(isa: .detected)
///     let bytes = KernelSet.scratchBytes(for: arguments, isa: kernels.isa)
///     kernels.conv(arguments, scratch: scratch, part: 0, of: 1)
public struct KernelSet: Sendable {
    /// The set asked for. A family without kernels of it uses its `fallback`'s.
    public let isa: ISA
    /// Setting it, as tests and the benchmark do, replaces the other four and Winograd's.
    package var gemm: GemmKernel {
        didSet {
            shortSumsGemm = gemm
            narrowGemm = gemm
            pairGemm = gemm
            fourTapGemm = gemm
            winograd = nil
        }
    }
    package private(set) var shortSumsGemm: GemmKernel
    package private(set) var narrowGemm: GemmKernel
    package private(set) var pairGemm: GemmKernel
    package private(set) var fourTapGemm: GemmKernel
    package var gemm16: GemmKernel
    /// Nil where the direct sum is faster.
    package var winograd: WinogradKernel?
    package var depthwise: DepthwiseKernel
    package var depthwise16: Depthwise16Kernel
    package var add: PointwiseKernel
    package var mul: PointwiseKernel
    package var requantize: PointwiseKernel
    package var lookup: LookupKernel
    package var lookup16: Lookup16Kernel
    package var transpose: TransposeKernel
    package var maxPool: PoolKernel
    package var averagePool: PoolKernel
    package var resizeLinear: ResizeKernel
    package var float: FloatKernel
    package var scan: ScanKernel

    /// - Parameter isa: must run on this CPU (`isa.runs(on: best)`); one that this build has no kernels
    ///   for resolves to portable ones.
    public init(isa: ISA) {
        self.isa = isa
        gemm = selectGemm(for: isa, .any)
        shortSumsGemm = selectGemm(for: isa, .shortSums)
        narrowGemm = selectGemm(for: isa, .narrow)
        pairGemm = selectGemm(for: isa, .pairSafe)
        fourTapGemm = selectGemm(for: isa, .fourTapSafe)
        gemm16 = select(from: gemm16Kernels, for: isa)
        winograd = selectWinograd(for: isa)
        depthwise16 = select(from: depthwise16Kernels, for: isa)
        depthwise = select(from: depthwiseKernels, for: isa)
        add = select(from: addKernels, for: isa)
        mul = select(from: mulKernels, for: isa)
        requantize = select(from: requantizeKernels, for: isa)
        lookup16 = select(from: lookup16Kernels, for: isa)
        lookup = select(from: lookupKernels, for: isa)
        transpose = select(from: transposeKernels, for: isa)
        maxPool = select(from: maxPoolKernels, for: isa)
        averagePool = select(from: averagePoolKernels, for: isa)
        resizeLinear = select(from: resizeLinearKernels, for: isa)
        float = select(from: floatKernels, for: isa)
        scan = select(from: scanKernels, for: isa)
    }

    /// Alignment in bytes that every `scratch` pointer must have.
    public static let scratchAlignment = 64
}
