import EdgeGraph
import EdgeTestRandom
import Testing

@Suite struct ConvolutionTests {
    /// The definition, in Double, one output at a time.
    func definition(_ a: ConvAttributes, x: Tensor, w: Tensor, bias: Tensor?, output: [Int]) -> [Double] {
        let (h, wd) = (x.shape[2], x.shape[3])
        let (kh, kw) = (a.kernel[0], a.kernel[1])
        let (channels, outputs) = (x.shape[1] / a.groups, w.shape[0] / a.groups)
        var y: [Double] = []
        for n in 0..<output[0] {
            for m in 0..<output[1] {
                for oy in 0..<output[2] {
                    for ox in 0..<output[3] {
                        var sum = Double(bias?.floats[m] ?? 0)
                        for c in 0..<channels {
                            let channel = m / outputs * channels + c
                            for ky in 0..<kh {
                                for kx in 0..<kw {
                                    let iy = oy * a.strides[0] + ky * a.dilations[0] - a.padsBefore[0]
                                    let ix = ox * a.strides[1] + kx * a.dilations[1] - a.padsBefore[1]
                                    guard iy >= 0, iy < h, ix >= 0, ix < wd else { continue }
                                    sum +=
                                        Double(x.floats[((n * x.shape[1] + channel) * h + iy) * wd + ix])
                                        * Double(w.floats[((m * channels + c) * kh + ky) * kw + kx])
                                }
                            }
                        }
                        y.append(sum)
                    }
                }
            }
        }
        return y
    }

    @Test func equalsTheDefinitionForRandomGeometry() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        for _ in 0..<400 {
            let groups = pick(1...4)
            let perGroup = pick(1...3)
            let (channels, outputs) = (groups * perGroup, groups * pick(1...3))
            let a = ConvAttributes(
                kernel: [pick(1...5), pick(1...5)], strides: [pick(1...3), pick(1...3)],
                dilations: [pick(1...3), pick(1...3)], padsBefore: [pick(0...4), pick(0...4)],
                padsAfter: [pick(0...4), pick(0...4)], groups: groups)
            let size = [pick(13...40), pick(13...40)]
            let x = random.tensor([pick(1...2), channels] + size)
            let w = random.tensor([outputs, perGroup] + a.kernel)
            let bias = pick(0...1) == 0 ? nil : random.tensor([outputs])
            let y = try #require(try evaluate(.conv(a), inputs: [x, w, bias]).first)
            let expected = definition(a, x: x, w: w, bias: bias, output: y.shape)
            try #require(expected.count == y.floats.count)
            let worst = zip(expected, y.floats).map { abs($0 - Double($1)) }.max() ?? 0
            #expect(worst < 1e-4, "\(a) on \(x.shape)")
        }
    }

    @Test func namesWhatDoesNotFit() {
        let a = ConvAttributes(
            kernel: [3, 3], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0], padsAfter: [0, 0],
            groups: 1)
        let x = Tensor(shape: [1, 2, 2, 2], floats: [Float](repeating: 0, count: 8))
        let w = Tensor(shape: [1, 2, 3, 3], floats: [Float](repeating: 0, count: 18))
        let error = #expect(throws: ExecutionError.self) { try evaluate(.conv(a), inputs: [x, w]) }
        #expect(error?.op == "Conv" && error?.kind == .invalid)
        #expect(throws: ExecutionError.self) { try evaluate(.conv(a), inputs: [x]) }
        #expect(throws: ExecutionError.self) { try evaluate(.conv(a), inputs: []) }
    }
}
