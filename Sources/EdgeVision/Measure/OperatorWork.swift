import EdgeFormat

extension ModelView {
    /// Multiply-accumulates of one op at batch 1: those of the network, not counting padding of blocks or
    /// whatever a kernel does to be faster. 0 for ops that multiply no weights.
    public func multiplyAccumulates(ofOp index: Int) -> Int {
        let op = op(index)
        switch op.kind {
        case .conv2D, .depthwiseConv2D:
            let output = tensor(self.output(0, of: op))
            let input = tensor(self.input(0, of: op))
            let parameters = WindowedOpParameters(op.parameters)
            let taps = Int(parameters.window.kernelHeight) * Int(parameters.window.kernelWidth)
            let depth =
                op.kind == .depthwiseConv2D
                ? 1 : Int(input.lastDimension) / max(1, Int(parameters.groups))
            return output.elementCount * taps * depth
        case .transposedConv2D:
            // Every input meets every tap.
            let weights = tensor(self.input(1, of: op))
            let inputs = tensor(self.input(0, of: op))
            return inputs.elementCount / max(1, Int(inputs.lastDimension)) * weights.elementCount
        case .fullyConnected:
            let depth = tensor(self.input(0, of: op)).lastDimension
            return tensor(self.output(0, of: op)).elementCount * Int(depth)
        case .attention:
            // Each query meets every key, and every value.
            let queries = tensor(self.input(0, of: op))
            let keys = tensor(self.input(1, of: op))
            let values = tensor(self.input(2, of: op))
            return (queries.elementCount + tensor(self.output(0, of: op)).elementCount)
                * (values.elementCount / max(1, Int(keys.dimensions[2]) * Int(values.lastDimension)))
        default:
            return 0
        }
    }

    public var multiplyAccumulates: Int {
        (0..<opCount).reduce(0) { $0 + multiplyAccumulates(ofOp: $1) }
    }
}

extension TensorRecord {
    var lastDimension: Int32 { rank == 0 ? 1 : dimensions[Int(rank) - 1] }

    var elementCount: Int { (0..<Int(rank)).reduce(1) { $0 * Int(dimensions[$1]) } }

    /// "1x224x224x3"
    public var shapeText: String { (0..<Int(rank)).map { String(dimensions[$0]) }.joined(separator: "x") }
}
