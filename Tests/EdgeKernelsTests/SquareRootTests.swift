import EdgeKernels
import Testing

@Suite struct SquareRootTests {
    /// Every binade's ends, squares and their neighbours, and random numbers: the processor's square root is
    /// correctly rounded.
    @Test func digitsEqualTheProcessors() {
        let seed = UInt64.random(in: 0 ... .max)
        var state = seed
        func check(_ x: Float) {
            #expect(squareRoot(x).bitPattern == x.squareRoot().bitPattern, "\(x), seed \(seed)")
        }
        for exponent: UInt32 in 1...254 {
            for significand: UInt32 in [0, 1, 2, 0x40_0000, 0x7F_FFFE, 0x7F_FFFF] {
                check(Float(bitPattern: exponent << 23 | significand))
            }
        }
        for _ in 0..<200_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let bits = UInt32(truncatingIfNeeded: state >> 33)
            let x = Float(bitPattern: 1 << 23 + bits % (254 << 23))
            if x.isNormal { check(x) }
            let root = Float(bits >> 7 & 0xFFF)
            if root > 0 {
                check(root * root)
                check((root * root).nextUp)
                check((root * root).nextDown)
            }
        }
    }
}
