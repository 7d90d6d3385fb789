import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// Rearrangements of int8 or float32 values. Most move nothing: a transpose renames axes, a concat lets its
/// inputs be written where they belong, a split looks at a part.
extension Lowering {
    mutating func lowerMovement(
        _ operation: FusedOperation, _ op: Operator
    ) throws(UnsupportedOperator) {
        let output = operation.outputs[0]
        let type: ElementType = plan.floatValues.contains(output) ? .float32 : .int8
        switch op {
        case .reshape: reshape(operation.inputs[0], output, type)
        case .transpose(let permutation):
            let form = form(operation.inputs[0], type)
            // Axis i of the output is axis permutation[i] of the input: the same bytes.
            let order = form.order.map { axis in permutation.firstIndex(of: axis)! }
            add(Form(tensor: form.tensor, order: order), of: output)
        case .concat(let axis): concat(operation, axis, type)
        case .split(let axis, let sizes):
            var first = 0
            for (value, size) in zip(operation.outputs, sizes) {
                var starts = [Int](repeating: 0, count: shape(value).count)
                starts[axis] = first
                slice(operation.inputs[0], value, type, starts, starts.map { _ in 1 }, operation.name)
                first += size
            }
        case .slice(let starts, _, let steps):
            let sizes = shape(operation.inputs[0])
            let resolved = zip(starts, sizes).map { max(0, $0 < 0 ? $0 + $1 : $0) }
            slice(operation.inputs[0], output, type, resolved, steps, operation.name)
        case .expand: expand(operation.inputs[0], output, type, operation.name)
        default: throw UnsupportedOperator("no movement")
        }
    }

    // MARK: Reshape

    private mutating func reshape(_ input: ValueID, _ output: ValueID, _ type: ElementType) {
        let from = shape(input)
        let to = shape(output)
        let groups = matchingAxes(from, to)
        var form = form(input, type)
        // Axes that merge or split together lie together, in their order; the groups in any.
        var arranged: [Int] = []
        var merged: [Int] = []
        for axis in longAxes(form.order, from) where !arranged.contains(axis) {
            guard let group = groups.first(where: { $0.from.contains(axis) }) else { continue }
            arranged += group.from
            merged += group.to
        }
        if arranged != longAxes(form.order, from) {
            let short = from.indices.filter { from[$0] == 1 }
            form = self.form(input, type, short + arranged)
        }
        let order = to.indices.filter { to[$0] == 1 } + merged
        let tensor = view(form.tensor, order.map { to[$0] })
        add(Form(tensor: tensor, order: order), of: output)
    }

    /// The smallest runs of axes, longer than 1, that have the same product before and after.
    private func matchingAxes(_ from: [Int], _ to: [Int]) -> [(from: [Int], to: [Int])] {
        let sources = from.indices.filter { from[$0] > 1 }
        let targets = to.indices.filter { to[$0] > 1 }
        var groups: [(from: [Int], to: [Int])] = []
        var (i, j) = (0, 0)
        while i < sources.count, j < targets.count {
            var group = (from: [sources[i]], to: [targets[j]])
            var (m, n) = (from[sources[i]], to[targets[j]])
            i += 1
            j += 1
            while m != n {
                if m < n, i < sources.count {
                    m *= from[sources[i]]
                    group.from.append(sources[i])
                    i += 1
                } else if j < targets.count {
                    n *= to[targets[j]]
                    group.to.append(targets[j])
                    j += 1
                } else {
                    break
                }
            }
            groups.append(group)
        }
        return groups
    }

    // MARK: Concat

