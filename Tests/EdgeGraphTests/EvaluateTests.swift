import EdgeGraph
import EdgeTestRandom
import Testing

@Suite struct EvaluateTests {
    /// Any operator on any tensors gives tensors of the promised shapes or an error, and never traps.
    @Test func hostileOperatorsNeverTrap() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var accepted: [Int: Int] = [:]
        var refused = 0
        for _ in 0..<60_000 {
            var fuzz = OperatorFuzzer(random: random)
            let (op, kind) = fuzz.next()
            let inputs = fuzz.inputs()
            random = fuzz.random
            do {
                let outputs = try evaluate(op, inputs: inputs)
                let specs = try op.outputSpecs(inputs.map { $0.map(TensorSpec.init) })
                #expect(outputs.map(TensorSpec.init) == specs)
                for output in outputs {
                    #expect(
                        (output.type == .float ? output.floats.count : output.integers.count) == output.count)
                }
                accepted[kind, default: 0] += 1
            } catch {
                refused += 1
                #expect(!error.reason.isEmpty)
            }
        }
        // Every kind of operator got past its checks some of the time.
        #expect(accepted.count == OperatorFuzzer.kinds, "\(accepted)")
        #expect(refused > 10_000)
    }

    @Test func tensorsMustHoldWhatTheirShapeSays() {
        for tensor in [
            Tensor(shape: [2, 2], floats: [1, 2, 3]), Tensor(shape: [-1], floats: []),
            Tensor(shape: [1 << 40, 1 << 40], floats: []), Tensor(shape: [0, .max, .max], floats: []),
        ] {
            #expect(throws: ExecutionError.self) { try evaluate(.identity, inputs: [tensor]) }
        }
    }

    /// Nothing to compute, in 2^50 groups: no loop may run over them.
    @Test(.timeLimit(.minutes(1))) func groupsOfEmptyTensorsCostNothing() throws {
        let attributes = ConvAttributes(
            kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0], padsAfter: [0, 0],
            groups: 1 << 50)
        let x = Tensor(shape: [1, 0, 1, 1], floats: [])
        let w = Tensor(shape: [0, 0, 1, 1], floats: [])
        let y = try evaluate(.convTranspose(attributes, outputPadding: [0, 0]), inputs: [x, w])[0]
        #expect(y.shape == [1, 0, 1, 1])
    }

    @Test func integersWrapAndSaturateInsteadOfTrapping() throws {
        func integers(_ op: Operator, _ inputs: [Int64]...) throws -> [Int64] {
            try evaluate(op, inputs: inputs.map { Tensor(shape: [$0.count], integers: $0) })[0].integers
        }
        #expect(try integers(.binary(.divide), [.min, -7, 7], [-1, 2, -2]) == [.min, -3, -3])
        #expect(try integers(.binary(.modulo), [.min, -7, 7], [-1, 2, -2]) == [0, 1, -1])
        #expect(try integers(.binary(.add), [.max], [1]) == [.min])
        #expect(try integers(.unary(.negate), [.min]) == [.min])
        #expect(try integers(.binary(.power), [2, -1, 3], [62, .min, -1]) == [1 << 62, 1, 0])
        let error = #expect(throws: ExecutionError.self) { try integers(.binary(.divide), [1], [0]) }
        #expect(error?.kind == .data)
        let floats = Tensor(shape: [4], floats: [.nan, .infinity, -.infinity, -2.9])
        #expect(try evaluate(.cast(.integer), inputs: [floats])[0].integers == [0, .max, .min, -2])
    }

    @Test func nonFiniteValuesPassThrough() throws {
        let x = Tensor(shape: [3], floats: [.nan, .infinity, -.infinity])
        func apply(_ f: UnaryFunction) throws -> [Float] { try evaluate(.unary(f), inputs: [x])[0].floats }
        #expect(try apply(.relu)[0].isNaN && apply(.relu)[1...] == [.infinity, 0])
        #expect(try apply(.clip(low: 0, high: 6))[0].isNaN && apply(.clip(low: 0, high: 6))[1...] == [6, 0])
        #expect(try apply(.sigmoid)[0].isNaN && apply(.sigmoid)[1...] == [1, 0])
        #expect(try apply(.tanh)[0].isNaN && apply(.tanh)[1...] == [1, -1])
        #expect(try apply(.exp)[0].isNaN && apply(.exp)[1...] == [.infinity, 0])
    }
}
