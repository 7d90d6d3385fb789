/// Replaces the detection head of a network, where it has one that is known, by a `detect` operator whose
/// output is the network's only one from then on.
///
/// Nothing is matched node by node: what follows the last convolutions is run on made-up maps, and a head is
/// known where the operator finds the same objects in them (`HeadTrial`). Exporters may write it as they like.
/// Convolutions that give boxes and scores in one map are divided, so that each has its own tensor.
///
/// - Precondition: shapes are inferred, nodes in topological order; `simplify` has run.
/// - Returns: what was recognised; nil where nothing was, and `graph` is as before.
/// - Throws: `HeadError` where `options` name a family that does not fit.
public func recognizeHead(
    _ graph: inout Graph, options: HeadOptions = HeadOptions()
) throws(HeadError) -> RecognizedHead? {
    guard let tail = HeadTail(graph) else {
        if let family = options.family {
            throw HeadError(
                family: family, reason: "its outputs do not follow from convolutions of one picture")
        }
        return nil
    }
    var guesses = tail.guesses(options.family)
    if let family = options.family {
        guesses = guesses.compactMap { guess in
            var guess = guess
            guard guess.proposal.relabel(family) else { return nil }
            return guess
        }
    }
    for (proposal, layout) in guesses {
        var trial = HeadTrial(tail)
        guard trial.accepts(proposal, layout) else { continue }
        if let head = replace(&graph, tail, proposal, options) { return head }
    }
    if let family = options.family {
        throw HeadError(family: family, reason: tail.summary)
    }
    return nil
}

/// A head that was asked for and is not there.
public struct HeadError: Error, Sendable, CustomStringConvertible {
    public var family: HeadFamily
    public var reason: String

    public var description: String { "no \(family.rawValue) head: \(reason)" }
}

extension HeadTail {
    /// Maps and outputs, for messages.
    fileprivate var summary: String {
        let sizes = levels.map { maps in
            maps.map { shape($0).map(String.init).joined(separator: "x") }.joined(separator: " and ")
        }
        let outputs = graph.outputs.map { (graph[$0].shape ?? []).map(String.init).joined(separator: "x") }
        return
            "the last convolutions give \(sizes.joined(separator: "; ")), the network \(outputs.joined(separator: ", ")), "
            + "and no decoding of that family gives the second from the first"
    }
}

extension HeadProposal {
    /// Takes the name of `family` where its heads look the same; false where they do not.
    fileprivate mutating func relabel(_ family: HeadFamily) -> Bool {
        let alike: [Set<HeadFamily>] = [[.yolo26, .yolov8], [.ssd, .face]]
        guard
            self.family == family
                || alike.contains(where: { $0.contains(self.family) && $0.contains(family) })
        else { return false }
        self.family = family
        return true
    }
}

// MARK: Rewriting

private func replace(
    _ graph: inout Graph, _ tail: HeadTail, _ proposal: HeadProposal, _ options: HeadOptions
) -> RecognizedHead? {
    var rewritten = graph
    var inputs: [ValueID?] = []
    for level in proposal.levels {
        for (part, suffix) in [(level.boxes, "boxes"), (level.scores, "scores"), (level.objects, "objects")] {
            guard let part else { continue }
            guard let value = rewritten.divide(part, suffix) else { return nil }
            inputs.append(value)
        }
    }
    var attributes = proposal.attributes
    attributes.minScore = options.minScore
    let own = proposal.reading.isRows ? 1 : proposal.family.iouThreshold
    attributes.iouThreshold = options.iouThreshold ?? own
    let given = proposal.reading.isRows ? graph[graph.outputs[0]].shape![1] : 300
    attributes.maxDetections = min(options.maxDetections ?? given, 1024)
    // Suppression thins the candidates out: some more are decoded.
    attributes.candidates =
        attributes.iouThreshold < 1
        ? min(max(4 * attributes.maxDetections, 1024), 4096) : attributes.maxDetections

    let name = proposal.reading.isRows ? graph[graph.outputs[0]].name : "detections"
    if proposal.reading.isRows { rewritten[rewritten.outputs[0]].name += "/before" }
    let output = rewritten.addValue(Value(name: name, shape: [1, attributes.maxDetections, 6]))
    rewritten.nodes.append(
        Node(name: "detect", op: .detect(attributes), inputs: inputs, outputs: [output]))
    rewritten.outputs = [output]
    rewritten.removeDeadNodes()
    rewritten.removeUnusedValues()
    graph = rewritten
    return RecognizedHead(
        family: proposal.family, attributes: attributes,
        sizes: proposal.levels.map { Array(tail.shape($0.boxes.map)[2...]) },
        outputs: proposal.reading.description)
}

extension Graph {
    /// The value of some channels of the convolution that gives `part.map`: the map itself, or that of a new
    /// convolution with their weights; nil where it cannot be divided.
    fileprivate mutating func divide(_ part: MapChannels, _ suffix: String) -> ValueID? {
        let shape = self[part.map].shape!
        if part.channels == Array(0..<shape[1]) { return part.map }
        guard let index = nodes.firstIndex(where: { $0.outputs.contains(part.map) }),
            case .conv(let attributes) = nodes[index].op, attributes.groups == 1,
            let weights = nodes[index].inputs[1].flatMap({ self[$0].constant })
        else { return nil }
        let node = nodes[index]
        func rows(_ tensor: Tensor) -> Tensor {
            let size = tensor.floats.count / tensor.shape[0]
            return Tensor(
                shape: [part.channels.count] + tensor.shape.dropFirst(),
                floats: part.channels.flatMap { tensor.floats[$0 * size..<($0 + 1) * size] })
        }
        var inputs = [
            node.inputs[0],
            addValue(Value(name: "\(self[node.inputs[1]!].name)/\(suffix)", constant: rows(weights))),
        ]
        if node.inputs.count > 2, let id = node.inputs[2] {
            guard let bias = self[id].constant else { return nil }
            inputs.append(addValue(Value(name: "\(self[id].name)/\(suffix)", constant: rows(bias))))
        }
        let output = addValue(
            Value(name: "\(self[part.map].name)/\(suffix)", shape: [1, part.channels.count] + shape[2...]))
        nodes.insert(
            Node(name: "\(node.name)/\(suffix)", op: node.op, inputs: inputs, outputs: [output]),
            at: index + 1)
        return output
    }
}
