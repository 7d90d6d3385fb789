/// An instruction set that a kernel family is written for. `EDGE_ISA` names one by its case name.
public enum ISA: UInt8, Sendable {
    case portable = 0
    case sse41 = 1
    case avx2 = 2
    case avxvnni = 3
    case neon = 4
    case dotprod = 5
    /// Foundation, BW, DQ, VL, VNNI and VBMI: Ice Lake, Tiger Lake, Zen 4 and later.
    case avx512vnni = 6

    /// The set to take kernels from where a family has none for this one.
    @inlinable public var fallback: ISA? {
        switch self {
        case .portable: nil
        case .sse41: .portable
        case .avx2: .sse41
        case .avxvnni, .avx512vnni: .avx2
        case .neon: .portable
        case .dotprod: .neon
        }
    }

    /// The name that `EDGE_ISA` and reports use.
    public var name: StaticString {
        switch self {
        case .portable: "portable"
        case .sse41: "sse41"
        case .avx2: "avx2"
        case .avxvnni: "avxvnni"
        case .avx512vnni: "avx512vnni"
        case .neon: "neon"
        case .dotprod: "dotprod"
        }
    }
}

// `allCases` is an array, which the embedded core does not have.
#if !hasFeature(Embedded)
    extension ISA: CaseIterable {}
#endif
