import EdgeFormat
import EdgeTestRandom
import Testing

/// The sums that the verifier proves bounds with are those of the plain definition: in both layouts, beyond the
/// lengths at which 16-bit lanes are widened, of random weights and of nothing but the extremes.
@Suite struct BlockSumsTests {
    private let seed: UInt64 = 17

    private func check(
        _ sums: BlockSums, _ weights: (_ channel: Int) -> [Int], _ what: String
    ) {
        var hasMinimum = false
        for channel in 0..<16 {
            let row = weights(channel)
            #expect(sums.sum[channel] == row.reduce(0, +), "\(what), channel \(channel)")
            #expect(sums.magnitude[channel] == row.reduce(0) { $0 + abs($1) }, "\(what), channel \(channel)")
            hasMinimum = hasMinimum || row.contains(-128)
        }
        #expect(sums.hasMinimum == hasMinimum, "\(what)")
    }

    /// Weights for `count` elements at a multiple of 16.
    private func withWeights(
        _ count: Int, _ weight: () -> Int8, _ body: (UnsafeRawPointer, [Int]) throws -> Void
    ) rethrows {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        defer { bytes.deallocate() }
        let values = (0..<count).map { _ in weight() }
        for (i, value) in values.enumerated() { bytes[i] = UInt8(bitPattern: value) }
        try body(UnsafeRawPointer(bytes.baseAddress!), values.map(Int.init))
    }

    /// Rounds of random weights, some of them rare, then -128 and 127 alone.
    private func eachKind(_ body: (_ what: String, _ weight: () -> Int8) throws -> Void) rethrows {
        var random = SeededGenerator(seed: seed)
        for round in 0..<8 {
            let least: Int8 = round % 2 == 0 ? -127 : -128
            try body("seed \(seed), round \(round)") { Int8.random(in: least...127, using: &random) }
        }
        for extreme: Int8 in [-128, 127] { try body("\(extreme)") { extreme } }
    }

    @Test(arguments: [1, 9, 25, 255, 256, 600])
    func depthwise(taps: Int) {
        for blocks in [1, 3] {
            eachKind { what, weight in
                withWeights(taps * blocks * 16, weight) { base, values in
                    for block in 0..<blocks {
                        let sums = BlockSums(depthwise: base + block * 16, taps: taps, stride: blocks * 16)
                        check(
                            sums,
                            { channel in (0..<taps).map { values[($0 * blocks + block) * 16 + channel] } },
                            "\(taps) taps, \(what)")
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 126, 127, 300])
    func blocked(quads: Int) {
        eachKind { what, weight in
            withWeights(quads * 64, weight) { base, values in
                check(
                    BlockSums(blocked: base, quads: quads),
                    { channel in (0..<quads * 4).map { values[$0 / 4 * 64 + channel * 4 + $0 % 4] } },
                    "\(quads) quads, \(what)")
            }
        }
    }
}
