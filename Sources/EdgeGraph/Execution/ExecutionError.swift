/// Why an operator could not be evaluated: which operator, in which node where known, and what is wrong.
public struct ExecutionError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// The operator, or this form of it, is not implemented.
        case unsupported
        /// An operand or attribute does not fit: count, type, rank, shape or range.
        case invalid
        /// The contents of an operand are out of range (an index past the end, a division by zero).
        case data
    }

    public var kind: Kind
    /// Name of the operator, empty where the fault is the graph's.
    public var op: String
    /// Name of the node, empty outside a graph.
    public var node: String
    public var reason: String

    public init(_ kind: Kind, op: String = "", node: String = "", _ reason: String) {
        self.kind = kind
        self.op = op
        self.node = node
        self.reason = reason
    }

    public var description: String {
        var text = ""
        if !node.isEmpty { text += "node '\(node)'" }
        if !op.isEmpty { text += node.isEmpty ? op : " (\(op))" }
        return text.isEmpty ? reason : text + ": " + reason
    }

    static func invalid(_ reason: String) -> ExecutionError { ExecutionError(.invalid, reason) }
    static func data(_ reason: String) -> ExecutionError { ExecutionError(.data, reason) }
    static func unsupported(_ reason: String) -> ExecutionError { ExecutionError(.unsupported, reason) }

    func located(op: String, node: String? = nil) -> ExecutionError {
        var error = self
        if error.op.isEmpty { error.op = op }
        if let node, error.node.isEmpty { error.node = node }
        return error
    }
}