    private mutating func concat(_ operation: FusedOperation, _ axis: Int, _ type: ElementType) {
        let output = operation.outputs[0]
        let sizes = shape(output)
        let largest = operation.inputs.max { shape($0).reduce(1, *) < shape($1).reduce(1, *) }!
        // What leaves the network has to come to the usual order anyway.
        let preferred = plan.outputs.contains(output) ? naturalOrder(sizes) : form(largest, type).order
        // The parts are windows where the axis is the last, or nothing long lies before it.
        let position = preferred.firstIndex(of: axis)!
        let isLast = preferred.last == axis
        let isFirst = preferred[..<position].allSatisfy { sizes[$0] == 1 }
        let order = isLast || isFirst ? preferred : [axis] + preferred.filter { $0 != axis }
        let alongChannels = order.last == axis && !(isFirst && order.count == 1)
        let target = newForm(output, type, order)
        var first = 0
        for value in operation.inputs {
            let part = form(value, type, order)
            let dimensions = result.tensors[part.tensor].dimensions
            let inner = order[(order.firstIndex(of: axis)! + 1)...].dropLast().reduce(1) { $0 * sizes[$1] }
            let pixel = alongChannels ? 0 : first * (order.last == axis ? 1 : inner)
            let channel = alongChannels ? first : 0
            first += shape(value)[axis]
            if type == .int8,
                result.tensors[part.tensor].quantization != result.tensors[target.tensor].quantization
            {
                appendRequantized(
                    part.tensor, to: window(target.tensor, dimensions, pixel: pixel, channel: channel),
                    operation.name)
                continue
            }
            let isRepeated = operation.inputs.filter { $0 == value }.count > 1
            if !isRepeated, adopt(part.tensor, by: target.tensor, pixel: pixel, channel: channel) { continue }
            let place = window(target.tensor, dimensions, pixel: pixel, channel: channel)
            appendCopy(of: part.tensor, to: place, name: "\(operation.name)/\(graph[value].name)")
        }
    }

    private mutating func appendRequantized(_ tensor: Int, to output: Int, _ name: String) {
        result.ops.append(
            IntegerOp(
                kind: .requantize, name: name, inputs: [tensor], outputs: [output],
                parameters: PointwiseParameters().words))
    }

    // MARK: Slice

    private mutating func slice(
        _ input: ValueID, _ output: ValueID, _ type: ElementType, _ starts: [Int], _ steps: [Int],
        _ name: String
    ) {
        let from = shape(input)
        let to = shape(output)
        let form = form(input, type)
        let order = form.order
        let cut = order.filter { from[$0] != to[$0] }
        let dimensions = order.map { to[$0] }
        if cut.isEmpty {
            add(form, of: output)
            return
        }
        if cut.count == 1, steps[cut[0]] == 1 {
            let axis = cut[0]
            let position = order.firstIndex(of: axis)!
            if position == order.count - 1 {
                let view = window(form.tensor, dimensions, pixel: 0, channel: starts[axis])
                add(Form(tensor: view, order: order), of: output)
                return
            }
            if order[..<position].allSatisfy({ from[$0] == 1 }) {
                let inner = order[(position + 1)...].dropLast().reduce(1) { $0 * from[$1] }
                let view = window(form.tensor, dimensions, pixel: starts[axis] * inner, channel: 0)
                add(Form(tensor: view, order: order), of: output)
                return
            }
        }
        let target = newForm(output, type, order)
        result.ops.append(
            IntegerOp(
                kind: .slice, name: name, inputs: [form.tensor], outputs: [target.tensor],
                parameters: SliceParameters(
                    starts: InlineArray { $0 < order.count ? Int32(starts[order[$0]]) : 0 },
                    steps: InlineArray {
                        $0 < order.count && from[order[$0]] != to[order[$0]] ? Int32(steps[order[$0]]) : 1
                    }
                ).words))
    }

    // MARK: Expand

    private mutating func expand(
        _ input: ValueID, _ output: ValueID, _ type: ElementType, _ name: String
    ) {
        let from = shape(input)
        let to = shape(output)
        let form = form(input, type, Array(from.indices))
        if from == to {
            add(form, of: output)
            return
        }
        let missing = [Int](repeating: 1, count: to.count - from.count)
        let source = view(form.tensor, missing + from)
        let target = newForm(output, type, Array(to.indices))
        result.ops.append(
            IntegerOp(kind: .broadcast, name: name, inputs: [source], outputs: [target.tensor]))
    }
}
