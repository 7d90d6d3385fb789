import EdgeGraph

extension FusionBuilder {
    /// The maps stay as their convolutions sum them up, in float32, where nothing else reads them.
    mutating func lowerDetect(
        _ node: Node, _ attributes: DetectAttributes
    ) throws(UnsupportedOperator) {
        var inputs: [ValueID] = []
        for position in node.inputs.indices { inputs.append(try image(node, position)) }
        plan.floatValues.formUnion(node.outputs)
        plan.operations.append(
            FusedOperation(
                kind: .detect(attributes), name: node.name, inputs: inputs, outputs: node.outputs))
    }
}
