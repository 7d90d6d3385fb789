/// One operator: its kind, its slices of the operand list and its parameters.
public struct OpRecord: Sendable {
    public var kind: OpKind
    /// First entry and count in the operand list (indices of tensors), inputs then outputs.
    public var firstInput: UInt32
    public var inputCount: UInt16
    public var firstOutput: UInt32
    public var outputCount: UInt16
    public var parameters: OpParameters
    public var nameOffset: UInt32
    public var nameBytes: UInt32

    public init(kind: OpKind) {
        self.kind = kind
        firstInput = 0
        inputCount = 0
        firstOutput = 0
        outputCount = 0
        parameters = OpParameters()
        nameOffset = 0
        nameBytes = 0
    }
}
