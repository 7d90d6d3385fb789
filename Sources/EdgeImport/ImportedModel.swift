import EdgeGraph

/// A model as read from its source: the graph with every shape inferred, and what the file says about it.
public struct ImportedModel: Sendable {
    public var graph: Graph
    /// The version of the standard operator set that the file is written in.
    public var opset: Int
    /// The exporter and its version.
    public var producer: String
    /// Parallel to `graph.inputs`.
    public var inputs: [ImportedInput]
    /// Key-value pairs that the exporter left in the file.
    public var metadata: [String: String]
}

/// One input as the file declares it. The shape that was chosen is that of the graph's value.
public struct ImportedInput: Sendable, Equatable {
    public var name: String
    /// nil where the file does not even give the rank.
    public var declared: [Dimension]?
    /// Element type in the file, by its ONNX name in lower case ("float", "uint8", ...).
    public var elementType: String

    public enum Dimension: Sendable, Equatable, CustomStringConvertible {
        case fixed(Int)
        /// Known when the model runs; the name may be empty.
        case symbolic(String)

        public var description: String {
            switch self {
            case .fixed(let size): "\(size)"
            case .symbolic(let name): name.isEmpty ? "?" : printable(name)
            }
        }
    }
}
