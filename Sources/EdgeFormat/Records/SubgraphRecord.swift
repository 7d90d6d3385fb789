/// A range of ops with inputs and outputs (index lists in the operand list). Subgraph 0 is the model.
public struct SubgraphRecord: Sendable {
    public var firstOp: UInt32 = 0
    public var opCount: UInt32 = 0
    public var firstInput: UInt32 = 0
    public var inputCount: UInt32 = 0
    public var firstOutput: UInt32 = 0
    public var outputCount: UInt32 = 0
    public init() {}
}
