/// Replaces values computed from constants only by constants. Outputs of the graph stay computed.
func foldConstants(_ r: inout GraphRewriter) {
    for index in r.nodeIndices {
        let node = r.node(index)
        guard !node.outputs.contains(where: r.isGraphOutput), !node.inputs.isEmpty,
            node.inputs.allSatisfy({ $0 == nil || r.constant($0) != nil }),
            let results = r.folder.fold(node.op, node.inputs.map { r.constant($0) }),
            results.count == node.outputs.count
        else { continue }
        for (id, tensor) in zip(node.outputs, results) { r.setConstant(id, tensor) }
    }
}
