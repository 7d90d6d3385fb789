extension Graph {
    /// Gives every value computed by a node its shape and type. Nodes are in topological order; inputs
    /// and constants have their shapes.
    ///
    /// - Throws: `GraphError` naming the first node that does not fit.
    public mutating func inferShapes() throws(GraphError) {
        for node in nodes {
            let specs: [TensorSpec]
            do {
                specs = try node.op.outputSpecs(node.inputs.map { $0.flatMap { self[$0].spec } })
            } catch {
                throw GraphError(node: node.name, reason: error.description)
            }
            guard node.outputs.count <= specs.count else {
                throw GraphError(
                    node: node.name, reason: "\(node.outputs.count) outputs, the operator has \(specs.count)")
            }
            for (id, spec) in zip(node.outputs, specs) {
                self[id].shape = spec.shape
                self[id].type = spec.type
            }
        }
    }
}

extension Value {
    /// nil until the shape is known.
    public var spec: TensorSpec? { shape.map { TensorSpec($0, type) } }
}

/// A node that cannot stand where it does.
public struct GraphError: Error, Equatable, CustomStringConvertible {
    public var node: String
    public var reason: String

    public init(node: String, reason: String) {
        self.node = node
        self.reason = reason
    }

    public var description: String { "node \(node): \(reason)" }
}
