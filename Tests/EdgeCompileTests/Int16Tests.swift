import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeKernels
import EdgeTestRandom
import Testing

/// 16 bits around the tables that lose most.
@Suite struct Int16Tests {
    /// SiLU behind a convolution, then a filter that answers to differences between neighbours: what eight bits
    /// round away of a value, they round away of the difference.
    private func network(depthwise: Bool) -> NetworkBuilder {
        var n = NetworkBuilder()
        let channels = 12
        let x = n.input([1, 3, 14, 14])
        func attributes(_ side: Int, groups: Int = 1) -> ConvAttributes {
            ConvAttributes(
                kernel: [side, side], strides: [1, 1], dilations: [1, 1],
                padsBefore: [0, 0], padsAfter: [0, 0], groups: groups)
        }
        var random = SeededGenerator(seed: n.seed)
        let first = n.constant(
            [channels, 3, 1, 1],
            (0..<channels * 3).map { _ in Float.random(in: 0.5...1.5, using: &random) })
        // Far from zero everywhere, where SiLU is straight.
        let offsets = n.constant([channels], (0..<channels).map { _ in 300 })
        var y = n.add(.unary(.silu), [n.add(.conv(attributes(1)), [x, first, offsets])])
        let inputs = depthwise ? 1 : channels
        let differences: [Float] = (0..<channels * inputs).flatMap { _ -> [Float] in
            let w = Float.random(in: 0.5...1, using: &random)
            return [0, 0, 0, -w, w, 0, 0, 0, 0]
        }
        y = n.add(
            .conv(attributes(3, groups: depthwise ? channels : 1)),
            [y, n.constant([channels, inputs, 3, 3], differences), n.bias(channels)])
        n.graph.outputs = [y]
        return n
    }

    @Test(arguments: [false, true]) func smallDifferencesAreHeard(depthwise: Bool) throws {
        var n = network(depthwise: depthwise)
        let samples = n.samples(6)
        func converted(_ tables: Int) throws -> Converted {
            try Converted(n.graph, samples, exactWeights: false) {
                $0.preference = .accuracy
                $0.int16Tables = tables
            }
        }
        let (eight, sixteen) = (try converted(0), try converted(4))
        #expect(eight.conversion.report.int16.isEmpty)
        #expect(sixteen.conversion.report.int16.count == 1)
        let gain = sixteen.conversion.report.outputSQNR - eight.conversion.report.outputSQNR
        #expect(gain > 6, "\(gain) dB, seed \(n.seed)")

        let view = sixteen.model.model.view
        let types = (0..<view.opCount).map { view.tensor(view.output(0, of: view.op($0))).elementType }
        #expect(types.count { $0 == .int16 } == 2)
        let reader = (0..<view.opCount).first {
            view.tensor(view.input(0, of: view.op($0))).elementType == .int16 && view.op($0).kind != .lookup
        }
        #expect(reader.map { view.op($0).kind } == (depthwise ? .depthwiseConv2D : .conv2D))
    }

    /// The same bytes from every instruction set and number of threads.
    @Test(arguments: [false, true]) func everySetGivesTheSame(depthwise: Bool) throws {
        var n = network(depthwise: depthwise)
        let converted = try Converted(n.graph, n.samples(4), exactWeights: false) {
            $0.preference = .accuracy
        }
        #expect(converted.conversion.report.int16.count == 1)
        var first: [UInt8]?
        for isa in ISA.allCases where isa.runs(on: .detected) {
            for threads in [1, 2, 3] {
                let session = try HostSession(converted.model, isa: isa, threads: threads)
                var random = SeededGenerator(seed: n.seed)
                for i in session.input(0).bytes.indices {
                    session.input(0).bytes[i] = UInt8.random(in: 0...255, using: &random)
                }
                session.run()
                let bytes = Array(session.output(0).bytes)
                if let first { #expect(bytes == first, "\(isa), \(threads) threads, seed \(n.seed)") }
                first = first ?? bytes
            }
        }
    }
}
