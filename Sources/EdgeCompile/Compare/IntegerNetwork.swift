import EdgeFormat
import EdgeGraph
import EdgeHost

/// An .edge file run on real numbers: inputs are quantized, outputs dequantized, images in the order of the
/// source network (channels first). One thread uses it.
public final class IntegerNetwork {
    private let runner: IntegerRunner

    /// - Throws: `HostError` where `bytes` are no valid file.
    public init(_ bytes: [UInt8]) throws(HostError) {
        runner = try IntegerRunner(LoadedModel(bytes: bytes))
    }

    public var inputNames: [String] {
        (0..<runner.model.view.inputCount).map { runner.model.view.tensorName(runner.model.view.input($0)) }
    }

    public var outputNames: [String] {
        (0..<runner.model.view.outputCount).map { runner.model.view.tensorName(runner.model.view.output($0)) }
    }

    /// Shape of an input as the source network has it.
    public func inputShape(_ index: Int) -> [Int] { sourceShape(ofTensor: runner.model.view.input(index)) }

    /// - Precondition: one tensor an input, in order, of `inputShape`.
    public func run(_ inputs: [Tensor]) -> [Tensor] {
        runner.setInputs(inputs)
        runner.run()
        return (0..<runner.model.view.outputCount).map { index in
            let shape = sourceShape(ofTensor: runner.model.view.output(index))
            return Tensor(shape: shape, floats: ChannelsLast(shape).channelsFirst(runner.outputReals(index)))
        }
    }

    /// The int8 contents of an output after `run`, in source order; nil where the output is float.
    public func quantizedOutput(_ index: Int) -> [Int8]? {
        let view = runner.outputView(index)
        guard view.elementType == .int8 else { return nil }
        var packed = [Int8](repeating: 0, count: view.count)
        packed.withUnsafeMutableBytes { view.copyPacked(to: $0) }
        let order = ChannelsLast(sourceShape(ofTensor: runner.model.view.output(index)))
        guard order.channels > 1, order.plane > 1 else { return packed }
        var result = packed
        order.visit { result[$0] = packed[$1] }
        return result
    }

    private func sourceShape(ofTensor index: Int) -> [Int] {
        let record = runner.model.view.tensor(index)
        let shape = (0..<Int(record.rank)).map { Int(record.dimensions[$0]) }
        return shape.count == 4 ? [shape[0], shape[3], shape[1], shape[2]] : shape
    }
}
