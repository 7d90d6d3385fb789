import EdgeKernels

/// The kernel sets a session may take kernels from: the one asked for and its fallbacks, best first.
struct KernelChoice {
    static var maximum: Int { 4 }
    private(set) var sets: InlineArray<4, KernelSet>
    private(set) var count: Int

    /// What `count` sets take in a session's memory.
    var bytes: Int { Model.aligned(count * MemoryLayout<KernelSet>.stride) }

    init(isa: ISA) {
        sets = InlineArray(repeating: KernelSet(isa: isa))
        count = 1
        var next = isa.fallback
        while let isa = next, count < Self.maximum {
            sets[count] = KernelSet(isa: isa)
            count += 1
            next = isa.fallback
        }
    }

    /// The best set whose kernel for this op stays within `cap` bytes of scratch, and what it needs; nil
    /// where even the portable kernel needs more.
    func select(for op: PreparedOp, cap: Int) -> (index: Int, scratchBytes: Int)? {
        for i in 0..<count {
            let bytes = op.scratchBytes(sets[i])
            if bytes <= cap { return (i, bytes) }
        }
        return nil
    }
}
