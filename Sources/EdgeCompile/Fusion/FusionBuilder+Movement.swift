import EdgeFormat
import EdgeGraph
import EdgeQuantize

extension FusionBuilder {
    mutating func lowerMovement(_ node: Node) throws(UnsupportedOperator) {
        switch node.op {
        case .identity, .cast(.float):
            guard let input = node.inputs[0] else { throw UnsupportedOperator("input is missing") }
            plan.aliases[node.outputs[0]] = try activation(node, 0)
            plan.orders[node.outputs[0]] = plan.order(plan.resolve(input))
        case .reshape:
            try lowerReshape(node)
        case .transpose(let permutation):
            try lowerTranspose(node, permutation)
        case .expand:
            try lowerExpand(node)
        case .concat(let axis):
            try lowerConcat(node, axis: axis)
        case .split(let axis, let sizes):
            try lowerSplit(node, axis: axis, sizes: sizes)
        case .slice(let starts, let ends, let steps):
            try lowerSlice(node, starts, ends, steps)
        case .pad(let before, let after, let mode, let value):
            try lowerPad(node, before, after, mode, value)
        case .resize(let attributes):
            try lowerResize(node, attributes)
        default:
            throw UnsupportedOperator("no integer form")
        }
    }

    private mutating func lowerReshape(_ node: Node) throws(UnsupportedOperator) {
        let input = try activation(node, 0)
        let output = node.outputs[0]
        let from = try shape(input)
        let to = try shape(output)
        if from == to {
            plan.aliases[output] = input
            return
        }
        if try lowerGroupNormalization(node, input) { return }
        if try lowerChannelShuffle(node, input) { return }
        if case .flattenedImage = plan.order(input) {
            throw UnsupportedOperator("reshapes a flattened image", advice: "reshape in one step")
        }
        if !orderIsUnambiguous(from), to.count == 2, to[0] == 1 {
            plan.orders[output] = .flattenedImage(channels: from[1], height: from[2], width: from[3])
        } else if !orderIsUnambiguous(from) || !orderIsUnambiguous(to) {
            throw UnsupportedOperator(
                "reshape of \(from) to \(to) would reorder the bytes of an NHWC tensor",
                advice: "end the network before it")
        }
        plan.operations.append(
            FusedOperation(kind: .reshape, name: node.name, inputs: [input], outputs: [output]))
    }

    /// Channels reshaped to a matrix, transposed, and reshaped back.
    ///
    /// - Returns: whether `node`, a reshape, is the beginning; all of it is then lowered.
    private mutating func lowerChannelShuffle(
        _ node: Node, _ input: ValueID
    ) throws(UnsupportedOperator) -> Bool {
        let from = try shape(input)
        let matrix = try shape(node.outputs[0])
        guard from.count == 4, matrix.count == 5, matrix[0] == 1, matrix[1] * matrix[2] == from[1],
            matrix[3...] == from[2...], plan.order(input) == .natural,
            let second = soleConsumer(node.outputs[0]),
            case .transpose([0, 2, 1, 3, 4]) = graph.nodes[second].op,
            let third = soleConsumer(graph.nodes[second].outputs[0]),
            case .reshape = graph.nodes[third].op, graph[graph.nodes[third].outputs[0]].shape == from
        else { return false }
        absorb(second)
        absorb(third)
        appendMovement(.channelShuffle(groups: matrix[1]), graph.nodes[third], input)
        return true
    }

    /// Only where it moves no bytes: axes longer than 1 keep their order.
    private mutating func lowerTranspose(_ node: Node, _ permutation: [Int]) throws(UnsupportedOperator) {
        let input = try ordered(node, 0)
        let from = try shape(input)
        let to = try shape(node.outputs[0])
        let moved = permutation.filter { from[$0] > 1 }
        guard moved == moved.sorted(), orderIsUnambiguous(from), orderIsUnambiguous(to) else {
            throw UnsupportedOperator(
                "transpose \(permutation) of \(from) moves data", advice: "end the network before it")
        }
        plan.operations.append(
            FusedOperation(kind: .reshape, name: node.name, inputs: [input], outputs: [node.outputs[0]]))
    }

