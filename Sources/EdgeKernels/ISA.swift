/// An instruction set that a kernel family is written for. `EDGE_ISA` names one by its case name.
public enum ISA: UInt8, Sendable, CaseIterable {
    case portable = 0
    case sse41 = 1
    case avx2 = 2
    case avxvnni = 3
    case neon = 4
    case dotprod = 5
}
