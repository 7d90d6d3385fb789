/// An operator that has no integer form here. All of a network are reported together.
public struct Refusal: Sendable, Equatable, CustomStringConvertible {
    /// Name of the node in the source.
    public var node: String
    /// The operator as ONNX calls it.
    public var op: String
    public var reason: String
    /// What would help; empty where nothing is known to.
    public var advice: String

    public var description: String {
        "node '\(node)' (\(op)): \(reason)" + (advice.isEmpty ? "" : "; \(advice)")
    }
}