    private mutating func lowerExpand(_ node: Node) throws(UnsupportedOperator) {
        let input = try activation(node, 0)
        guard try shape(input) == shape(node.outputs[0]) else {
            throw UnsupportedOperator("repeats data")
        }
        plan.aliases[node.outputs[0]] = input
    }

    private mutating func lowerConcat(_ node: Node, axis: Int) throws(UnsupportedOperator) {
        var inputs: [ValueID] = []
        for position in node.inputs.indices {
            inputs.append(try image(node, position))
        }
        guard axis == 1 else {
            throw UnsupportedOperator("concatenation along axis \(axis)", advice: "axis 1 is supported")
        }
        plan.operations.append(
            FusedOperation(kind: .concat, name: node.name, inputs: inputs, outputs: [node.outputs[0]]))
    }

    private mutating func lowerSplit(_ node: Node, axis: Int, sizes: [Int]) throws(UnsupportedOperator) {
        let input = try image(node, 0)
        guard axis == 1 else {
            throw UnsupportedOperator("split along axis \(axis)", advice: "axis 1 is supported")
        }
        var first = 0
        let firsts = sizes.map { size in
            defer { first += size }
            return first
        }
        plan.operations.append(
            FusedOperation(
                kind: .slice(firstChannels: firsts), name: node.name, inputs: [input], outputs: node.outputs))
    }

    private mutating func lowerSlice(
        _ node: Node, _ starts: [Int], _ ends: [Int], _ steps: [Int]
    ) throws(UnsupportedOperator) {
        let input = try image(node, 0)
        let from = try shape(input)
        for axis in from.indices where axis != 1 {
            guard starts[axis] == 0, ends[axis] >= from[axis], steps[axis] == 1 else {
                throw UnsupportedOperator("slice along axis \(axis)", advice: "axis 1 is supported")
            }
        }
        guard steps[1] == 1 else { throw UnsupportedOperator("slice with step \(steps[1])") }
        plan.operations.append(
            FusedOperation(
                kind: .slice(firstChannels: [starts[1]]), name: node.name, inputs: [input],
                outputs: [node.outputs[0]]))
    }

    /// Zero padding becomes part of the convolution that follows; other padding copies the image.
    private mutating func lowerPad(
        _ node: Node, _ before: [Int], _ after: [Int], _ mode: PadMode, _ value: Float
    ) throws(UnsupportedOperator) {
        let input = try activation(node, 0)
        let output = node.outputs[0]
        if (before + after).allSatisfy({ $0 == 0 }) {
            plan.aliases[output] = input
            return
        }
        guard before.count == 4, (before + after).allSatisfy({ $0 >= 0 }),
            before[0] + before[1] + after[0] + after[1] == 0
        else {
            throw UnsupportedOperator(
                "\(mode) padding by \(before), \(after)",
                advice: "padding of height and width is supported")
        }
        if mode == .constant, value == 0, let next = soleConsumer(output),
            case .conv(let attributes) = graph.nodes[next].op, graph.nodes[next].inputs[0] == output,
            attributes.takes(before: before, after: after)
        {
            pendingPads[output] = (Array(before[2...]), Array(after[2...]))
            plan.aliases[output] = input
            return
        }
        let image = try self.image(node, 0)
        let size = try shape(image)
        let sizes = size + (try shape(output))
        guard sizes.allSatisfy({ $0 <= VerifierLimits.resizedSize }), value.isFinite else {
            throw UnsupportedOperator("padding of \(size) with \(value)")
        }
        let kind: PadParameters.Mode
        switch mode {
        case .constant: kind = .constant
        case .edge: kind = .edge
        case .reflect:
            kind = .reflect
            guard (2...3).allSatisfy({ max(before[$0], after[$0]) < size[$0] }) else {
                throw UnsupportedOperator("reflection of \(size) by \(before), \(after)")
            }
        }
        appendMovement(
            .pad(kind, top: before[2], left: before[3], value: kind == .constant ? value : 0), node, image)
    }

