import EdgeKernels

/// attention with all kernels of a set: YOLO26's at 640, a vision transformer's, a longer one.
func benchmarkAttention() {
    for (name, tokens, heads, depth, width) in [
        ("yolo26 20x20", 400, 2, 32, 64), ("vit-tiny 197", 197, 3, 64, 64), ("1024 tokens", 1024, 4, 32, 32),
    ] {
        for isa in ISA.allCases where !skips("attention", name, isa) {
            func matrix(_ size: Int) -> AttentionArguments.Tokens {
                let base = bytes(tokens * heads * size).assumingMemoryBound(to: Int8.self)
                for i in 0..<tokens * heads * size { base[i] = Int8(truncatingIfNeeded: i * 37) }
                return .init(
                    base: base, count: tokens, depth: size, stride: heads * size, headStride: size)
            }
            let arguments = AttentionArguments(
                heads: heads, queries: matrix(depth), keys: matrix(depth), values: matrix(width),
                output: matrix(width), queryZeroPoint: 3, scoreScale: 1e-4, outputScale: 1,
                range: OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: 0))
            let kernels = KernelSet(isa: isa)
            let scratch = bytes(kernels.scratchBytes(for: arguments))
            let time = seconds { kernels.attention(arguments, scratch: scratch) }
            let products = Double(tokens * tokens * heads * (depth + width))
            line("attention.\(isa)", name, time, "\(fixed(products / time / 1e9, 1)) GMAC/s")
        }
    }
}
