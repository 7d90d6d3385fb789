import EdgeFormat

/// Bytes that an op must move at least: each input and each output once, its constants as they lie in the file.
public struct OpTraffic: Sendable, Equatable {
    public var activations: Int
    public var constants: Int
    public var bytes: Int { activations + constants }

    public init(activations: Int, constants: Int) {
        self.activations = activations
        self.constants = constants
    }

    public init(_ view: ModelView, op index: Int) {
        let op = view.op(index)
        var activations = 0
        var constants = 0
        for i in 0..<Int(op.inputCount) {
            let tensor = view.tensor(view.input(i, of: op))
            if tensor.kind == .constant {
                constants += Int(clamping: tensor.dataBytes)
            } else {
                activations += tensor.logicalBytes ?? 0
            }
        }
        for i in 0..<Int(op.outputCount) {
            activations += view.tensor(view.output(i, of: op)).logicalBytes ?? 0
        }
        self.activations = activations
        self.constants = constants
    }
}