    private mutating func lowerResize(_ node: Node, _ attributes: ResizeAttributes)
        throws(UnsupportedOperator)
    {
        let input = try image(node, 0)
        let from = try shape(input)
        let to = try shape(node.outputs[0])
        if attributes.mode == .linear, from[0] == to[0], from[1] == to[1] {
            append(
                FusedOperation(
                    kind: .resizeLinear(
                        rows: attributes.linearTaps(from: from[2], to: to[2], axis: 2),
                        columns: attributes.linearTaps(from: from[3], to: to[3], axis: 3)),
                    name: node.name, inputs: [input], outputs: [node.outputs[0]]))
            return
        }
        guard attributes.mode == .nearest else {
            throw UnsupportedOperator(
                "\(attributes.mode) resize of \(from) to \(to)",
                advice: "nearest and linear along height and width are supported")
        }
        guard from[1] == to[1],
            let rounding = ResizeNearestParameters.Rounding.allCases.first(where: { rounding in
                [2, 3].allSatisfy { attributes.matches(rounding, from: from[$0], to: to[$0], axis: $0) }
            })
        else {
            throw UnsupportedOperator(
                "nearest resize of \(from) to \(to) with \(attributes.coordinates) coordinates",
                advice: "asymmetric with floor, and half-pixel, are supported")
        }
        plan.operations.append(
            FusedOperation(
                kind: .resizeNearest(rounding), name: node.name, inputs: [input], outputs: [node.outputs[0]]))
    }
}

extension ResizeAttributes {
    /// Whether `rounding` reads the same source index for every output index along `axis`.
    func matches(
        _ rounding: ResizeNearestParameters.Rounding, from: Int, to: Int, axis: Int
    ) -> Bool {
        (0..<to).allSatisfy { i in
            nearestSource(position(i, from: from, to: to, axis: axis), from: from)
                == rounding.source(i, from: from, to: to)
        }
    }

    /// FORMAT.md, "resizeLinear": entries of one axis.
    func linearTaps(from: Int, to: Int, axis: Int) -> [Int32] {
        (0..<to).map { i in
            let source = min(max(position(i, from: from, to: to, axis: axis), 0), Double(from - 1))
            // In 128ths of a pixel; the last one has no next.
            let place = Int((source * 128).rounded(.toNearestOrEven))
            return Int32(place / 128 * 256 + place % 128)
        }
    }

    /// Where output index `i` lies on the input axis: ONNX Resize, "coordinate_transformation_mode".
    private func position(_ i: Int, from: Int, to: Int, axis: Int) -> Double {
        let given = axis < scales.count && scales[axis] > 0
        let scale = given ? Double(scales[axis]) : Double(to) / Double(from)
        let x = Double(i)
        switch coordinates {
        case .halfPixel: return (x + 0.5) / scale - 0.5
        case .pytorchHalfPixel: return to > 1 ? (x + 0.5) / scale - 0.5 : 0
        case .alignCorners: return to > 1 ? x * Double(from - 1) / Double(to - 1) : 0
        case .asymmetric: return x / scale
        case .halfPixelSymmetric:
            let adjustment = Double(to) / (scale * Double(from))
            let center = Double(from) / 2
            return center * (1 - adjustment) + (x + 0.5) / scale - 0.5
        }
    }

    /// ONNX Resize, "nearest_mode".
    private func nearestSource(_ source: Double, from: Int) -> Int {
        let rounded: Double
        switch nearest {
        case .roundPreferFloor: rounded = (source - 0.5).rounded(.up)
        case .roundPreferCeil: rounded = (source + 0.5).rounded(.down)
        case .floor: rounded = source.rounded(.down)
        case .ceil: rounded = source.rounded(.up)
        }
        return Int(min(max(rounded, 0), Double(from - 1)))
    }
}

extension ResizeNearestParameters.Rounding {
    /// FORMAT.md, "Resize nearest".
    func source(_ i: Int, from: Int, to: Int) -> Int {
        switch self {
        case .asymmetricFloor: i * from / to
        case .halfPixelPreferCeil: (2 * i + 1) * from / (2 * to)
        case .halfPixelPreferFloor: ((2 * i + 1) * from + 2 * to - 1) / (2 * to) - 1
        }
    }
}

extension ConvAttributes {
    /// Whether padding by so much more stays smaller than the dilated kernel, as the format asks.
    fileprivate func takes(before: [Int], after: [Int]) -> Bool {
        kernel.count == 2
            && (0..<2).allSatisfy { axis in
                let extent = (kernel[axis] - 1) * dilations[axis]
                return padsBefore[axis] + before[axis + 2] <= extent
                    && padsAfter[axis] + after[axis + 2] <= extent
            }
    }
}
