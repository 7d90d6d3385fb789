import CEdgePeak
import EdgeFormat
import EdgeKernels

/// What the matrix kernels multiply with, and how fast that can be at most.
public enum ProductForm: String, Sendable, CaseIterable {
    case int16Pairs128 = "pmaddwd 128"
    case pairs128 = "pmaddubsw 128, pairs"
    case fourTap128 = "pmaddubsw 128, four"
    case int16Pairs256 = "vpmaddwd 256"
    case pairs256 = "vpmaddubsw 256, pairs"
    case fourTap256 = "vpmaddubsw 256, four"
    case dotProduct256 = "vpdpbusd 256"
    case dotProduct512 = "vpdpbusd 512"
    case widening = "smull, sadalp"
    case signedDotProduct = "sdot"
    case winograd128 = "Winograd, pmaddwd 128"
    case winograd256 = "Winograd, vpmaddwd 256"
    case winogradLong = "Winograd, smlal"

    /// The forms that kernels of an instruction set use for an op; several where it depends on the weights, the
    /// fastest last. Empty for ops without products, and for portable kernels.
    ///
    /// - Parameter winograd: the op goes by Winograd's algorithm.
    public static func of(_ isa: ISA, _ kind: OpKind, winograd: Bool) -> [ProductForm] {
        if winograd { return [isa == .neon ? .winogradLong : isa == .sse41 ? .winograd128 : .winograd256] }
        guard [.conv2D, .depthwiseConv2D, .fullyConnected, .transposedConv2D].contains(kind) else {
            return []
        }
        let isDepthwise = kind == .depthwiseConv2D
        switch isa {
        case .portable: return []
        case .sse41: return isDepthwise ? [.int16Pairs128] : [.int16Pairs128, .pairs128, .fourTap128]
        case .avx2: return isDepthwise ? [.int16Pairs256] : [.int16Pairs256, .pairs256, .fourTap256]
        case .avxvnni: return [.dotProduct256]
        case .avx512vnni: return [.dotProduct512]
        case .neon: return [.widening]
        case .dotprod: return [.signedDotProduct]
        }
    }

    /// Multiply-accumulates of the direct sum for one of the loop's.
    var gain: Double {
        switch self {
        case .winograd128, .winograd256, .winogradLong: 2.25
        default: 1
        }
    }

    var loop: (Int64, UnsafeMutablePointer<Int32>) -> Int64 {
        switch self {
        case .int16Pairs128, .winograd128: edgePeakInt16Narrow
        case .pairs128: edgePeakPairsNarrow
        case .fourTap128: edgePeakFourTapNarrow
        case .int16Pairs256, .winograd256: edgePeakInt16
        case .pairs256: edgePeakPairs
        case .fourTap256: edgePeakFourTap
        case .dotProduct256: edgePeakDotProduct
        case .dotProduct512: edgePeakWideDotProduct
        case .widening: edgePeakWidening
        case .winogradLong: edgePeakLong
        case .signedDotProduct: edgePeakSignedDotProduct
        }
    }
}
