/// Lets a network that takes its picture with the channels last, as TensorFlow exports them, take it with the
/// channels first, as all others do: where nothing but a transposition uses the input, that one goes.
///
/// - Precondition: `simplify` has run.
public func takeChannelsFirst(_ graph: inout Graph) {
    for input in graph.inputs {
        guard let shape = graph[input].shape, shape.count == 4, [1, 3].contains(shape[3]),
            !graph.outputs.contains(input)
        else { continue }
        let users = graph.nodes.indices.filter { graph.nodes[$0].inputs.contains(input) }
        guard !users.isEmpty,
            users.allSatisfy({
                if case .transpose(let order) = graph.nodes[$0].op { order == [0, 3, 1, 2] } else { false }
            })
        else { continue }
        graph[input].shape = [shape[0], shape[3], shape[1], shape[2]]
        for user in users { graph.nodes[user].op = .identity }
    }
    simplify(&graph)
}
