import EdgeFormat
import EdgeHost
import EdgeRuntime
import EdgeTestModels
import Testing

/// Each op's output, looked at right after the op, is what ARITHMETIC.md says of its inputs: addresses,
/// strides, parameters and factors reach the kernels as the file means them.
@Suite struct ReferenceTests {
    @Test(arguments: try SampleModels.all())
    func everyOp(sample: SampleModel) throws {
        let session = try HostSession(LoadedModel(bytes: sample.bytes))
        let view = session.loaded.model.view
        fillInputs(session, seed: 5)
        for i in 0..<session.opCount {
            let op = view.op(i)
            var reference = NaiveReference(view)
            for k in 0..<Int(op.inputCount) {
                let index = view.input(k, of: op)
                if view.tensor(index).kind == .activation, view.tensor(index).elementType != .float32 {
                    reference.values[index] = elements(session.tensor(index))
                }
            }
            let expected = reference.output(ofOp: i)
            session.runOp(i)
            guard let expected else {
                // FloatOperatorTests has those from 20 on.
                let others: [OpKind] = [
                    .fullyConnected, .mul, .lookup, .requantize, .softmax, .resizeNearest, .pad2D,
                    .normalize, .prelu, .channelShuffle, .depthToSpace, .spaceToDepth,
                ]
                let isFloat = view.tensor(view.output(0, of: op)).elementType == .float32
                #expect(others.contains(op.kind) || op.kind.rawValue >= 20 || isFloat)
                continue
            }
            #expect(elements(session.tensor(view.output(0, of: op))) == expected, "op \(i), \(op.kind)")
        }
    }

    private func elements(_ tensor: TensorView) -> [Int] {
        if tensor.elementType == .int16 {
            var packed = [Int16](repeating: 0, count: tensor.count)
            packed.withUnsafeMutableBytes { tensor.copyPacked(to: $0) }
            return packed.map { Int($0) }
        }
        var packed = [Int8](repeating: 0, count: tensor.count)
        packed.withUnsafeMutableBytes { tensor.copyPacked(to: $0) }
        return packed.map { Int($0) }
    }
}
