import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeTestRandom
import Testing

/// Channels of very different loudness behind a convolution keep scales of their own.
@Suite struct ChannelQuantizationTests {
    /// SiLU between two convolutions: the first one's channels differ a thousandfold in range, the second
    /// amplifies the quiet ones.
    private func network(depthwise: Bool, padded: Bool) -> (NetworkBuilder, ValueID) {
        var n = NetworkBuilder()
        let channels = 8
        let x = n.input([1, 4, 8, 8])
        var random = SeededGenerator(seed: n.seed)
        func loudness(_ c: Int) -> Float { c % 2 == 0 ? 40 : 0.2 }
        func noise() -> Float { Float.random(in: -0.5...0.5, using: &random) }
        let first = n.constant(
            [channels, 4, 1, 1], (0..<channels).flatMap { c in (0..<4).map { _ in noise() * loudness(c) } })
        let offsets = n.constant([channels], (0..<channels).map { 0.2 * loudness($0) })
        let attributes = ConvAttributes(
            kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0], padsAfter: [0, 0],
            groups: 1)
        let y = n.add(.unary(.silu), [n.add(.conv(attributes), [x, first, offsets])])
        var second = attributes
        let side = padded ? 3 : 1
        (second.kernel, second.groups) = ([side, side], depthwise ? channels : 1)
        if padded { (second.padsBefore, second.padsAfter) = ([1, 1], [1, 1]) }
        let inputs = depthwise ? 1 : channels
        let outputs = depthwise ? channels : 6
        let weights = (0..<outputs).flatMap { o in
            (0..<inputs * side * side).map { k in
                noise() / loudness(depthwise ? o : k / (side * side))
            }
        }
        let z = n.add(
            .conv(second),
            [y, n.constant([outputs, inputs, side, side], weights), n.bias(outputs)])
        return (n, z)
    }

    @Test(arguments: [false, true], [false, true])
    func quietChannelsAreHeard(depthwise: Bool, padded: Bool) throws {
        var (n, z) = network(depthwise: depthwise, padded: padded)
        // As numbers, so that the output adds no rounding.
        n.graph.outputs = [n.add(.reshape(shape: [1, n.graph[z].shape!.reduce(1, *)]), [z])]
        n.graph.outputs = [z]
        let samples = n.samples(6)
        let plain = try Converted(n.graph, samples, exactWeights: false) {
            $0.channelThreshold = .infinity
            $0.int16Tables = 0
            $0.preference = .accuracy
        }
        let own = try Converted(n.graph, samples, exactWeights: false) {
            $0.channelThreshold = 1e-4
            $0.int16Tables = 0
            $0.preference = .accuracy
        }
        #expect(own.kinds == plain.kinds)
        func tables(_ converted: Converted) -> Int {
            let view = converted.model.model.view
            return (0..<view.opCount).count {
                view.op($0).kind == .lookup && view.tensor(view.input(1, of: view.op($0))).rank == 2
            }
        }
        #expect(tables(plain) == 0)
        #expect(tables(own) == 1)
        let gain = own.conversion.report.outputSQNR - plain.conversion.report.outputSQNR
        #expect(gain > 6, "\(gain) dB, seed \(n.seed)")
        // The report sees through them: no layer looks worse than it is.
        for layer in own.conversion.report.layers {
            #expect(layer.sqnr > 20, "\(layer.name), seed \(n.seed)")
        }
    }
}
