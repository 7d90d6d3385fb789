import CEdgeSIMD

extension ISA {
    /// The best set this CPU runs, as far as the CPU itself tells: exact on x86, `.neon` on A64 (whose
    /// further features only the operating system knows: see `detected(armCapabilities:)`).
    public static var detected: ISA {
        #if arch(x86_64)
            let features = edgeX86Features()
            if features & 8 != 0 { return .avx512vnni }
            if features & 4 != 0 { return .avxvnni }
            if features & 2 != 0 { return .avx2 }
            if features & 1 != 0 { return .sse41 }
            return .portable
        #elseif arch(arm64)
            return .neon
        #else
            return .portable
        #endif
    }

    /// `detected`, with the ELF auxiliary vector's `AT_HWCAP` of Linux on A64 (ignored elsewhere).
    public static func detected(armCapabilities: UInt) -> ISA {
        #if arch(arm64)
            let dotProduct: UInt = 1 << 20  // HWCAP_ASIMDDP
            return armCapabilities & dotProduct != 0 ? .dotprod : .neon
        #else
            return detected
        #endif
    }

    /// Whether this CPU, whose best set is `best`, can run this one.
    public func runs(on best: ISA) -> Bool {
        #if arch(x86_64)
            // Before AVX-512 VNNI or beside it: only the CPU knows.
            if best == .avx512vnni && self == .avxvnni { return edgeX86Features() & 4 != 0 }
        #endif
        var candidate: ISA? = best
        while let set = candidate {
            if set == self { return true }
            candidate = set.fallback
        }
        return false
    }
}
